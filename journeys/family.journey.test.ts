import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { at, rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, importFiles, lockNow, signIn, uniqueName } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('one account, two people: each record has its own facts, and it always shows whose it is', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  const secrets = await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, rosasFiles.slice(3));
  const switcher = page.getByRole('banner').getByRole('button', { name: /^Record of/ });

  await goTo(page, 'More');
  await page.getByRole('link', { name: /^People/ }).click();
  await page.getByLabel('Their name').fill('Leo Park');
  await page.getByRole('button', { name: 'Make a record' }).click();
  await page.getByText('Into the record of Leo Park.').waitFor();
  expect(await switcher.textContent()).toContain('Leo Park');
  await goTo(page, 'Today');
  await page.getByText('This record is still empty').waitFor();
  await goTo(page, 'Add');
  await importFiles(page, [at('fixtures/people/leo-park/hospital-a.transaction.json')]);

  await switcher.click();
  await expectAccessible(page, 'the choice of a person');
  await page.getByRole('dialog').getByRole('button', { name: /Rosa/ }).click();
  await page.getByText('home.ndjson.gz').first().waitFor();
  expect(await page.getByText('hospital-a.transaction.json').count()).toBe(0);

  await lockNow(page);
  await signIn(page, secrets);
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await switcher.click();
  expect(await page.getByRole('dialog').getByRole('listitem').count()).toBe(2);
  await page.keyboard.press('Escape');

  // The keys were opened by signing in; a reload closes them, and deleting asks for the passphrase again.
  await page.goto('/more/people');
  await page.getByRole('button', { name: 'Show the record of Leo Park' }).click();
  await page.goto('/more/delete');
  await page.getByText('This needs the keys themselves').waitFor();
  await page.getByLabel('Your name').fill(secrets.name);
  await page.getByLabel('Passphrase', { exact: true }).fill(secrets.passphrase);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel(/Type the name of the record/).fill('Leo Park');
  await page.getByRole('button', { name: 'Delete for ever' }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  expect(await switcher.textContent()).toContain('Rosa');
  await switcher.click();
  expect(await page.getByRole('dialog').getByRole('listitem').count()).toBe(1);
  await finish();
});
