import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openApp } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
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

test('locked means locked: no screen, no answer, and nothing of the record on the device', async () => {
  const { page, context, finish } = await openApp(server.url);
  const secrets = await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, rosasFiles.slice(0, 1));
  await goTo(page, 'Record');
  await page.getByText('Penicillin').first().waitFor();
  await lockNow(page);
  await page.goto('/record/summary');
  await page.getByRole('heading', { level: 1, name: 'Open your record' }).waitFor();
  expect((await context.request.get(`${server.url}/api/session`)).status()).toBe(401);

  const kept = await page.evaluate(async () => {
    const caches_ =
      'caches' in globalThis
        ? await Promise.all(
            (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)),
          )
        : [];
    return {
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      databases: (await indexedDB.databases()).length,
      cached: caches_.flat(),
    };
  });
  expect(kept.local + kept.session).not.toMatch(/penicillin|metformin|warfarin|rosa|delgado|hospital/i);
  expect(kept.databases).toBe(0);
  expect(kept.cached.filter((path) => path.startsWith('/api'))).toEqual([]);

  await signIn(page, secrets);
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await finish();
});

test('a reload keeps the session; nobody touching it locks it', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Idle'));
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Add' }).waitFor();
  await page.evaluate(() => localStorage.setItem('satchel.active', String(Date.now() - 11 * 60_000)));
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Open your record' }).waitFor();
  await finish();
});

test('[S19] a server that shows an older state than this device has seen is met with an alarm', async () => {
  const { page, finish } = await openApp(server.url);
  const secrets = await createRecord(page, uniqueName('Back'));
  await importFiles(page, rosasFiles.slice(3));
  await lockNow(page);
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith('satchel.seen.'))) {
      const seen = JSON.parse(localStorage.getItem(key) ?? '{}') as { seq: number };
      localStorage.setItem(key, JSON.stringify({ ...seen, seq: seen.seq + 3 }));
    }
  });
  await signIn(page, secrets);
  await page.getByRole('alert').getByText('This record is not as you left it').waitFor();
  await page.reload();
  await page.getByRole('alert').getByText('This record is not as you left it').waitFor();
  await page.getByRole('button', { name: 'I know why; use this state from now on' }).click();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await finish();
});
