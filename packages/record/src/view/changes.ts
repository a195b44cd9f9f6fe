import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { hex } from '@satchel/vault';
import { type RowBody, storedOf } from '../body.ts';
import type { ChangesOptions, ChangesPage, Stored } from '../doors.ts';
import { isEventRow, uuidOf } from '../ids.ts';
import { openFetched } from '../open-row.ts';
import { rowsIn } from '../put-row.ts';
import type { Row } from '../storage/schema.ts';
import { isAdmitted } from './read.ts';
import type { Sight } from './sight.ts';

const LIMIT = 50;

/**
 * Versions of all facts, newest first, as far as this reader's keys open them. The place in the chain where a page
 * ended is its cursor, so that what is written meanwhile changes no later page.
 */
export async function changesIn(sight: Sight, options: ChangesOptions = {}): Promise<Outcome<ChangesPage>> {
  const { world, reading } = sight;
  const limit = options.limit ?? LIMIT;
  const after = placeIn(options.cursor);
  if (options.cursor !== undefined && !after) return failure(issue('error', 'invalid', 'The cursor does not belong to this history.'));
  const versions: Stored[] = [];
  let last: Place | undefined;
  const scan = { by: 'seq', descending: true, ...(after && { after: [after.seq, after.n + 1] }) };
  for await (const batch of world.store.scan('row', { person: reading.person }, scan)) {
    for (const row of batch) {
      const { seq, n } = row;
      const changes = await changesOf(sight, options, row);
      if (changes === 'older') return success({ versions });
      for (const [day, stored] of changes.entries()) {
        if (!stored || (after && seq === after.seq && n === after.n && day <= after.day)) continue;
        if (versions.length === limit) return success({ versions, ...(last && { next: `${last.seq}.${last.n}.${last.day}` }) });
        versions.push(stored);
        last = { seq, n, day };
      }
    }
  }
  return success({ versions });
}

/** What a row changed, the days that it tells first; what is not asked for leaves its place empty. */
async function changesOf({ world, reading }: Sight, options: ChangesOptions, row: Row<'row'>): Promise<'older' | (Stored | undefined)[]> {
  if (isEventRow(row.id) || !reading.keysets.has(hex(row.keyset))) return [];
  const opened = openFetched(world, reading, row);
  if (!opened.ok) return [];
  if (options.since !== undefined && opened.value.head.at < options.since) return 'older';
  const whole = [...rowsIn({ id: uuidOf(row.id), version: row.version, seq: row.seq, labels: [], body: opened.value })].reverse();
  const changes: (Stored | undefined)[] = [];
  for (const { id, version, body } of whole) {
    const { t } = body.head;
    // A fact that the reader's index does not hold is not there, whatever older versions the keys would open.
    const known = options.type === undefined || t === options.type ? reading.index.get(t, id) : undefined;
    const isIn =
      known && isAdmitted(reading, known, body) && (!options.at || (await wasCurrent({ world, reading }, options.at, { id, row }, body)));
    changes.push(isIn ? storedOf(body, id, version) : undefined);
  }
  return changes;
}

/** Whether this version stood at some time of the stretch: written before its end, and replaced after its begin. */
async function wasCurrent(
  { world, reading }: Pick<Sight, 'world' | 'reading'>,
  { low, high }: NonNullable<ChangesOptions['at']>,
  { id, row }: { readonly id: string; readonly row: Row<'row'> },
  { head }: RowBody,
): Promise<boolean> {
  if (head.at > high) return false;
  for (let version = row.version + 1; ; version++) {
    const next = await world.store.get('row', { person: reading.person, id: row.id, version });
    const following = next && reading.keysets.has(hex(next.keyset)) ? openFetched(world, reading, next) : undefined;
    if (!following?.ok) return true;
    // The month's next version need not be the day's.
    const whole = [...rowsIn({ id: uuidOf(row.id), version, seq: 0, labels: [], body: following.value })];
    if (whole.some((each) => each.id === id)) return following.value.head.at > low;
  }
}

interface Place {
  readonly seq: number;
  readonly n: number;
  /** Which of those that the row changed. */
  readonly day: number;
}

function placeIn(cursor: string | undefined): Place | undefined {
  const [, seq, n, day] = /^(\d{1,15})\.(\d{1,9})\.(\d{1,9})$/.exec(cursor ?? '') ?? [];
  return seq === undefined || n === undefined || day === undefined ? undefined : { seq: Number(seq), n: Number(n), day: Number(day) };
}
