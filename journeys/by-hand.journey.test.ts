import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, openTab, uniqueName } from './harness/steps.ts';
import { wordsIn } from './harness/words.ts';

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

test('one line in the own words is understood, kept, found in the results, and undone [PH.2.5.4#07]', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await createRecord(page, uniqueName('Ana'));
  await goTo(page, 'Add');
  const line = page.getByRole('textbox', { name: 'In one line, as you would say it' });
  const shown = page.getByRole('list', { name: 'This is what would be kept' });

  await line.fill('BP 128/82 pulse 72 this morning');
  expect(await shown.innerText()).toMatch(/Blood pressure[\s\S]*128\/82 mmHg[\s\S]*Heart rate[\s\S]*72/);
  await expectAccessible(page, 'a line that is understood');
  await expectNoSidewaysScroll(page, 'a line that is understood');
  if (pictures) await page.screenshot({ path: `${pictures}/by-hand.png`, fullPage: true });
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByText('Kept in the record').waitFor();
  await goTo(page, 'Record');
  await openTab(page, 'Results');
  await page
    .getByRole('link', { name: /Blood pressure/ })
    .first()
    .waitFor();

  await goTo(page, 'Add');
  await line.fill('weight 7140 kg');
  await page.getByText(/Is the number right\?/).waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await goTo(page, 'Record');
  await openTab(page, 'Results');
  await page
    .getByRole('link', { name: /Blood pressure/ })
    .first()
    .waitFor();
  expect(await page.getByRole('link', { name: /Body weight/ }).count()).toBe(0);
  await finish();
});

test('in Spanish it understands Spanish', async () => {
  const say = wordsIn('es');
  const { page, finish } = await openApp(server.url, { locale: 'es' });
  await createRecord(page, uniqueName('Ana'), say);
  await goTo(page, 'Add', say);
  await page.getByRole('textbox', { name: 'En una línea, como lo diría usted' }).fill('dolor de cabeza desde ayer');
  expect(await page.getByRole('list', { name: 'Esto es lo que se guardaría' }).innerText()).toMatch(/Dolor de cabeza/);
  await finish();
});
