import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openApp } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { importFiles, readKit, readPassphrase } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

/** Tab until what has the focus says this; fails after a whole round. The focus must be visible at each stop. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const style = element && getComputedStyle(element);
      return {
        words: element?.getAttribute('aria-label') ?? element?.textContent ?? '',
        tag: element?.tagName,
        outlined: style?.outlineStyle !== 'none' && style?.outlineWidth !== '0px',
      };
    });
    if (focused.tag !== 'BODY') expect(focused.outlined, `visible focus on "${focused.words}"`).toBe(true);
    if (name.test(focused.words)) return;
  }
  throw new Error(`Nothing called ${String(name)} can be reached with the Tab key.`);
}

test('from the first screen to the evidence of a fact, with the keyboard alone', async () => {
  const { page, finish } = await openApp(server.url);
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await tabTo(page, /^Create my record/);
  await page.keyboard.press('Enter');
  await page.getByLabel('Your name').waitFor();
  await page.keyboard.type('Rosa');
  await page.keyboard.press('Enter');
  await readPassphrase(page);
  await tabTo(page, /^I have it/);
  await page.keyboard.press('Enter');
  const kit = await readKit(page);
  await tabTo(page, /^I have kept it/);
  await page.keyboard.press('Space');
  const asked = Number(/\d/.exec((await page.locator('.field-label').textContent()) ?? '')?.[0]);
  await page.keyboard.type(kit[asked - 1] as string);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Add' }).waitFor();

  // The file dialog belongs to the system; that its button is reached and opens it is what can be shown here.
  const dialog = page.waitForEvent('filechooser');
  await tabTo(page, /^Choose files/);
  await page.keyboard.press('Enter');
  await (await dialog).setFiles([]);
  await importFiles(page, rosasFiles.slice(0, 1));
  await tabTo(page, /^See the record/);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Allergies and intolerances' }).waitFor();

  await tabTo(page, /^Penicillin/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Where this comes from' }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await tabTo(page, /^See it in the original/);
  await page.keyboard.press('Enter');
  await page.locator('.excerpt pre').waitFor();

  await tabTo(page, /^Retract this/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Why is it wrong?' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Retract this');
  await finish();
});

test('the skip link leads past the navigation', async () => {
  const { page, finish } = await openApp(server.url);
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  await finish();
});
