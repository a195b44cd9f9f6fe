import { type Outcome, success } from '@satchel/fhir';
import { type Bytes, hex } from '@satchel/vault';
import { type RowBody, storedOf } from '../body.ts';
import type { Stored } from '../doors.ts';
import { bytesOfUuid } from '../ids.ts';
import type { Indexed } from '../index/index.ts';
import { fetchRow, fetchRows, openFetched } from '../open-row.ts';
import { labelsFrom } from '../put-row.ts';
import type { Reading } from '../reading.ts';
import { admits } from '../slice.ts';
import { notFound, type Sight } from './sight.ts';

/** One version; without a number the current one. What the index does not hold is not found, for whatever reason. */
export async function readVersion({ world, reading }: Sight, type: string, id: string, version?: number): Promise<Outcome<Stored>> {
  const known = reading.index.get(type, id);
  if (!known || (version !== undefined && (version < 1 || version > known.version))) return notFound(type, id);
  const body = await fetchRow(world, reading, id, version ?? known.version);
  if (!body.ok) return body;
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
  for await (const batch of world.store.scan('row', { person: reading.person, id: bytesOfUuid(id) as Bytes }, { descending: true })) {
    for (const row of batch) {
      if (!reading.keysets.has(hex(row.keyset))) continue;
      const body = openFetched(world, reading, row);
      if (body.ok && isAdmitted(reading, known, body.value)) versions.push({ seq: row.seq, stored: storedOf(body.value, id, row.version) });
    }
  }
  return success(versions);
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
