import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, DESKTOP, openApp, PHONE, resizeTo } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';

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

test('a person reads what follows from the record, leaves one aside with a reason, and takes that back', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await page.goto('/sample');
  await page.getByRole('button', { name: /Rosa Delgado/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: /Things worth talking about/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Checks' }).waitFor();
  await page.getByRole('region', { name: 'How far the checks could see' }).waitFor();
  await expectAccessible(page, 'the checks');
  await expectNoSidewaysScroll(page, 'the checks');
  if (pictures) await page.screenshot({ path: `${pictures}/checks-phone.png`, fullPage: true });
  await resizeTo(page, DESKTOP);
  if (pictures) await page.screenshot({ path: `${pictures}/checks-desktop.png`, fullPage: true });
  await resizeTo(page, PHONE);

  const before = await page.locator('.finding').count();
  const first = page.locator('.finding').first();
  const title = (await first.getByRole('heading').textContent()) ?? '';
  await first.getByRole('button', { name: 'Leave it aside' }).click();
  await page.getByRole('dialog').getByText('My clinician knows and decided so').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave it aside' }).click();
  await page.getByText('One that you left aside').click();
  await page.getByText('You left it aside: My clinician knows and decided so').waitFor();
  expect(await page.locator('details .finding').getByRole('heading').allTextContents()).toEqual([title]);
  await page.getByRole('button', { name: 'Show it again' }).click();
  await expect.poll(async () => page.locator('.finding:not(details *)').count()).toBe(before);
  await finish();
});
