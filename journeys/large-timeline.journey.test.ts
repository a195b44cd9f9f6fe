import { afterAll, beforeAll, expect, test } from 'vitest';
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

const ENTRIES = 10_000;
const TYPES = ['Encounter', 'Condition', 'Procedure', 'Claim'] as const;

/** 10,000 entries over some thirty years, one file. */
function longLife(): Buffer {
  const lines = Array.from({ length: ENTRIES }, (_, n) => {
    const date = new Date(Date.UTC(2025, 11, 31) - n * 26 * 3_600_000).toISOString().slice(0, 10);
    const type = TYPES[n % TYPES.length] as (typeof TYPES)[number];
    return JSON.stringify({ id: `n${n}`, ...resourceOf(type, date, n) });
  });
  return Buffer.from(lines.join('\n'));
}

function resourceOf(type: (typeof TYPES)[number], date: string, n: number): object {
  const code = { text: `Entry number ${n}` };
  const subject = { display: 'Rosa' };
  switch (type) {
    case 'Encounter':
      return {
        resourceType: type,
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        type: [code],
        subject,
        period: { start: date },
      };
    case 'Condition':
      return { resourceType: type, code, subject, onsetDateTime: date };
    case 'Procedure':
      return { resourceType: type, status: 'completed', code, subject, performedDateTime: date };
    case 'Claim':
      return {
        resourceType: type,
        status: 'active',
        use: 'claim',
        type: code,
        patient: subject,
        created: date,
        provider: { display: 'Clinic' },
        priority: { text: 'normal' },
        insurance: [{ sequence: 1, focal: true, coverage: { display: 'Plan' } }],
      };
  }
}

test('a timeline of 10,000 entries opens at once, draws only what is in sight, and reaches the oldest', async () => {
  const { page, finish } = await openApp(server.url, { viewport: PHONE });
  await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, { name: 'long-life.ndjson', mimeType: 'application/fhir+ndjson', buffer: longLife() });
  await goTo(page, 'Record');
  const from = performance.now();
  await openTab(page, 'Timeline');
  await page.locator('.timeline-row').first().waitFor();
  const opened = performance.now() - from;
  expect(await page.locator('.timeline-item').count()).toBeLessThan(60);
  // Generous, because the machine that runs this may be busy; the figure itself is printed.
  console.log(`Timeline of ${ENTRIES} entries: first page in ${Math.round(opened)} ms`);
  expect(opened).toBeLessThan(5000);

  await page
    .getByRole('button', { name: /bills and claims/ })
    .first()
    .click();
  await page.locator('.timeline-in-fold').first().waitFor();

  await page.getByLabel('Go to year').selectOption('1998');
  await page.getByRole('heading', { level: 2, name: /1998/ }).first().waitFor();
  await page.getByRole('button', { name: 'Visits', exact: true }).click();
  await page
    .getByRole('link', { name: /Entry number/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 2, name: 'Where this comes from' }).waitFor();
  await page.getByText(/^line \d+$/).waitFor();
  await finish();
});
