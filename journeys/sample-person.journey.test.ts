import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { goTo } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('a sample person opens without any secret, can be looked at, and leaves nothing', async () => {
  const { page, context, finish } = await openApp(server.url, { viewport: PHONE });
  await page.goto('/');
  await page.getByRole('link', { name: 'Try with a sample person' }).click();
  await page.getByRole('button', { name: /Rosa Delgado/ }).waitFor();
  await expectAccessible(page, 'the choice of a sample');
  await page.getByRole('button', { name: /Rosa Delgado/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor({ timeout: 60_000 });
  await page.getByText('This is a sample person').waitFor();
  await expectAccessible(page, 'Today');
  await goTo(page, 'Record');
  await page.getByRole('region', { name: 'Medicines' }).waitFor();

  await goTo(page, 'Today');
  await page.getByRole('link', { name: 'Leave and remove the sample' }).click();
  await page.getByRole('button', { name: 'Leave and remove it' }).click();
  await page.getByRole('link', { name: 'Create my record' }).waitFor();
  expect((await context.request.get(`${server.url}/api/session`)).status()).toBe(401);
  await finish();
});
