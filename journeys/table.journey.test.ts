import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, DESKTOP, openApp, PHONE } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, importFiles, openTab, uniqueName } from './harness/steps.ts';

/** A folder to look at afterwards. */
const pictures = process.env['SATCHEL_PICTURES'];

const TABLE = ['Date,Time,Systolic,Diastolic,Mood', '03/04/2026,07:30,128,82,3', '05/04/2026,07:40,131,84,2', '07/04/2026,07:35,126,80,4'];

const RECORD = 'type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min"';
const beat = (at: string, value: number) =>
  ` <Record ${RECORD} startDate="2026-03-${at} +0000" endDate="2026-03-${at} +0000" value="${value}"/>`;
const APPLE = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!DOCTYPE HealthData [',
  '<!ELEMENT HealthData ANY>',
  ']>',
  '<HealthData locale="en_GB">',
  ' <ExportDate value="2026-04-01 08:00:00 +0000"/>',
  ...Array.from({ length: 9 }, (_, day) => [
    beat(`0${day + 1} 08:10:00`, 58 + day),
    beat(`0${day + 1} 08:40:00`, 71 + day),
    beat(`0${day + 1} 17:05:00`, 120 - day),
  ]).flat(),
  '</HealthData>',
];

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

const fileOf = (name: string, mimeType: string, lines: readonly string[]) => ({ name, mimeType, buffer: Buffer.from(lines.join('\n')) });

/** A screen that everybody can use, at both widths, and perhaps a picture of it. */
async function look(page: Page, name: string): Promise<void> {
  await expectAccessible(page, name);
  for (const [width, size] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page, `${name} at ${size.width}`);
    if (pictures) await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
  }
}

test('a table of blood pressures is explained once, kept, seen as a trend, and the next is read without a question', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await createRecord(page, uniqueName('Ana'));
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(fileOf('cuff.csv', 'text/csv', TABLE));
  const explain = page.getByRole('link', { name: 'Say what its columns are' });
  await explain.waitFor();
  await look(page, 'table-offer');
  await explain.click();
  const keep = page.getByRole('button', { name: 'Keep it like this' });
  await page.getByText('2 things are still to be said.').waitFor();
  expect(await keep.isDisabled()).toBe(true);
  await page.getByRole('radiogroup', { name: 'Which day is 03/04/2026?' }).getByText('3 Apr 2026').click();
  await page.getByLabel('Mood is').selectOption({ label: 'Leave it out' });
  await page.getByText('still to be said').waitFor({ state: 'detached' });
  expect(await page.getByRole('region', { name: 'How the first rows would read' }).innerText()).toMatch(/128 \/ 82 mmHg\s+3 Apr 2026/);
  await look(page, 'table-columns');
  await keep.click();
  await page.getByText('3 new entries are in your record').waitFor();

  await importFiles(page, fileOf('may.csv', 'text/csv', [TABLE[0] as string, '03/05/2026,07:30,124,79,3']));
  await page.getByText('1 new entries are in your record').waitFor();
  await goTo(page, 'Record');
  await openTab(page, 'Results');
  await page.getByRole('link', { name: /Blood pressure/ }).click();
  await page.getByRole('img', { name: /Blood pressure/ }).waitFor();
  expect(await page.getByRole('table').getByRole('row').count()).toBe(9);
  await finish();
});

test('what a watch measured is seen day by day, and one day by the hour', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Ana'));
  await importFiles(page, fileOf('export.xml', 'text/xml', APPLE));
  await page.getByText('27 readings of devices came in').waitFor();
  await look(page, 'device-report');
  await goTo(page, 'Record');
  await openTab(page, 'Timeline');
  await page.getByRole('checkbox', { name: 'Every day of device readings' }).waitFor();
  expect(await page.getByRole('link', { name: /Heart rate/ }).count()).toBe(1);
  await page.getByText('Every day of device readings').click();
  await expect.poll(() => page.getByRole('link', { name: /Heart rate/ }).count()).toBe(9);
  await openTab(page, 'Results');
  await page.getByRole('link', { name: /Heart rate/ }).click();
  await page.getByRole('img', { name: /9 points/ }).waitFor();
  await page.getByRole('button', { name: '9 Mar 2026' }).click();
  await page.getByRole('img', { name: /2 points/ }).waitFor();
  await page.getByRole('button', { name: 'Every reading', exact: true }).click();
  await page.getByRole('img', { name: /3 points/ }).waitFor();
  await look(page, 'device-days');
  await finish();
});
