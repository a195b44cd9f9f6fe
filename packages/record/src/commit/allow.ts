import { failure, type Issue, issue, type Outcome, success } from '@satchel/fhir';
import type { RowBody } from '../body.ts';
import type { Change } from '../doors.ts';
import { fetchRow } from '../open-row.ts';
import { labelsFrom } from '../put-row.ts';
import { admits, type Interaction, limitedTo } from '../slice.ts';
import { changedRows, type Item, type Work } from './work.ts';

/**
 * What a holder with a slice may not write, told before anything else is: what it names must be what it sees, so that
 * neither a conflict nor another answer tells whether there is more.
 */
export async function seenStep(work: Work): Promise<Outcome<void>> {
  if (!work.by.slice) return success(undefined);
  for (const [type, id] of namedIn(work.change)) {
    if (!(await isSeen(work, type, id)))
      return failure(issue('error', 'not-found', `There is no ${type}/${id} here.`, { expression: [`${type}/${id}`] }));
  }
  return success(undefined);
}

/** What the change would do to each fact, before and after, must be in the slice. */
export async function allowStep(work: Work): Promise<Outcome<void>> {
  if (!work.by.slice) return success(undefined);
  for (const item of work.items) {
    const refusal = await refusalOf(work, item);
    if (refusal) return failure(refusal);
  }
  return success(undefined);
}

/** Labels are the last to be known: what a change makes of a fact must stay within the categories, too. */
export function labelsAllowed(work: Work): Outcome<void> {
  const { slice } = work.by;
  const outside =
    slice?.categories &&
    changedRows(work).find((item) => !admits({ categories: slice.categories ?? [] }, { labels: item.labels, body: item.body as RowBody }));
  return outside ? failure(forbidden(outside.type)) : success(undefined);
}

function* namedIn({ drafts, withdrawals = [], restorations = [], expects = {} }: Change): Iterable<readonly [type: string, id: string]> {
  for (const { resource, id, isNew } of drafts) if (id !== undefined && !isNew) yield [String(resource['resourceType']), id];
  for (const { type, id } of withdrawals) if (typeof id === 'string') yield [type, id];
  for (const { type, id } of restorations) yield [type, id];
  for (const reference of Object.keys(expects)) yield [reference.split('/')[0] ?? '', reference.split('/')[1] ?? ''];
}

/** Whoever may only write does not see, but knows what it is told to change: a rule for writing is sight enough. */
async function isSeen(work: Work, type: string, id: string): Promise<boolean> {
  for (const to of ['r', 's', 'u', 'd'] as const) if (await isStanding(work, type, id, to)) return true;
  return false;
}

async function isStanding({ world, by, reading }: Work, type: string, id: string, to: Interaction): Promise<boolean> {
  const known = reading.index.get(type, id);
  const body = known && (await fetchRow(world, reading, id, known.version));
  const slice = limitedTo(by.slice, to);
  return slice !== undefined && body?.ok === true && admits(slice, { id, labels: labelsFrom(known?.labels ?? ''), body: body.value });
}

const LETTER: Readonly<Record<Exclude<Item['effect'], 'new'>, Interaction>> = {
  changed: 'u',
  unchanged: 'u',
  restored: 'u',
  withdrawn: 'd',
};

async function refusalOf(work: Work, item: Item): Promise<Issue | undefined> {
  const to = item.before === 0 ? 'c' : LETTER[item.effect === 'new' ? 'changed' : item.effect];
  if (item.before > 0 && !(await isStanding(work, item.type, item.id, to))) return forbidden(item.type);
  const slice = limitedTo(work.by.slice, to);
  const { categories: _, ...rest } = slice ?? {};
  return item.body && admits(rest, { id: item.id, labels: [], body: item.body }) ? undefined : forbidden(item.type);
}

const forbidden = (type: string): Issue =>
  issue('error', 'forbidden', `What was granted does not allow this for ${type}.`, {
    expression: [type],
    remedy: 'Ask the account holder for a wider grant.',
  });
