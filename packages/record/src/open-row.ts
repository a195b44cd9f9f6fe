import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { type Bytes, hex } from '@satchel/vault';
import { decodeBody, type RowBody } from './body.ts';
import { bytesOfUuid, uuidOf } from './ids.ts';
import { alarm, damaged, plainOf, type Reading } from './reading.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/** Fetches and opens one version of one resource. */
export async function fetchRow(world: World, reading: Reading, id: string, version: number): Promise<Outcome<RowBody>> {
  const known = reading.bodies.get(id, version);
  if (known) return success(known);
  const bytes = bytesOfUuid(id);
  const row = bytes && (await world.store.get('row', { person: reading.person, id: bytes, version }));
  return row ? openFetched(world, reading, row) : lost(reading, id, version);
}

/** Opens rows fetched together, in the order asked for. */
export async function fetchRows(
  world: World,
  reading: Reading,
  wanted: readonly { id: string; version: number }[],
): Promise<Outcome<RowBody>[]> {
  const bodies = wanted.map(({ id, version }): Outcome<RowBody> | undefined => {
    const known = reading.bodies.get(id, version);
    return known && success(known);
  });
  const absent = [...wanted.keys()].filter((at) => !bodies[at]);
  const keys = absent.map((at) => ({
    person: reading.person,
    id: bytesOfUuid(wanted[at]?.id ?? '') as Bytes,
    version: wanted[at]?.version ?? 0,
  }));
  const rows = keys.length ? await world.store.getMany('row', keys) : [];
  for (const [n, at] of absent.entries()) {
    const { id, version } = wanted[at] as (typeof wanted)[number];
    const row = rows[n];
    bodies[at] = row ? openFetched(world, reading, row) : lost(reading, id, version);
  }
  return bodies as Outcome<RowBody>[];
}

export function openFetched(world: World, reading: Reading, row: Row<'row'>): Outcome<RowBody> {
  const id = uuidOf(row.id);
  const keyset = reading.keysets.get(hex(row.keyset));
  // Between the look into the index and this one its labels may have grown: to this reader it is not there any more.
  if (!keyset && !reading.full) return failure(issue('error', 'not-found', 'This is not here any more.'));
  const plain = keyset && plainOf(world, reading.person, keyset, row);
  if (!plain) return told(reading, damaged(id, row.version));
  const body = decodeBody(plain);
  reading.bodies.put(id, row.version, body);
  return success(body);
}

/** The index knows it and the store does not: somebody removed it. */
function lost(reading: Reading, id: string, version: number): Outcome<never> {
  return told(
    reading,
    issue('error', 'security', `Entry ${id} version ${version} is missing from the store.`, { remedy: 'Restore a backup.' }),
  );
}

function told(reading: Reading, what: Issue): Outcome<never> {
  alarm(reading, what);
  return failure(what);
}
