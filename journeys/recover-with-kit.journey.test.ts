import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, importFiles, lockNow, proveKit, readKit, readPassphrase, signIn, uniqueName } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('[S22] a forgotten passphrase: the kit opens the record, gives a new passphrase and a new kit, and retires itself', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  const old = await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, rosasFiles.slice(3));
  await lockNow(page);

  await page.getByRole('link', { name: 'I forgot my passphrase' }).click();
  await page.getByRole('heading', { level: 1, name: 'Open with your recovery kit' }).waitFor();
  await page.getByLabel('Your name').fill(old.name);
  await page.getByLabel('The seven groups of the kit').fill(old.kit.join(' ').toLowerCase());
  await expectAccessible(page, 'typing the kit');
  await page.getByRole('button', { name: 'Continue' }).click();
  const passphrase = await readPassphrase(page);
  await page.getByRole('button', { name: 'I have it, continue' }).click();
  const kit = await readKit(page);
  expect(kit).not.toEqual(old.kit);
  await page.getByRole('button', { name: 'I have kept it, continue' }).click();
  await proveKit(page, kit);
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await page.getByText('home.ndjson.gz').first().waitFor();

  await lockNow(page);
  await signIn(page, old);
  await page.getByText('That name and passphrase do not fit together.').waitFor();
  await signIn(page, { name: old.name, passphrase });
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();

  await lockNow(page);
  await page.getByRole('link', { name: 'I forgot my passphrase' }).click();
  await page.getByRole('heading', { level: 1, name: 'Open with your recovery kit' }).waitFor();
  await page.getByLabel('Your name').fill(old.name);
  await page.getByLabel('The seven groups of the kit').fill(old.kit.join('-'));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('That name and kit do not fit together.').waitFor();
  await finish();
});
