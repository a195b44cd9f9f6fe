import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { hex } from '@satchel/vault';
import { type RowBody, storedOf } from '../body.ts';
import type { ChangesOptions, ChangesPage, Stored } from '../doors.ts';
import { isEventRow, uuidOf } from '../ids.ts';
import { openFetched } from '../open-row.ts';
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
  let last: Row<'row'> | undefined;
  for await (const batch of world.store.scan('row', { person: reading.person }, { by: 'seq', descending: true, ...(after && { after }) })) {
    for (const row of batch) {
      const stored = await changeIn(sight, options, row);
      if (stored === 'older') return success({ versions });
      if (!stored) continue;
      if (versions.length === limit) return success({ versions, ...(last && { next: `${last.seq}.${last.n}` }) });
      versions.push(stored);
      last = row;
    }
  }
  return success({ versions });
}

async function changeIn({ world, reading }: Sight, options: ChangesOptions, row: Row<'row'>): Promise<Stored | 'older' | undefined> {
  if (isEventRow(row.id) || !reading.keysets.has(hex(row.keyset))) return undefined;
  const id = uuidOf(row.id);
  const body = openFetched(world, reading, row);
  if (!body.ok) return undefined;
  const { t, at } = body.value.head;
  if (options.since !== undefined && at < options.since) return 'older';
  if (options.type !== undefined && t !== options.type) return undefined;
  // A fact that the reader's index does not hold is not there, whatever older versions the keys would open.
  const known = reading.index.get(t, id);
  if (!known || !isAdmitted(reading, known, body.value)) return undefined;
  if (options.at && !(await wasCurrent({ world, reading }, options.at, row, body.value))) return undefined;
  return storedOf(body.value, id, row.version);
}

/** Whether this version stood at some time of the stretch: written before its end, and replaced after its begin. */
async function wasCurrent(
  { world, reading }: Pick<Sight, 'world' | 'reading'>,
  { low, high }: NonNullable<ChangesOptions['at']>,
  row: Row<'row'>,
  { head }: RowBody,
): Promise<boolean> {
  if (head.at > high) return false;
  const next = await world.store.get('row', { person: reading.person, id: row.id, version: row.version + 1 });
  const following = next && reading.keysets.has(hex(next.keyset)) ? openFetched(world, reading, next) : undefined;
  return !following?.ok || following.value.head.at > low;
}

function placeIn(cursor: string | undefined): readonly [number, number] | undefined {
  const [, seq, n] = /^(\d{1,15})\.(\d{1,9})$/.exec(cursor ?? '') ?? [];
  return seq === undefined || n === undefined ? undefined : [Number(seq), Number(n)];
}
