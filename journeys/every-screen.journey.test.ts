import { afterAll, beforeAll, describe, test } from 'vitest';
import { expectAccessible, expectContrast, expectNoSidewaysScroll } from './harness/axe.ts';
import { closeBrowser, DESKTOP, openApp, PHONE, resizeTo } from './harness/browser.ts';
import { rosasFiles } from './harness/places.ts';
import { type RunningServer, startServer } from './harness/server.ts';
import { createRecord, importFiles, uniqueName } from './harness/steps.ts';
import { wordsIn } from './harness/words.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
});

const OUTSIDE = ['/', '/begin', '/sign-in', '/recover', '/sample', '/gallery', '/nowhere'];
const INSIDE = [
  '/today',
  '/today/checks',
  '/record/summary',
  '/record/timeline',
  '/record/results',
  '/record/documents',
  '/record/search',
  '/add',
  '/share',
  '/more',
  '/more/people',
  '/more/device',
  '/more/passphrase',
  '/more/kit',
  '/more/access-log',
  '/more/export',
  '/more/delete',
  '/more/about',
  '/leave-sample',
];

/** The layout depends on the language and the size; colours on the scheme alone, so that the dark one needs no second loading. */
describe.each([
  { locale: 'en', viewport: DESKTOP, other: PHONE },
  { locale: 'es', viewport: PHONE, other: DESKTOP },
] as const)('every screen in $locale at $viewport.width px', ({ locale, viewport, other }) => {
  test('passes WCAG 2.2 AA, in the dark too, and needs no sideways scrolling at any size', async () => {
    const say = wordsIn(locale);
    const { page, finish } = await openApp(server.url, { locale, viewport });
    const look = async (path: string) => {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      // The gallery shows the waiting lines themselves.
      if (path !== '/gallery') await page.locator('.waiting').waitFor({ state: 'detached' });
      await expectAccessible(page, path);
      await expectNoSidewaysScroll(page, path);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectContrast(page, `${path} in the dark`);
      await resizeTo(page, other);
      await expectNoSidewaysScroll(page, `${path} at ${other.width} px`);
      await page.emulateMedia({ colorScheme: 'light' });
      await resizeTo(page, viewport);
    };
    for (const path of OUTSIDE) await look(path);
    await createRecord(page, uniqueName('Rosa'), say);
    await look('/today');
    await page.goto('/add');
    await importFiles(page, rosasFiles);
    for (const path of INSIDE) await look(path);
    await finish();
  }, 280_000);
});
