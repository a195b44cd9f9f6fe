import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, freshDatabase } from '../../../tools/postgres-for-tests.ts';
import { createMemoryStore } from '../src/storage/memory.ts';
import { openPostgresStore } from '../src/storage/postgres.ts';
import { openSqliteStore } from '../src/storage/sqlite.ts';
import { schema, type Table } from '../src/storage/schema.ts';
import type { Operation, SnapshotRow, Store } from '../src/storage/store.ts';

/** A kind of store to run a proof on; `dispose` after the last. */
export interface Stores {
  readonly name: string;
  /** A fresh, empty store. */
  open(): Promise<Store>;
  /** Where another process finds the store opened last. */
  urlOf?(): string;
  dispose(): Promise<void>;
}

export function memoryStores(): Stores {
  return { name: 'memory', open: async () => createMemoryStore(), dispose: async () => undefined };
}

export function sqliteStores(): Stores {
  const opened: { dir: string; store: Store }[] = [];
  return {
    name: 'SQLite',
    async open() {
      const dir = await mkdtemp(join(tmpdir(), 'satchel-record-'));
      const store = await openSqliteStore({ dir, ballast: 0 });
      opened.push({ dir, store });
      return store;
    },
    async dispose() {
      for (const { dir, store } of opened) {
        await store.close().catch(() => undefined);
        await rm(dir, { recursive: true, force: true });
      }
    },
  };
}

/** Undefined, said loudly, where there is no PostgreSQL. */
export async function postgresStores(): Promise<Stores | undefined> {
  const database = await freshDatabase();
  if (!database) return undefined;
  const opened: Store[] = [];
  const urlOf = (n: number) => `${database.url}?options=-c%20search_path%3Ds${n}`;
  return {
    name: 'PostgreSQL',
    async open() {
      await ask(database.url, `CREATE SCHEMA s${opened.length}`);
      const store = await openPostgresStore({ url: urlOf(opened.length) });
      opened.push(store);
      return store;
    },
    urlOf: () => urlOf(opened.length - 1),
    async dispose() {
      for (const store of opened) await store.close().catch(() => undefined);
      await database.drop();
    },
  };
}

export async function rowsOf(store: Store): Promise<SnapshotRow[]> {
  const rows: SnapshotRow[] = [];
  for await (const row of store.snapshot()) rows.push(row);
  return rows;
}

export async function loaded(store: Store, rows: readonly SnapshotRow[]): Promise<Store> {
  await store.load(
    (async function* () {
      yield* rows;
    })(),
  );
  return store;
}

/** Takes out every row of these people, so that a store can be loaded again: much quicker than a new database. */
export async function emptied(store: Store, people: Iterable<string>): Promise<Store> {
  for (const person of people)
    await store.write({ shard: person, operations: OF_A_PERSON.map((table) => ({ remove: table, prefix: { person } }) as Operation) });
  return store;
}

const OF_A_PERSON = (Object.keys(schema) as Table[]).filter((table) => 'person' in schema[table].key);
