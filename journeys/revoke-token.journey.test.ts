import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openApp } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, lockNow, signIn, uniqueName } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('[S07] access that is taken back ends with the next request, on another device', async () => {
  const mine = await openApp(server.url);
  const secrets = await createRecord(mine.page, uniqueName('Rosa'));
  const other = await openApp(server.url);
  await other.page.goto('/sign-in');
  await signIn(other.page, secrets);
  await other.page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();

  await goTo(mine.page, 'Share');
  await mine.page.getByText('Your account', { exact: false }).first().waitFor();
  const takeBack = mine.page.getByRole('button', { name: /^Take back access/ });
  expect(await takeBack.count()).toBe(1);
  await takeBack.click();
  await expect.poll(() => takeBack.count(), { timeout: 10_000 }).toBe(0);

  expect((await other.context.request.get(`${server.url}/api/session`)).status()).toBe(401);
  await other.page.goto('/record/summary');
  await other.page.getByRole('heading', { level: 1, name: 'Open your record' }).waitFor();
  await mine.page.reload();
  await mine.page.getByRole('heading', { level: 1, name: 'Share' }).waitFor();
  await lockNow(mine.page);
  await other.finish();
  await mine.finish();
});
