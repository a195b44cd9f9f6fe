import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dicomImage, pdfOf } from '../packages/intake/testing/documents.ts';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, DESKTOP, openApp, PHONE, resizeTo } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, importFiles, openTab, uniqueName } from './harness/steps.ts';

/** A folder to look at afterwards. */
const pictures = process.env['SATCHEL_PICTURES'];

const REPORT = pdfOf(
  [
    [
      [60, 780, 'City Laboratory'],
      [60, 760, 'Patient: Ana'],
      [60, 740, 'Collected: 03/15/2024'],
      [60, 700, 'Test'],
      [220, 700, 'Result'],
      [320, 700, 'Units'],
      [420, 700, 'Reference range'],
      [60, 680, 'Glucose'],
      [220, 680, '105'],
      [290, 680, 'H'],
      [320, 680, 'mg/dL'],
      [420, 680, '70 - 99'],
      [60, 660, 'Hemoglobin A1c'],
      [220, 660, '6.10'],
      [320, 660, '%'],
      [420, 660, '4.0 - 5.6'],
    ],
    [[60, 780, 'End of report']],
  ],
  '/Title (Blood tests)',
);
const SCAN = readFileSync(join(import.meta.dirname, '../apps/server/src/pictures/fixtures/report.png'));
/** Every way that a page has tried to act, load or call home. */
const HOSTILE = `<!doctype html><title>Letter</title><meta http-equiv="refresh" content="0;url=http://beacon.example/m">
<link rel="stylesheet" href="http://beacon.example/c"><style>@import "http://beacon.example/i";body{background:url(http://beacon.example/b)}</style>
<script>alert(1)</script><img src=x onerror="alert(2)"><img src="http://beacon.example/p"><svg onload="alert(3)"><image href="http://beacon.example/s"/></svg>
<iframe src="javascript:alert(4)"></iframe><object data="http://beacon.example/o"></object><video poster="http://beacon.example/v"></video>
<a href="javascript:alert(5)" ping="http://beacon.example/g">link</a><form action="http://beacon.example/f"><input autofocus onfocus="alert(6)"></form>
<table onmouseover="alert(7)" background="http://beacon.example/t"><tr><td>Dear Ana, all is well.</td></tr></table><base href="http://beacon.example/">`;
const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(8)"><script>alert(9)</script><image href="http://beacon.example/w"/></svg>';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });

async function openDocument(page: Page, name: string): Promise<void> {
  await goTo(page, 'Record');
  await openTab(page, 'Documents');
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('link', { name: 'Look at it' }).click();
}

/** A screen that everybody can use, at both widths, and perhaps a picture of it. */
async function look(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name);
  for (const size of [DESKTOP, PHONE]) {
    await resizeTo(page, size);
    await expectNoSidewaysScroll(page, `${name} at ${size.width}`);
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${size.width}.png`, fullPage: true });
  }
  await resizeTo(page, DESKTOP);
}

test('a lab report is opened in place, its values compared with their lines, and those ticked are kept', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Ana'));
  await importFiles(page, file('report.pdf', 'application/pdf', REPORT));
  await openDocument(page, 'Blood tests');
  await page.getByRole('heading', { level: 1, name: 'Blood tests' }).waitFor();
  await page.getByRole('img', { name: 'Page 1 of 2' }).locator('canvas').waitFor();
  await page.getByRole('checkbox', { name: /Hemoglobin A1c 6.10 %/ }).waitFor();
  expect(
    await page
      .getByRole('img', { name: /^Where it stands: Glucose/ })
      .locator('canvas')
      .count(),
  ).toBe(1);
  await look(page, 'document-values');
  await page.getByRole('button', { name: 'Show on page 1' }).last().click();
  await page.locator('.document-spot').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByRole('img', { name: 'Page 2 of 2' }).locator('canvas').waitFor();
  await page.getByRole('checkbox', { name: /Glucose 105 mg\/dL/ }).press('Space');
  await page.getByRole('button', { name: 'Keep one value' }).click();
  await page.getByRole('button', { name: 'Keep 0 values' }).waitFor();
  await page.goto('/record/results');
  await page.getByRole('link', { name: /Hemoglobin A1c/ }).waitFor();
  expect(await page.getByRole('link', { name: /Glucose/ }).count()).toBe(0);
  await finish();
});

test('a scan is read when somebody asks, and nothing of it is ticked beforehand', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Ana'));
  await importFiles(page, file('scan.png', 'image/png', SCAN));
  await openDocument(page, 'scan.png');
  await page.getByRole('img', { name: 'Page 1 of 1' }).locator('canvas').waitFor();
  await page.getByRole('button', { name: 'Read the text in this picture' }).click();
  await page.getByText('Read from a picture: compare every digit.').first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Keep 0 values' }).waitFor();
  await page.getByRole('checkbox', { name: /Glucosa 105 mg\/dL/ }).press('Space');
  await page.getByRole('button', { name: 'Keep one value' }).click();
  await finish();
});

test('[S24] a hostile page and drawing act on nobody and call nowhere', async () => {
  const { page, finish } = await openApp(server.url);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await createRecord(page, uniqueName('Ana'));
  await importFiles(page, [
    file('letter.html', 'text/html', Buffer.from(HOSTILE)),
    file('drawing.svg', 'image/svg+xml', Buffer.from(DRAWING)),
  ]);
  await openDocument(page, 'letter.html');
  await page.frameLocator('iframe').getByText('Dear Ana, all is well.').waitFor();
  await look(page, 'document-page');
  await openDocument(page, 'drawing.svg');
  await page.getByText('This kind of file cannot be shown here.').waitFor();
  expect(dialogs).toEqual([]);
  await finish();
});

test('a medical image is drawn, and brightness and contrast change by the keyboard', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Ana'));
  await importFiles(page, file('knee.dcm', 'application/dicom', dicomImage()));
  await openDocument(page, 'knee.dcm');
  const canvas = page.getByRole('img', { name: 'Medical image' }).locator('canvas');
  await canvas.waitFor();
  const brightest = () => canvas.evaluate((node: HTMLCanvasElement) => node.getContext('2d')?.getImageData(3, 1, 1, 1).data[0]);
  const middle = () => canvas.evaluate((node: HTMLCanvasElement) => node.getContext('2d')?.getImageData(3, 0, 1, 1).data[0]);
  expect(await brightest()).toBe(255);
  const before = (await middle()) ?? 0;
  await page.getByRole('slider', { name: 'Brightness' }).press('PageUp');
  await expect.poll(middle).toBeGreaterThan(before);
  await look(page, 'document-dicom');
  await finish();
});
