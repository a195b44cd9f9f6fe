import { dateInterval, type Outcome, success } from '@satchel/fhir';
import { type ChangesPage, type Stored } from '@satchel/record';
import { bundleText, historyEntry } from './bundle.ts';
import type { Answer, Call } from './interaction.ts';
import { nextLink, PAGE, pageAsked } from './page-link.ts';
import { refuse } from './trouble.ts';

/** Versions in one page unless `_count` says otherwise, and at most. */
const PAGE_SIZE = 50;
const MOST = 1000;

export interface HistoryAsked {
  readonly since?: number;
  readonly at?: { readonly low: number; readonly high: number };
  readonly cursor?: string;
  readonly limit: number;
}

/** A history Bundle, newest first (http://hl7.org/fhir/R4/http.html#history). */
export async function historyAnswer(
  call: Call,
  path: string,
  look: (asked: HistoryAsked) => Promise<Outcome<ChangesPage & { readonly total?: number }>>,
): Promise<Outcome<Answer>> {
  const page = pageAsked(call, path);
  if (!page.ok) return page;
  const query = page.value ? new URLSearchParams(page.value.query) : call.query;
  const asked = askedIn(query);
  if (!asked.ok) return asked;
  const found = await look({ ...asked.value, ...(page.value && { cursor: page.value.cursor }) });
  if (!found.ok) return found;
  const { versions, next, total } = found.value;
  const used = new URLSearchParams([...query].filter(([name]) => KNOWN.has(name))).toString();
  return success({
    status: 200,
    body: bundleText({
      type: 'history',
      ...(total !== undefined && { total }),
      links: {
        self: `${call.base}/${path}${used && '?'}${used}`,
        ...(next !== undefined && { next: nextLink(call, path, { query: used, cursor: next }) }),
      },
      entries: asked.value.limit === 0 ? [] : versions.map((stored: Stored) => historyEntry(call.base, stored)),
    }),
  });
}

const KNOWN: ReadonlySet<string> = new Set(['_count', '_since', '_at']);
const PASSED_OVER: ReadonlySet<string> = new Set(['_format', '_pretty', '_list', '_sort', '_summary', '_elements', PAGE]);

function askedIn(query: URLSearchParams): Outcome<HistoryAsked> {
  const strange = [...query.keys()].find((name) => !KNOWN.has(name) && !PASSED_OVER.has(name));
  if (strange !== undefined) return wrong(strange, 'is not a parameter of a history: it takes _count, _since and _at');
  const [count, since, at] = ['_count', '_since', '_at'].map((name) => query.get(name));
  // A plus sign in a query string arrives as a space.
  const [sinceAt, stretch] = [since, at].map((text) => (text ? dateInterval(text.replace(' ', '+')) : undefined));
  if (count && !/^\d{1,9}$/.test(count)) return wrong('_count', 'is a whole number');
  if (since && !sinceAt) return wrong('_since', 'is an instant such as 2024-03-01T10:00:00Z');
  if (at && !stretch) return wrong('_at', 'is a date or a time');
  return success({
    limit: Math.min(count ? Number(count) : PAGE_SIZE, MOST),
    ...(sinceAt && { since: sinceAt.low }),
    ...(stretch && { at: stretch }),
  });
}

function wrong(name: string, rule: string): Outcome<never> {
  return refuse(400, 'invalid', `'${name}' ${rule}.`, { expression: [`http.${name}`] });
}
