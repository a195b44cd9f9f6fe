import type { TableMapping } from '@satchel/intake';
import { type Holder, openState, type Row, sealState, type World } from '@satchel/record';

/** How tables were read that a person explained, by the signature of their headers; the next of the same shape is read without a question. */
export type KnownTables = Readonly<Record<string, TableMapping>>;

const ID = 'known-tables';
/** Shapes that are remembered; the one told first is forgotten first. */
const LIMIT = 200;

export async function knownTables(world: World, by: Holder): Promise<KnownTables> {
  return by.keys.write ? (await read(world, by)).tables : {};
}

/** Remembers how a person said that tables with these headers are read; sealed, for headers tell what somebody measures. */
export async function rememberTable(world: World, by: Holder, mapping: TableMapping): Promise<void> {
  const { row, tables } = await read(world, by);
  const { [mapping.signature]: _, ...others } = tables;
  const next = Object.fromEntries([...Object.entries(others), [mapping.signature, mapping] as const].slice(-LIMIT));
  const state = sealState(world, by, ID, next);
  const written = await world.store.write({
    shard: by.person,
    operations: [
      row
        ? { update: 'job', key: { person: by.person, id: ID }, set: { state }, when: { state: row.state } }
        : { insert: 'job', rows: [{ person: by.person, id: ID, kind: ID, expires: 0, state }] },
    ],
  });
  // Another table was explained in the same moment.
  if (written === 'conflict') await rememberTable(world, by, mapping);
}

async function read(world: World, by: Holder): Promise<{ row: Row<'job'> | undefined; tables: KnownTables }> {
  const row = await world.store.get('job', { person: by.person, id: ID });
  return { row, tables: (row && openState<KnownTables>(world, by, ID, row.state)) ?? {} };
}
