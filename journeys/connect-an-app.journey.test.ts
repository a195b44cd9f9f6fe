import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { type SmartApp, startSmartApp } from './harness/smart-app.ts';
import { createRecord, goTo, importFiles, lockNow, signIn, uniqueName } from './harness/steps.ts';

let server: RunningServer;
let app: SmartApp;
beforeAll(async () => {
  server = await startServer();
  app = await startSmartApp(`${server.url}/fhir`);
});
afterAll(async () => {
  await closeBrowser();
  await app.stop();
  await server.stop();
});

const said = (page: Page) => page.locator('#out');

test('an app connects, reads what was ticked, refreshes, and is taken back', async () => {
  const mine = await openApp(server.url, { viewport: PHONE, alsoAt: app.url });
  const { page } = mine;
  const secrets = await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, rosasFiles.slice(0, 1));
  await lockNow(page);

  // The record is locked: the app's question waits until it is open.
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('heading', { level: 1, name: 'Open your record' }).waitFor();
  await signIn(page, secrets);
  await page.getByRole('heading', { level: 1, name: 'Growth charts asks to see your record' }).waitFor();
  await page.getByText('It is new here').waitFor();
  await page.getByText(new URL(app.url).host).waitFor();
  await expect.poll(() => page.getByRole('list', { name: 'Examples' }).count()).toBeGreaterThan(1);
  await page.getByText(/Something is withheld|Nothing of what it asks for is withheld/).waitFor();
  for (const part of ['Mental health', 'Genetic findings'])
    expect(await page.getByRole('checkbox', { name: part }).isChecked()).toBe(false);
  await expectAccessible(page, 'the consent screen');
  await expectNoSidewaysScroll(page, 'the consent screen');

  // By keyboard: problems are unticked, the rest is allowed.
  const problems = page.getByRole('checkbox', { name: /Health problems?/ });
  await problems.focus();
  await page.keyboard.press('Space');
  expect(await problems.isChecked()).toBe(false);
  const allow = page.getByRole('button', { name: 'Allow what is ticked' });
  await allow.focus();
  await page.keyboard.press('Enter');

  await expect.poll(() => said(page).textContent(), { timeout: 20_000 }).toMatch(/^200 observations [1-9]/);
  const scope = await page.title();
  expect(scope).toContain('patient/Observation.rs');
  expect(scope).not.toContain('Condition');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(() => said(page).textContent()).toBe('refreshed 200 ');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => said(page).textContent()).toMatch(/^200 observations/);

  // What it did is told, and ended, in another tab.
  const home = await mine.context.newPage();
  await home.goto('/share');
  if (await home.getByRole('heading', { level: 1, name: 'Open your record' }).isVisible()) await signIn(home, secrets);
  await goTo(home, 'Share');
  await home.getByRole('link', { name: 'Connected apps' }).click();
  await home.getByRole('heading', { level: 2, name: 'Growth charts' }).waitFor();
  await home.getByRole('list', { name: 'What it looked at' }).getByText('Results', { exact: false }).waitFor();
  await expectAccessible(home, 'connected apps');
  await home.getByRole('button', { name: 'Take back access: Growth charts' }).click();
  await home.getByText('No app is connected', { exact: false }).waitFor();

  await page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => said(page).textContent()).toMatch(/^401/);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect.poll(() => said(page).textContent()).toBe('refreshed 400 invalid_grant');
  await mine.finish();
});

test('an app that is refused is told so, and gets nothing', async () => {
  const mine = await openApp(server.url, { viewport: PHONE, alsoAt: app.url });
  const { page } = mine;
  await createRecord(page, uniqueName('Rosa'));
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('button', { name: 'Do not allow' }).click();
  await expect.poll(() => said(page).textContent(), { timeout: 20_000 }).toBe('refused access_denied');
  await mine.finish();
});
