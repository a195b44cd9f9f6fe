import { isRestoredMark, restoredMark, type SnapshotRow, type Store } from '@satchel/record';
import { readBackup } from './read-backup.ts';

/** Columns that say whose a row is: of a record, or of an account. */
const OWNED_BY = ['person', 'account', 'shard'] as const;

export interface Restored {
  readonly people: number;
  readonly rows: number;
  /** People in the backup who were erased since, and stay so. */
  readonly erased: number;
}

/**
 * Loads a backup into an empty store, all of it or none. Whoever is in the erasure ledger stays erased. Every restored
 * person is marked, so that devices are told at the next unlock that the past was put back.
 */
export async function restoreBackup(store: Store, file: string, ledger: ReadonlySet<string>, at: number): Promise<Restored> {
  const people: string[] = [];
  const erased = new Set<string>();
  let rows = 0;
  await store.load(chosen());
  return { people: people.length, rows, erased: erased.size };

  async function* chosen(): AsyncIterable<SnapshotRow> {
    for await (const each of readBackup(file)) {
      const person = each.row['person'];
      if (OWNED_BY.some((column) => ledger.has(String(each.row[column])))) {
        if (typeof person === 'string') erased.add(person);
        continue;
      }
      if (isRestoredMark(each)) continue;
      if (each.table === 'person') people.push(String(person));
      rows += 1;
      yield each;
    }
    for (const person of people) yield restoredMark(person, at);
  }
}
