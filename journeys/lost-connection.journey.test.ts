import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openApp } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, uniqueName } from './harness/steps.ts';

let server: RunningServer;
let folder: string;
let file: string;
const LINES = 3000;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), 'satchel-upload-'));
  file = join(folder, 'long.ndjson');
  await writeFile(file, Array.from({ length: LINES }, (_, n) => weightOf(n)).join('\n'));
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A weight a day, padded with a note so that the file is several parts long. */
function weightOf(n: number): string {
  const day = new Date(Date.UTC(2015, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
  return JSON.stringify({
    resourceType: 'Observation',
    id: `w${n}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Body weight' }] },
    effectiveDateTime: day,
    valueQuantity: { value: 70 + (n % 9), unit: 'kg' },
    note: [{ text: `Weighed in the morning. ${'.'.repeat(900)}` }],
  });
}

test('[S29] an upload goes on by itself after the network was lost', async () => {
  const { page, context, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Rosa'));
  let parts = 0;
  await page.route('**/uploads/*?offset=*', async (route) => {
    parts++;
    if (parts === 2) await context.setOffline(true);
    await route.continue().catch(() => undefined);
  });
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByText('The connection is gone. It goes on by itself; nothing is lost.').waitFor();
  await context.setOffline(false);
  await page.getByText('new entries are in your record').waitFor({ timeout: 90_000 });
  expect(await page.locator('.report td').first().textContent()).toBe('3,000');
  await finish();
});

test('[S29] an upload that a reload cut off goes on where it stopped when the same file is picked again', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Sam'));
  let offsets: number[] = [];
  await page.route('**/uploads/*?offset=*', async (route) => {
    const offset = Number(new URL(route.request().url()).searchParams.get('offset'));
    offsets.push(offset);
    // The third part never arrives: the page is reloaded while it is under way.
    if (offset >= 2 * 1024 * 1024 && offsets.filter((each) => each === 0).length === 1 && !page.url().includes('again')) return;
    await route.continue();
  });
  await page.locator('input[type=file]').first().setInputFiles(file);
  await expect.poll(() => offsets.length, { timeout: 20_000 }).toBe(3);
  await page.goto('/add?again');
  await page.getByText(/was not finished/).waitFor();
  offsets = [];
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByText('new entries are in your record').waitFor({ timeout: 90_000 });
  expect(offsets[0]).toBe(2 * 1024 * 1024);
  await finish();
});
