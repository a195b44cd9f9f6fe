import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { RowBody } from '../body.ts';
import { knownItem } from '../commit/known-item.ts';
import type { Item, Work } from '../commit/work.ts';
import { bytesOfUuid } from '../ids.ts';
import { monthOfDay } from './day-id.ts';
import { dayItem, monthIn, retell } from './day-items.ts';

export interface Decision {
  readonly type: string;
  readonly id: string;
  readonly effect: 'withdrawn' | 'restored';
  readonly reason: string;
}

/** Rows that a change decides about, by id, each with the days that follow. */
export type DecidedMonths = Map<string, { readonly item: Item; readonly days: readonly Item[]; readonly isImplied?: true }>;

/** Whether this is a day that the row of a month tells. */
export async function isTold({ world, by }: Pick<Work, 'world' | 'by'>, id: string): Promise<boolean> {
  const month = monthOfDay(id);
  const bytes = month === undefined ? undefined : bytesOfUuid(month);
  return bytes !== undefined && (await world.store.get('row', { person: by.person, id: bytes, version: 1 })) !== undefined;
}

/** One day taken back or brought back: its month's row says so. Several in one change are one version of it. */
export async function decidedDay(work: Work, months: DecidedMonths, { type, id, effect, reason }: Decision): Promise<Outcome<Item>> {
  const known = work.reading.index.get(type, id);
  const row = monthOfDay(id) as string;
  if (!known) return failure(issue('error', 'not-found', `There is no ${type}/${id} in this record.`, { expression: [`${type}/${id}`] }));
  if (work.by.slice)
    return failure(
      issue('error', 'forbidden', 'What was granted does not allow device readings.', {
        remedy: 'Ask the account holder for a wider grant.',
      }),
    );
  const implied = months.get(row) ? success(undefined) : await impliedMonth(work, months, row);
  if (!implied.ok) return implied;
  const { item, days, isImplied } = months.get(row) as NonNullable<ReturnType<DecidedMonths['get']>>;
  const month = monthIn(item);
  const [day, told] = [...(month?.told ?? [])].find(([each]) => dayItem(item, each, effect).id === id) ?? [];
  const isSo = (effect === 'withdrawn') === known.flags.includes('withdrawn') && !known.flags.includes('aside');
  // Where its whole month is decided about, it follows.
  const following = days.find((each) => each.id === id);
  if (following) return success(following);
  if (!isImplied || isSo || day === undefined || !month || !told)
    return success({ ...dayItem(item, day ?? 0, 'unchanged'), id, before: known.version });
  const { withdrawn: _, ...rest } = told;
  const now = { ...rest, version: item.before + 1, ...(effect === 'withdrawn' && { withdrawn: reason }) };
  retell(item, month, new Map([...(month.told ?? []), [day, now]]));
  item.effect = 'changed';
  return success(dayItem(item, day, effect));
}

async function impliedMonth(work: Work, months: DecidedMonths, id: string): Promise<Outcome<undefined>> {
  const known = await knownItem(work, 'Basic', id, 'unchanged');
  if (!known.ok) return known;
  const { w, x } = (known.value.body as RowBody).head;
  const item: Item = { ...known.value, ...(w !== undefined && { withdrawn: w }), ...(x && { aside: true as const }) };
  months.set(id, { item, days: [], isImplied: true });
  return success(undefined);
}

/** What the decisions bring with them: the days of whole months, and the months of single days. */
export function withMonths(items: readonly Item[], months: DecidedMonths): Item[] {
  const here = new Set(items.map(({ id }) => id));
  return [...months.values()].flatMap(({ item, days, isImplied }) => (isImplied ? [item] : days)).filter(({ id }) => !here.has(id));
}
