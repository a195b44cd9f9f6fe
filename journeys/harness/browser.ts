import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { expect } from 'vitest';
import type { Locale } from './words.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 860 };

export interface App {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Fails when anything was asked of another host, or the page complained. */
  finish(): Promise<void>;
}

let browser: Browser | undefined;

/** One browser for a test file; close it with {@link closeBrowser}. */
async function launched(): Promise<Browser> {
  browser ??= await chromium.launch({ executablePath: process.env['SATCHEL_CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** The app in a browser of its own: no cookies, no storage, no network but our server. */
export async function openApp(
  url: string,
  options: {
    readonly viewport?: typeof PHONE;
    readonly locale?: Locale;
    /** Another address that this story goes to. */ readonly alsoAt?: string;
  } = {},
): Promise<App> {
  const viewport = options.viewport ?? DESKTOP;
  const context = await (
    await launched()
  ).newContext({
    viewport,
    locale: options.locale === 'es' ? 'es-ES' : 'en-GB',
    hasTouch: viewport.width < 600,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    baseURL: url,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const foreign: string[] = [];
  const complaints: string[] = [];
  const hosts = [url, ...(options.alsoAt === undefined ? [] : [options.alsoAt])].map((each) => new URL(each).host);
  context.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.protocol.startsWith('http') && !hosts.includes(asked.host)) foreign.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused or broken request is told by the app itself; the browser's own line about it is no complaint of ours.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  return {
    page,
    context,
    finish: async () => {
      await context.close();
      expect(foreign, 'requests to other hosts').toEqual([]);
      expect(complaints, 'errors in the page').toEqual([]);
    },
  };
}

/** Gives the window another size, and the browser the frames it needs to see what overflows now. */
export async function resizeTo(page: Page, viewport: typeof PHONE): Promise<void> {
  await page.setViewportSize(viewport);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
