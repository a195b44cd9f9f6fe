import type { Issue } from '@satchel/fhir';
import type { ImportReport, TableMapping } from '@satchel/intake';
import { type Holder, openState, type OriginalRef, type Row, sealState, type World } from '@satchel/record';
import type { Job } from '../http/api.ts';

/** An import as it is kept, sealed, so that any process can go on with it after a restart. */
export interface ImportState {
  readonly id: string;
  readonly original: OriginalRef;
  readonly state: Job['state'];
  readonly read: number;
  /** When the import was asked for: the instant that its Provenance tells, the same after a restart. */
  readonly at: string;
  /** How to read it, where a person said what its columns are. */
  readonly table?: TableMapping;
  /** Which table of the original that is, where it holds several. */
  readonly member?: string;
  /** The process that runs it, and when it last said so (ms). A silent runner has died. */
  readonly runner?: string;
  readonly beatAt?: number;
  readonly report?: ImportReport;
  readonly issues?: readonly Issue[];
}

export interface KeptImport {
  readonly row: Row<'job'>;
  readonly state: ImportState;
}

/** A finished import can be asked about for this long, in milliseconds. */
const LIFE = 7 * 24 * 3_600_000;
export const KIND = 'import';
const rowId = (id: string): string => `${KIND}.${id}`;

export async function readImport(world: World, by: Holder, id: string): Promise<KeptImport | undefined> {
  if (!by.keys.write) return undefined;
  const row = await world.store.get('job', { person: by.person, id: rowId(id) });
  const state = row && openState<ImportState>(world, by, row.id, row.state);
  return row && state && { row, state };
}

/** All imports of a record that are kept; those whose time is over are removed on the way. */
export async function listImports(world: World, by: Holder): Promise<readonly KeptImport[]> {
  if (!by.keys.write) return [];
  const found: KeptImport[] = [];
  for await (const batch of world.store.scan('job', { person: by.person })) {
    for (const row of batch) {
      if (row.kind !== KIND) continue;
      if (row.expires <= world.now())
        await world.store.write({ shard: by.person, operations: [{ remove: 'job', prefix: { person: by.person, id: row.id } }] });
      else {
        const state = openState<ImportState>(world, by, row.id, row.state);
        if (state) found.push({ row, state });
      }
    }
  }
  return found;
}

/** False when somebody else was first. */
export async function addImport(world: World, by: Holder, state: ImportState): Promise<boolean> {
  const row = {
    person: by.person,
    id: rowId(state.id),
    kind: KIND,
    expires: world.now() + LIFE,
    state: sealState(world, by, rowId(state.id), state),
  };
  return (await world.store.write({ shard: by.person, operations: [{ insert: 'job', rows: [row] }] })) === 'written';
}

/** Replaces the state that was read; undefined when somebody else changed it meanwhile. */
export async function keepImport(world: World, by: Holder, { row }: KeptImport, state: ImportState): Promise<KeptImport | undefined> {
  const sealed = sealState(world, by, row.id, state);
  const written = await world.store.write({
    shard: by.person,
    operations: [{ update: 'job', key: { person: by.person, id: row.id }, set: { state: sealed }, when: { state: row.state } }],
  });
  return written === 'written' ? { row: { ...row, state: sealed }, state } : undefined;
}

export function jobOf({ id, state, read, original, report, issues }: ImportState): Job {
  return { id, state, read, size: original.size, ...(report && { report }), ...(issues && { issues }) };
}
