import { type Outcome, success } from '@satchel/fhir';
import { type Bytes, hex } from '@satchel/vault';
import { type RowBody, storedOf } from '../body.ts';
import type { Stored } from '../doors.ts';
import { bytesOfUuid, uuidOf } from '../ids.ts';
import type { Indexed } from '../index/index.ts';
import { fetchRow, fetchRows, openFetched } from '../open-row.ts';
import { labelsFrom } from '../put-row.ts';
import type { Reading } from '../reading.ts';
import { monthOfDay } from '../series/day-id.ts';
import { monthOf, toldBy } from '../series/told-days.ts';
import { admits } from '../slice.ts';
import type { Row } from '../storage/schema.ts';
import type { World } from '../world.ts';
import { notFound, type Sight } from './sight.ts';

/** One version; without a number the current one. What the index does not hold is not found, for whatever reason. */
export async function readVersion({ world, reading }: Sight, type: string, id: string, version?: number): Promise<Outcome<Stored>> {
  const known = reading.index.get(type, id);
  if (!known || (version !== undefined && (version < 1 || version > known.version))) return notFound(type, id);
  const body = await fetchRow(world, reading, id, version ?? known.version);
  // A day of a device series has only those versions of its month that said something of it.
  if (!body.ok) return body.issues.some(({ code }) => code === 'not-found') ? notFound(type, id) : body;
  return isAdmitted(reading, known, body.value) ? success(storedOf(body.value, id, version ?? known.version)) : notFound(type, id);
}

/** Every version this reader's keys open, newest first. */
export async function readHistory(sight: Sight, type: string, id: string): Promise<Outcome<readonly Stored[]>> {
  const versions = await openVersions(sight, type, id);
  return versions.ok ? success(versions.value.map(({ stored }) => stored)) : versions;
}

/** The versions with the number of the commit each came in. */
export async function openVersions(
  { world, reading }: Sight,
  type: string,
  id: string,
): Promise<Outcome<readonly { seq: number; stored: Stored }[]>> {
  const known = reading.index.get(type, id);
  if (!known) return notFound(type, id);
  const versions: { seq: number; stored: Stored }[] = [];
  for (const row of [id, monthOfDay(id)]) {
    if (row === undefined) continue;
    for await (const batch of world.store.scan('row', { person: reading.person, id: bytesOfUuid(row) as Bytes }, { descending: true })) {
      for (const each of batch) {
        const body = openedAs(world, reading, each, id);
        if (body && isAdmitted(reading, known, body)) versions.push({ seq: each.seq, stored: storedOf(body, id, each.version) });
      }
    }
  }
  return success(versions);
}

/** What a version of a row says of this id: of its own, or of a day that it tells. */
function openedAs(world: World, reading: Reading, row: Row<'row'>, id: string): RowBody | undefined {
  if (!reading.keysets.has(hex(row.keyset))) return undefined;
  const body = openFetched(world, reading, row);
  if (!body.ok) return undefined;
  const opened = { id: uuidOf(row.id), version: row.version, body: body.value };
  if (opened.id === id) return opened.body;
  const month = monthOf(opened.body);
  return month && [...toldBy({ ...opened, month })].find((day) => day.id === id)?.body;
}

/** An earlier version may have stood outside of the slice; its labels are those of the present one. */
export const isAdmitted = ({ slice }: Reading, { id, labels }: Indexed, body: RowBody): boolean =>
  !slice || admits(slice, { id, labels: labelsFrom(labels), body });

/** Opens many current versions in one trip; those that do not open are left out (and have raised an alarm). */
export async function readMany(
  { world, reading }: Sight,
  wanted: readonly { type: string; id: string; version: number }[],
): Promise<Stored[]> {
  const bodies = await fetchRows(world, reading, wanted);
  return bodies.flatMap((body, at) => {
    const { id, version } = wanted[at] as (typeof wanted)[number];
    return body.ok ? [storedOf(body.value, id, version)] : [];
  });
}
