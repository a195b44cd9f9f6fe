import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, importFiles, uniqueName } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

test('a wrong fact is retracted with a reason, leaves the summary, is undone, retracted again and restored', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, rosasFiles.slice(0, 1));
  const allergies = page.getByRole('region', { name: 'Allergies and intolerances' });
  const retract = async () => {
    await page.getByRole('button', { name: 'Retract this' }).click();
    await page.getByRole('radio', { name: 'It is about somebody else' }).check({ force: true });
    await page.getByRole('dialog').getByRole('button', { name: 'Retract', exact: true }).click();
    await page.getByText('This was retracted').waitFor();
  };

  await goTo(page, 'Record');
  await allergies.getByRole('link', { name: /Penicillin/ }).click();
  await page.getByRole('button', { name: 'Retract this' }).click();
  await expectAccessible(page, 'the question why');
  await page.keyboard.press('Escape');
  await retract();
  await expectAccessible(page, 'a retracted fact');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Is this wrong?').waitFor();

  await retract();
  await goTo(page, 'Record');
  await allergies.waitFor();
  await expect.poll(() => allergies.getByRole('link', { name: /Penicillin/ }).count()).toBe(0);
  await page.goBack();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Is this wrong?').waitFor();
  await page.getByText('Retracted: It is about somebody else').first().waitFor();
  await goTo(page, 'Record');
  await allergies.getByRole('link', { name: /Penicillin/ }).waitFor();
  await finish();
});
