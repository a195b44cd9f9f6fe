import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, uniqueName } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('without a network, and with a server that is off, the app says so and what to do, and goes on after', async () => {
  const { page, context, finish } = await openApp(server.url, { viewport: PHONE });
  await createRecord(page, uniqueName('Rosa'));
  // Everything that the app consists of is on the device by now.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

  await context.setOffline(true);
  await goTo(page, 'Share');
  await page.getByText('This device is not connected to a network right now.').waitFor();
  await expectAccessible(page, 'a place without a network');
  await context.setOffline(false);
  await page.getByRole('region', { name: 'Who can open this record' }).waitFor();

  await server.halt();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Not right now' }).waitFor({ timeout: 30_000 });
  await page.getByText('The computer that keeps your record does not answer. It may be switched off or starting.').waitFor();
  await expectAccessible(page, 'the page of a server that is off');
  await server.restart();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('region', { name: 'Who can open this record' }).waitFor({ timeout: 30_000 });
  await finish();
});

test('over plain http under a name, the first screen says what that means', async () => {
  const name = 'http://satchel.home';
  const { page, context, finish } = await openApp(name, { viewport: PHONE });
  await context.route(`${name}/**`, async (route) => {
    const url = route.request().url().replace(name, server.url);
    const response = await route.fetch({ url, maxRedirects: 0 });
    // A browser complains of this header where a page is not trustworthy; that is what this story is about.
    const { 'cross-origin-opener-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.goto('/');
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await page.getByText('This address is not encrypted on the way').waitFor();
  await expectAccessible(page, 'the first screen over plain http');
  await page.getByRole('link', { name: 'Create my record' }).waitFor();
  await finish();
});
