import type { Listed } from '@satchel/record';

/** Who and what facts are told with, and what stands elsewhere on the page. */
const NOT_TOLD = new Set([
  'Provenance',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'Medication',
  'Binary',
  'List',
]);

/** Type, date, title, value, details and status of a fact, in words. */
export type FactTold = readonly [type: string, date: string, title: string, value: string, detail: string, status: string];

/** Every fact on a line, newest first. */
export function factsTold(all: readonly Listed[]): FactTold[] {
  return all
    .filter(({ type, marks }) => !NOT_TOLD.has(type) && !marks.withdrawn && !marks.aside)
    .toSorted((a, b) => (b.timelineAt ?? Number.NEGATIVE_INFINITY) - (a.timelineAt ?? Number.NEGATIVE_INFINITY) || a.id.localeCompare(b.id))
    .map(({ type, card }) => [
      type,
      card.date?.slice(0, 10) ?? '',
      card.title ?? '',
      [card.value, card.unit].filter(Boolean).join(' '),
      [card.detail, card.who].filter(Boolean).join(' · '),
      [card.status, card.verification].filter(Boolean).join(', '),
    ]);
}
