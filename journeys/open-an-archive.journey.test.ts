import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { type BrowserContext, chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeIn } from '../packages/intake/src/index.ts';
import { newKdf, fromPassphrase } from '../packages/vault/src/index.ts';
import { nodeEngine } from '../packages/vault/src/engine-node.ts';
import { must, newRecord } from '../packages/record/testing/new-record.ts';
import { keepOriginal } from '../packages/record/testing/originals.ts';
import { change, lensOf } from '../packages/record/testing/people.ts';
import { archiveFor, type Seal } from '../apps/server/src/outputs/archive-for.ts';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { rosasFiles } from './harness/places.ts';

const pictures = process.env['SATCHEL_PICTURES'];
const PASSPHRASE = 'a quiet green hill';
const folder = mkdtempSync(join(tmpdir(), 'satchel-take-along-'));
let browser: Browser;

/** A hostile word in a fact: it must stay a word. */
const HOSTILE = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>';

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['SATCHEL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  const record = await newRecord();
  for (const file of rosasFiles) {
    const bytes = new Uint8Array(readFileSync(file));
    const name = basename(file);
    const original = await keepOriginal(record, bytes, { name });
    const source = {
      name,
      size: bytes.length,
      async *open() {
        yield bytes;
      },
    };
    must(await takeIn({ source, original, commit: (what) => record.hall.commit(record.owner, what), at: '2026-03-01T10:00:00Z' }));
  }
  must(
    await record.hall.commit(
      record.owner,
      change({ resourceType: 'Condition', id: 'x', subject: { display: 'me' }, code: { text: HOSTILE } }),
    ),
  );
  const made = async (seal?: Seal) => {
    const view = must(await record.hall.view(lensOf(record.owner)));
    const parts: Buffer[] = [];
    for await (const part of must(await archiveFor({ world: record.world, version: '1' }, record.owner, view, [], seal)))
      parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  };
  for (const [name, content] of Object.entries(unzipSync(new Uint8Array(await made())))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const kdf = newKdf(nodeEngine);
  const halves = await fromPassphrase(nodeEngine, PASSPHRASE, kdf);
  if (!halves) throw new Error('The key was not derived.');
  writeFileSync(join(folder, 'sealed.html'), await made({ kdf, key: halves.unlock }));
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** A file opened by double click on a computer without a network; fails when anything was asked for, or the page complained. */
async function opened(name: string, locale = 'en-GB'): Promise<{ page: Page; context: BrowserContext; finish(): Promise<void> }> {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 800 },
    locale,
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  await context.setOffline(true);
  const asked: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    if (!/^(file|blob):/.test(request.url())) asked.push(request.url());
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(pathToFileURL(join(folder, name)).href);
  return {
    page,
    context,
    finish: async () => {
      await context.close();
      expect(asked).toEqual([]);
      expect(complaints).toEqual([]);
    },
  };
}

test('an archive opens by double click with no network, in both languages, and leads to its originals', async () => {
  const { page, finish } = await opened('index.html');
  await page.getByRole('heading', { name: /Rosa/ }).waitFor();
  expect(await page.getByText('Allergies and intolerances').count()).toBeGreaterThan(0);
  expect(await page.getByText(HOSTILE).count()).toBeGreaterThan(0);
  await page.getByLabel('Find').fill('metformin');
  await page.getByRole('status').filter({ hasText: 'entr' }).waitFor();
  expect(await page.getByRole('status').textContent()).not.toContain('Nothing');
  await expectNoSidewaysScroll(page, 'the archive');
  if (pictures) await page.screenshot({ path: `${pictures}/archive.png`, fullPage: true });
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page, 'the archive on a phone');
  if (pictures) await page.screenshot({ path: `${pictures}/archive-phone.png` });
  await page.getByRole('button', { name: 'Español' }).click();
  await page.getByText('Alergias e intolerancias').waitFor();
  expect(await page.title()).toContain('Historial de salud');
  const link = await page.getByRole('link', { name: 'hospital-a.transaction.json' }).getAttribute('href');
  expect(readFileSync(join(folder, decodeURIComponent(link ?? ''))).equals(readFileSync(rosasFiles[0] ?? ''))).toBe(true);
  await finish();
});

test('[S12] a sealed archive shows nothing without its passphrase, and opens with it in the browser alone', async () => {
  expect(readFileSync(join(folder, 'sealed.html'), 'utf8')).not.toMatch(/Rosa|Delgado/);
  const { page, finish } = await opened('sealed.html');
  await page.getByLabel('Passphrase').fill('something else');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByText('This passphrase does not open it.').waitFor();
  if (pictures) await page.screenshot({ path: `${pictures}/sealed.png` });
  await page.getByLabel('Passphrase').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('heading', { name: /Rosa/ }).waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'hospital-a.transaction.json' }).click(),
  ]);
  expect(readFileSync(await download.path()).equals(readFileSync(rosasFiles[0] ?? ''))).toBe(true);
  const [whole] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save everything (ZIP)' }).click()]);
  expect(Object.keys(unzipSync(new Uint8Array(readFileSync(await whole.path()))))).toContain('SHA256SUMS');
  await finish();
});

test('its page can be used by everybody', async () => {
  const { page, context } = await opened('index.html', 'es-ES');
  await page.getByText('Alergias e intolerancias').waitFor();
  // The page's own policy allows no script from outside, the checker's neither.
  await context.close();
  const copy = join(folder, 'copy.html');
  writeFileSync(copy, readFileSync(join(folder, 'index.html'), 'utf8').replace(/<meta http-equiv[^>]+>/, ''));
  const again = await opened('copy.html');
  await expectAccessible(again.page, 'the archive');
  await again.finish();
});
