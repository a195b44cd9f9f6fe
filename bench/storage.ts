/**
 * What the sealed store does in a second, beside a bare insert loop into SQLite on the same disk:
 * `node bench/storage.ts` prints JSON. PostgreSQL is measured where a server can be had.
 */
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openPostgresStore } from '../packages/record/src/storage/postgres.ts';
import type { Row } from '../packages/record/src/storage/schema.ts';
import { openSqliteStore } from '../packages/record/src/storage/sqlite.ts';
import type { Store } from '../packages/record/src/storage/store.ts';
import { freshDatabase } from '../tools/postgres-for-tests.ts';

const [batches, batchRows, bodyBytes, writers, loneWrites] = [20, 1000, 700, 16, 60];

const id = (n: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, i) => (n >> (8 * (i & 3))) & 255);
const row = (person: string, n: number): Row<'row'> => ({
  person,
  id: id(n),
  version: 1,
  seq: n,
  n: 0,
  epoch: 1,
  keyset: id(1),
  dek: new Uint8Array(60),
  digest: new Uint8Array(32),
  body: randomFillSync(new Uint8Array(bodyBytes)),
});
const batch = (person: string, from: number): Row<'row'>[] => Array.from({ length: batchRows }, (_, i) => row(person, from + i));

async function secondsOf(work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const round = (value: number): number => Number(value.toPrecision(3));

async function measure(store: Store): Promise<Record<string, number>> {
  const appended = await timed(
    Array.from({ length: batches }, (_, i) => batch('many', i * batchRows)),
    async (rows) => {
      await store.write({ shard: 'many', operations: [{ insert: 'row', rows }] });
    },
  );
  const alone = await secondsOf(async () => {
    for (let i = 0; i < loneWrites; i += 1) await store.write({ shard: 'alone', operations: [{ insert: 'row', rows: [row('alone', i)] }] });
  });
  const together = await secondsOf(async () => {
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let i = 0; i < loneWrites; i += 1)
          await store.write({ shard: `w${writer}`, operations: [{ insert: 'row', rows: [row(`w${writer}`, i)] }] });
      }),
    );
  });
  const gets: number[] = [];
  for (let i = 0; i < 2000; i += 1)
    gets.push(
      await secondsOf(
        async () => void (await store.get('row', { person: 'many', id: id((i * 7919) % (batches * batchRows)), version: 1 })),
      ),
    );
  const keys = Array.from({ length: 100 }, (_, i) => ({ person: 'many', id: id((i * 7919) % (batches * batchRows)), version: 1 }));
  const manys: number[] = [];
  for (let i = 0; i < 50; i += 1) manys.push(await secondsOf(async () => void (await store.getMany('row', keys))));
  let scanned = 0;
  const scanning = await secondsOf(async () => {
    for await (const rows of store.scan('row', { person: 'many' }, { by: 'seq' })) scanned += rows.length;
  });
  await store.close();
  return {
    appendedRowsPerSecond: round((batches * batchRows) / appended),
    loneWritesPerSecond: round(loneWrites / alone),
    writesPerSecondOf16Writers: round((loneWrites * writers) / together),
    getMicrosecondsP50: round(median(gets) * 1e6),
    getManyOf100MicrosecondsP50: round(median(manys) * 1e6),
    scannedRowsPerSecond: round(scanned / scanning),
  };
}

async function timed<T>(items: readonly T[], work: (item: T) => Promise<void> | void): Promise<number> {
  return secondsOf(async () => {
    for (const item of items) await work(item);
  });
}

/** The same rows into the same table and indexes by the shortest program there is, one durable transaction a batch. */
async function bare(dir: string): Promise<number> {
  const db = new DatabaseSync(join(dir, 'bare.sqlite'));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE r (person TEXT, id BLOB, version INT, seq INT, n INT, epoch INT, keyset BLOB, dek BLOB, digest BLOB, body BLOB,
    PRIMARY KEY (person, id, version)); CREATE UNIQUE INDEX s ON r (person, seq, n)`);
  const insert = db.prepare('INSERT INTO r VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const seconds = await timed(
    Array.from({ length: batches }, (_, i) => batch('many', i * batchRows)),
    (rows) => {
      db.exec('BEGIN IMMEDIATE');
      for (const r of rows) insert.run(r.person, r.id, r.version, r.seq, r.n, r.epoch, r.keyset, r.dek, r.digest, r.body);
      db.exec('COMMIT');
    },
  );
  db.close();
  return (batches * batchRows) / seconds;
}

const dir = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
const bareRowsPerSecond = round(await bare(dir));
const sqlite = await measure(await openSqliteStore({ dir, ballast: 0 }));
rmSync(dir, { recursive: true });
const database = await freshDatabase();
const postgresql = database && (await measure(await openPostgresStore({ url: database.url, connections: writers })));
await database?.drop();
const ratio = (measured: Record<string, number> | undefined): number | undefined =>
  measured && round((measured['appendedRowsPerSecond'] ?? 0) / bareRowsPerSecond);
console.log(
  JSON.stringify(
    {
      what: 'sealed store',
      rows: batches * batchRows,
      bodyBytes,
      node: process.version,
      cpu: cpus()[0]?.model,
      cpus: cpus().length,
      bareRowsPerSecond,
      sqlite: { ...sqlite, appendedToBare: ratio(sqlite) },
      ...(postgresql && { postgresql: { ...postgresql, appendedToBare: ratio(postgresql) } }),
    },
    null,
    2,
  ),
);
