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

test('an allergy is entered, changed and stays with its history; a questionnaire is answered and counted', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await createRecord(page, uniqueName('Ana'));
  await goTo(page, 'Add');
  await page.getByRole('link', { name: 'Allergy or reaction' }).click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByText('Please say this; the rest can stay empty.').waitFor();
  await page.getByLabel('What do you react to?').fill('Penicillin');
  await page.getByLabel(/What happens\?/).fill('Rash');
  await page.getByRole('radio', { name: 'Mild' }).check({ force: true });
  await page.getByLabel('Year').fill('1999');
  await expectAccessible(page, 'a form');
  await expectNoSidewaysScroll(page, 'a form');
  if (pictures) await page.screenshot({ path: `${pictures}/form.png`, fullPage: true });
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('heading', { level: 1, name: 'Penicillin' }).waitFor();
  await page.getByRole('link', { name: 'Change it' }).click();
  await page.getByLabel('What do you react to?').fill('Amoxicillin');
  await page.getByRole('button', { name: 'Keep the change' }).click();
  await page.getByRole('heading', { level: 1, name: 'Amoxicillin' }).waitFor();

  await goTo(page, 'Add');
  await page.getByRole('link', { name: /How was your week\?/ }).click();
  for (const group of await page.getByRole('radiogroup').all())
    await group.getByRole('radio', { name: '7', exact: true }).check({ force: true });
  await page.getByRole('button', { name: 'Keep my answers' }).click();
  await page.getByText('28 of 40').waitFor();
  await page.getByText('A good week').waitFor();
  if (pictures) await page.screenshot({ path: `${pictures}/score.png`, fullPage: true });
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
