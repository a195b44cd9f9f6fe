import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Fails with what axe found on the screen as it is now, each with the element it is about. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await unpinBars(page, true);
  await expectNoViolations(page, { type: 'tag', values: WCAG_2_2_AA }, where);
  await unpinBars(page, false);
}

/** The part of it that depends on the colours alone. */
export async function expectContrast(page: Page, where: string): Promise<void> {
  await expectNoViolations(page, { type: 'rule', values: ['color-contrast'] }, where);
}

async function expectNoViolations(page: Page, runOnly: axe.RunOnly, where: string): Promise<void> {
  // Bringing axe in takes longer than what it does then: once for each loading.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    async (options) => (await (globalThis as unknown as { axe: typeof axe }).axe.run(options)).violations,
    { runOnly, resultTypes: ['violations' as const] },
  );
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html.slice(0, 200)}\n  ${failureSummary ?? ''}`),
  );
  expect(found, `WCAG 2.2 AA on ${where}`).toEqual([]);
}

/** Fails when the page can be scrolled sideways: nothing may need two directions of scrolling at 320 pixels and up. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const [content, window] = await page.evaluate(
    () => [document.documentElement.scrollWidth, document.documentElement.clientWidth] as const,
  );
  expect(content, `width of ${where}`).toBeLessThanOrEqual(window);
}

/** Bars that stay in place cover part of whatever the scrolling left under them; the check is about the targets themselves. */
async function unpinBars(page: Page, isUnpinned: boolean): Promise<void> {
  await page.evaluate(
    (position) => {
      for (const bar of document.querySelectorAll<HTMLElement>('.places, .masthead')) bar.style.position = position;
    },
    isUnpinned ? 'static' : '',
  );
}
