import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, DESKTOP, openApp, PHONE, resizeTo } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, importFiles, uniqueName } from './harness/steps.ts';

const pictures = process.env['SATCHEL_PICTURES'];

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

async function saved(page: Page, button: string): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()]);
  return download;
}
const bytesOf = async (download: Download): Promise<Buffer> => readFileSync(await download.path());

test('a person takes paper, the summary and everything along, from one screen', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Rosa'));
  await goTo(page, 'Add');
  await importFiles(page, rosasFiles);
  await goTo(page, 'More');
  await page.getByRole('link', { name: 'Take it with you' }).click();
  await page.getByRole('heading', { name: 'Take it with you' }).waitFor();
  for (const size of [DESKTOP, PHONE]) {
    await resizeTo(page, size);
    await expectAccessible(page, `take it with you at ${size.width}`);
    await expectNoSidewaysScroll(page, `take it with you at ${size.width}`);
    if (pictures) await page.screenshot({ path: `${pictures}/leave-${size.width}.png`, fullPage: true });
  }
  await resizeTo(page, DESKTOP);

  await page.getByRole('radio', { name: /My medicines/ }).check({ force: true });
  await page.getByLabel('Paper', { exact: true }).selectOption('Letter');
  const pdf = await bytesOf(await saved(page, 'Save as PDF'));
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1')).toContain('/MediaBox [0 0 612 792]');

  const summary = JSON.parse((await bytesOf(await saved(page, 'Save the summary'))).toString()) as { type: string };
  expect(summary.type).toBe('document');

  await page.getByRole('button', { name: 'Save everything, sealed' }).click();
  await page.getByText('Please use a longer or less common passphrase.').waitFor();
  await page.getByLabel('Passphrase of the archive').fill('a quiet green hill in May');
  const sealed = (await bytesOf(await saved(page, 'Save everything, sealed'))).toString();
  expect(sealed).toContain('application/octet-stream');
  expect(sealed).not.toContain('Delgado');

  await page.getByText('Seal it with a passphrase').click();
  const archive = unzipSync(new Uint8Array(await bytesOf(await saved(page, 'Save everything'))));
  expect(Object.keys(archive)).toEqual(expect.arrayContaining(['index.html', 'SHA256SUMS', 'access-log.ndjson', 'fhir/Condition.ndjson']));
  await finish();
});
