import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './harness/axe.ts';
import { closeBrowser, openApp, PHONE } from './harness/browser.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, importFiles, openTab, uniqueName } from './harness/steps.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

/** A person and one problem of theirs, as a hospital would send it. */
function fileOf(name: string, given: string, birthDate: string, problem: string) {
  const id = given.toLowerCase();
  const resources = [
    { resourceType: 'Patient', id, name: [{ family: 'Delgado', given: [given] }], birthDate },
    {
      resourceType: 'Condition',
      id: `${id}-1`,
      subject: { reference: `Patient/${id}` },
      code: { text: problem },
      clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
    },
  ];
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: resources.map((resource) => ({ resource })) };
  return { name, mimeType: 'application/fhir+json', buffer: Buffer.from(JSON.stringify(bundle)) };
}

test('a file about somebody else is kept apart until the person decides: it goes, or it belongs here [PH.1.1#06]', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, fileOf('mine.json', 'Rosa', '1980-02-03', 'Asthma'));
  await importFiles(page, fileOf('mother.json', 'Elena', '1951-07-09', 'Gout'));
  await page.getByText('Part of this file is about somebody else').waitFor();
  await page.getByText(/It names Elena Delgado/).waitFor();
  await expectAccessible(page, 'the report of a file about somebody else');

  await goTo(page, 'Record');
  const problems = page.getByRole('region', { name: 'Health problems' });
  await problems.getByText('Asthma').waitFor();
  expect(await problems.getByText('Gout').count()).toBe(0);

  await goTo(page, 'Add');
  await page.getByRole('button', { name: 'Remove it' }).click();
  await page.getByText('It was removed from this record.').waitFor();
  expect(await page.getByText('Part of this file is about somebody else').count()).toBe(0);

  // Another one belongs here after all: a birth date that somebody mistyped.
  await importFiles(page, fileOf('mistyped.json', 'Rosita', '1890-02-03', 'Migraine'));
  await page.getByRole('button', { name: 'It is about this person' }).click();
  await page.getByText('It is now part of this record.').waitFor();
  await goTo(page, 'Record');
  await openTab(page, 'Summary');
  await problems.getByText('Migraine').waitFor();
  expect(await problems.getByText('Gout').count()).toBe(0);
  await finish();
});
