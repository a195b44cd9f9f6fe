import { headMessage, utf8 } from '@satchel/vault';
import type { Holder } from './doors.ts';
import { randomId } from './ids.ts';
import type { SnapshotRow } from './storage/store.ts';
import type { World } from './world.ts';

/** The mark that a restore leaves beside a person: nobody who restores has the key to sign a new incarnation. */
const MARK = 'restored';

/** The row to load for each person of a backup. */
export function restoredMark(person: string, at: number): SnapshotRow {
  return { table: 'job', row: { person, id: MARK, kind: MARK, expires: 0, state: utf8(String(at)) } };
}

export const isRestoredMark = ({ table, row }: SnapshotRow): boolean => table === 'job' && row['id'] === MARK;

/**
 * The first writer who opens a restored record raises its incarnation, so that every device that remembers the record
 * notices that its past was put back. Does nothing where no mark is.
 */
export async function raiseIncarnation(world: World, by: Holder): Promise<void> {
  const { store, engine } = world;
  const { person } = by;
  while (by.keys.write && (await store.get('job', { person, id: MARK }))) {
    const row = await store.get('person', { person });
    if (!row) return;
    const incarnation = randomId(engine);
    const signature = engine.sign(by.keys.write, headMessage(person, incarnation, row.seq, row.epoch, row.head));
    await store.write({
      shard: person,
      operations: [
        { remove: 'job', prefix: { person, id: MARK }, expect: 1 },
        {
          update: 'person',
          key: { person },
          set: { incarnation, signature },
          when: { incarnation: row.incarnation, seq: row.seq, epoch: row.epoch },
        },
      ],
    });
  }
}
