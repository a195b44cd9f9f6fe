import type { Issue } from '@satchel/fhir';
import { type Holder, openState, type Row, sealState, type World } from '@satchel/record';

/** Alarms of a record that its holder knows about. Only who may write can say so, and a record that was put back begins anew. */
interface Known {
  readonly incarnation: string;
  readonly alarms: readonly string[];
}

const ID = 'known-alarms';

/** The alarms that nobody has seen yet. */
export async function unknownAmong(world: World, by: Holder, incarnation: string, alarms: readonly Issue[]): Promise<readonly Issue[]> {
  if (alarms.length === 0) return alarms;
  const { known } = await read(world, by, incarnation);
  return alarms.filter(({ diagnostics }) => !known.includes(diagnostics));
}

/** From now on this alarm, in these words, is known. */
export async function keepKnown(world: World, by: Holder, incarnation: string, alarm: string): Promise<void> {
  const { row, known } = await read(world, by, incarnation);
  if (known.includes(alarm)) return;
  const state: Known = { incarnation, alarms: [...known, alarm] };
  const next: Row<'job'> = { person: by.person, id: ID, kind: ID, expires: 0, state: sealState(world, by, ID, state) };
  const written = await world.store.write({
    shard: by.person,
    operations: row
      ? [{ update: 'job', key: { person: by.person, id: ID }, set: { state: next.state }, when: { state: row.state } }]
      : [{ insert: 'job', rows: [next] }],
  });
  // Another device said so of another alarm in the same moment.
  if (written === 'conflict') await keepKnown(world, by, incarnation, alarm);
}

async function read(world: World, by: Holder, incarnation: string): Promise<{ row: Row<'job'> | undefined; known: readonly string[] }> {
  const row = await world.store.get('job', { person: by.person, id: ID });
  const state = row && openState<Known>(world, by, ID, row.state);
  return { row, known: state?.incarnation === incarnation ? state.alarms : [] };
}
