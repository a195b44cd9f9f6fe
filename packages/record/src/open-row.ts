import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type Bytes, hex, openRow } from '@satchel/vault';
import { decodeBody, dictionaries, type RowBody } from './body.ts';
import { bytesOfUuid, uuidOf } from './ids.ts';
import { alarm, damaged, type Reading } from './reading.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/** Fetches and opens one version of one resource. */
export async function fetchRow(world: World, reading: Reading, id: string, version: number): Promise<Outcome<RowBody>> {
  const bytes = bytesOfUuid(id);
  const row = bytes && (await world.store.get('row', { person: reading.person, id: bytes, version }));
  if (!row) return lost(reading, id, version);
  return openFetched(world, reading, row);
}

/** Opens rows fetched together, in the order asked for. */
export async function fetchRows(world: World, reading: Reading, wanted: readonly { id: string; version: number }[]): Promise<Outcome<RowBody>[]> {
  const keys = wanted.map(({ id, version }) => ({ person: reading.person, id: bytesOfUuid(id) as Bytes, version }));
  const rows = await world.store.getMany('row', keys);
  return rows.map((row, at) => (row ? openFetched(world, reading, row) : lost(reading, (wanted[at] as { id: string }).id, (wanted[at] as { version: number }).version)));
}

export function openFetched(world: World, reading: Reading, row: Row<'row'>): Outcome<RowBody> {
  const keyset = reading.keysets.get(hex(row.keyset));
  const place = { person: reading.person, id: row.id, version: row.version };
  if (row.body === null || row.dek === null) return failure(issue('error', 'deleted', 'This was erased.'));
  const plain = keyset && openRow(world.engine, keyset, place, { dek: row.dek, body: row.body }, dictionaries);
  if (plain) return success(decodeBody(plain));
  alarm(reading, damaged(uuidOf(row.id), row.version));
  return failure(damaged(uuidOf(row.id), row.version));
}

/** The index knows it and the store does not: somebody removed it. */
function lost(reading: Reading, id: string, version: number): Outcome<never> {
  const what = issue('error', 'security', `Entry ${id} version ${version} is missing from the store.`, { remedy: 'Restore a backup.' });
  alarm(reading, what);
  return failure(what);
}
