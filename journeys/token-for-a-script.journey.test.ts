import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openApp } from './harness/browser.ts';
import { at } from './harness/places.ts';
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

interface Minted {
  readonly token: string;
  readonly person: string;
}

/** `satchel token` against the running server, as somebody types it. */
async function mint(name: string, passphrase: string, label: string): Promise<Minted> {
  const words = ['token', '--server', server.url, '--name', name, '--label', label, '--json'];
  const env = { ...process.env, SATCHEL_PASSPHRASE: passphrase };
  const { stdout } = await promisify(execFile)(process.execPath, [at('apps/server/src/cli/main.ts'), ...words], { env });
  return JSON.parse(stdout) as Minted;
}

test('[S07] [S40] a token made on the command line ends in the app, with new keys for the record; others go on', async () => {
  const { page, finish } = await openApp(server.url);
  const { name, passphrase } = await createRecord(page, uniqueName('Rosa'));
  const [nightly, weekly] = [await mint(name, passphrase, 'Nightly copy'), await mint(name, passphrase, 'Weekly copy')];
  const asks = async ({ token, person }: Minted) =>
    (await fetch(`${server.url}/api/records/${person}/summary`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await asks(nightly), await asks(weekly)]).toEqual([200, 200]);

  await goTo(page, 'Share');
  await page.getByRole('button', { name: 'Take back access: Nightly copy' }).click();
  await page.getByText('Taken back. From now on Nightly copy cannot read this record.').waitFor();
  expect([await asks(nightly), await asks(weekly)]).toEqual([404, 200]);
  await expect.poll(() => page.getByRole('button', { name: /Nightly copy/ }).count()).toBe(0);
  const state = await page.evaluate(
    async (person) => (await fetch(`/api/records/${person}/keys/state`)).json() as Promise<{ epoch: number }>,
    nightly.person,
  );
  expect(state.epoch).toBe(2);

  // After a reload the keys are closed: access ends all the same, and the screen says what is left to do.
  await page.reload();
  await page.getByRole('button', { name: 'Take back access: Weekly copy' }).click();
  await page.getByText('Taken back, but the keys are still the same').waitFor();
  expect(await asks(weekly)).toBe(404);
  await page.getByRole('button', { name: 'Change the keys' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Change them now' }).click();
  await page.getByText('The record has new keys.').waitFor();
  expect(await page.getByText('Taken back, but the keys are still the same').count()).toBe(0);
  await finish();
});
