import { type Outcome, success } from '@satchel/fhir';
import { knownItem } from '../commit/known-item.ts';
import type { Item, Work } from '../commit/work.ts';
import { monthIdOf } from './day-id.ts';
import { readMonth } from './known-month.ts';
import { type Month, SERIES } from './month.ts';
import { dateOfDay } from './samples.ts';

const REASON = 'The row of its month tells it now.';

/**
 * A month as it was written before it told its own days: once it changes, one that does takes its samples over, and its
 * row and those of its days are withdrawn. Undefined where there is none.
 */
export async function olderMonth(work: Work, id: string): Promise<Outcome<{ month: Month; items: readonly Item[] } | undefined>> {
  const month = await readMonth(work.world, work.reading, id);
  if (!month.ok) return month;
  if (!month.value || month.value.told) return success(undefined);
  const days = [...month.value.days.keys()].map(
    (day) => ['Observation', work.idOf(SERIES, `Observation/${id} ${dateOfDay(day)}`)] as const,
  );
  const items: Item[] = [];
  for (const [type, its] of [['Basic', id] as const, ...days]) {
    if (its === monthIdOf(id)) continue;
    const known = work.reading.index.get(type, its);
    if (!known || known.flags.includes('withdrawn')) continue;
    const item = await knownItem(work, type, its, 'withdrawn');
    if (!item.ok) return item;
    items.push({ ...item.value, withdrawn: REASON, ...(known.flags.includes('aside') && { aside: true as const }) });
  }
  return success({ month: month.value, items });
}
