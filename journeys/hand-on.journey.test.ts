import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { goTo } from './harness/steps.ts';

/** A folder to look at afterwards. */
const pictures = process.env['SATCHEL_PICTURES'];

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('[S07] a summary is handed to a doctor without an account in a few taps, read with its passcode, and taken back', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await page.goto('/sample');
  await page.getByRole('button', { name: /Rosa Delgado/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor({ timeout: 60_000 });

  const begun = Date.now();
  await goTo(page, 'Share');
  await page.getByRole('button', { name: 'Share my summary' }).click();
  const dialog = page.getByRole('dialog');
  const passcode = await dialog.getByRole('textbox', { name: 'Passcode' }).inputValue();
  expect(passcode).toMatch(/^\d{6}$/);
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByRole('img', { name: /code to scan/ }).waitFor();
  expect(Date.now() - begun).toBeLessThan(30_000);
  await expectAccessible(page, 'the code');
  if (pictures) await page.screenshot({ path: `${pictures}/hand-on-code.png` });
  const link = (await page.locator('.handed-link').textContent()) ?? '';
  await page.getByRole('button', { name: 'Close' }).click();

  const doctor = await openApp(server.url, { viewport: PHONE });
  await doctor.page.goto(link);
  await doctor.page.getByRole('heading', { level: 1, name: 'Health summary' }).waitFor();
  await expectAccessible(doctor.page, 'the door of a link');
  await doctor.page.getByRole('textbox', { name: 'Your name' }).fill('Dr Birch');
  await doctor.page.getByRole('textbox', { name: 'Passcode' }).fill(passcode === '000000' ? '111111' : '000000');
  await doctor.page.getByRole('button', { name: 'Open' }).click();
  await doctor.page.getByText('9 more tries.').waitFor();
  await doctor.page.getByRole('textbox', { name: 'Passcode' }).fill(passcode);
  await doctor.page.getByRole('button', { name: 'Open' }).click();
  await doctor.page.getByRole('region', { name: /Allerg/ }).waitFor();
  await expectAccessible(doctor.page, 'what a reader sees');
  await expectNoSidewaysScroll(doctor.page, 'what a reader sees');
  if (pictures) await doctor.page.screenshot({ path: `${pictures}/hand-on-read.png`, fullPage: true });

  await page.reload();
  await page.getByText(/last by Dr Birch/).waitFor();
  if (pictures) await page.screenshot({ path: `${pictures}/hand-on-list.png`, fullPage: true });
  await page.getByRole('button', { name: 'Take back the link: Health summary' }).click();
  await page.getByText('Taken back. There is nothing behind that link any more.').waitFor();
  await doctor.page.reload();
  await doctor.page.getByRole('textbox', { name: 'Your name' }).fill('Dr Birch');
  await doctor.page.getByRole('textbox', { name: 'Passcode' }).fill(passcode);
  await doctor.page.getByRole('button', { name: 'Open' }).click();
  await doctor.page.getByText(/There is nothing behind this link any more/).waitFor();
  await doctor.finish();
  await finish();
});
