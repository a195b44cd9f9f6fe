import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, DESKTOP, openApp, PHONE } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, goTo, importFiles, openTab, uniqueName } from './harness/steps.ts';
import { type Locale, wordsIn } from './harness/words.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

/** From nothing to a record that one can read, search and question, in both languages and both sizes. */
describe.each([
  { size: 'a phone', viewport: PHONE, locale: 'es' },
  { size: 'a desktop', viewport: DESKTOP, locale: 'en' },
] as const)('first run on $size in $locale', ({ viewport, locale }) => {
  test('creates a record, brings files in, finds a value and its evidence', async () => {
    const say = wordsIn(locale satisfies Locale);
    const { page, finish } = await openApp(server.url, { viewport, locale });
    await createRecord(page, uniqueName('Rosa'), say);
    await importFiles(page, rosasFiles);
    await expectAccessible(page, 'the reports');

    await goTo(page, 'Record', say);
    await page.getByRole('heading', { level: 2, name: say('Allergies and intolerances') }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/rosa/i);
    await expectAccessible(page, 'the summary');
    await expectNoSidewaysScroll(page, 'the summary');

    await openTab(page, 'Timeline', say);
    await page.locator('.timeline-month').first().waitFor();
    await expectNoSidewaysScroll(page, 'the timeline');

    await openTab(page, 'Results', say);
    await page
      .getByRole('link', { name: /Hemoglobin A1c/ })
      .first()
      .click();
    await page.locator('.uplot canvas').waitFor();
    expect(await page.locator('.values tbody tr').count()).toBeGreaterThan(3);
    await expectAccessible(page, 'a result over time');

    await page.locator('.values a').first().click();
    await page.getByRole('heading', { level: 2, name: say('Where this comes from') }).waitFor();
    await page.getByText('hospital-a.transaction.json').first().waitFor();
    await page
      .getByRole('button', { name: say('See it in the original') })
      .first()
      .click();
    await page.locator('.excerpt pre').getByText('"resourceType"').waitFor();
    await expectAccessible(page, 'a fact');
    await expectNoSidewaysScroll(page, 'a fact');

    await goTo(page, 'Record', say);
    await openTab(page, 'Search', say);
    await page.getByRole('searchbox').fill('warfa');
    await page
      .getByRole('link', { name: /warfarin/i })
      .first()
      .waitFor();
    await finish();
  });
});

test('a file brought in twice changes nothing and says so', async () => {
  const { page, finish } = await openApp(server.url);
  await createRecord(page, uniqueName('Rosa'));
  await importFiles(page, rosasFiles.slice(3));
  await page.locator('input[type=file]').first().setInputFiles(rosasFiles.slice(3));
  await page.getByText('This very file was here already').waitFor();
  await finish();
});

test('a name in use is said at once, and the kit in hand stays valid', async () => {
  const { page, finish } = await openApp(server.url);
  const { name } = await createRecord(page, uniqueName('Taken'));
  const other = await openApp(server.url);
  await expect(createRecord(other.page, name)).rejects.toThrow();
  await other.page.getByText('That name is in use here.').waitFor();
  await other.page.getByLabel('Your name').fill(`${name} B.`);
  await other.page.getByRole('button', { name: 'Continue' }).click();
  await other.page.getByRole('heading', { level: 1, name: 'Add' }).waitFor();
  await other.finish();
  await finish();
  void page;
});
