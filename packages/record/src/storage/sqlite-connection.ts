import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cells } from './shape.ts';
import type { Result, Statement } from './sql.ts';
import { StoreError } from './store.ts';

/** How long a write waits for another process's commit before it is `unavailable`. */
const patienceMs = 20_000;
/** How long the engine may sleep for a lock that is held for moments only, as while a log is begun anew. */
const busyMs = 50;
/** Pauses between tries grow up to this. */
const pauseMs = 20;

/**
 * A connection that fsyncs each commit. Order matters: entering WAL resets `synchronous`. Memory-mapped reads stay
 * off, because a damaged or cut file would then kill the process instead of failing the read.
 */
export function connect(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyMs });
  try {
    if (db.prepare('PRAGMA page_count').get()?.['page_count'] === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
      PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;
      PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 8388608;`);
    assertDurable(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Refuses a connection whose commits could be lost with the power. */
export function assertDurable(db: DatabaseSync): void {
  const [journal, synchronous] = [db.prepare('PRAGMA journal_mode').get(), db.prepare('PRAGMA synchronous').get()];
  if (journal?.['journal_mode'] !== 'wal' || Number(synchronous?.['synchronous']) < 2) {
    throw new StoreError(
      'unavailable',
      'The disk does not let SQLite keep a write-ahead log with synchronous=FULL; put the data on a local disk.',
    );
  }
}

/** A connection's prepared statements by their text. */
export class Statements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  run({ text, values }: Statement): Result {
    const statement = this.#prepare(text);
    if (text.startsWith('SELECT')) return { rows: statement.all(...values) as Cells[], changes: 0 };
    return { rows: [], changes: Number(statement.run(...values).changes) };
  }

  #prepare(text: string): StatementSync {
    const known = this.#prepared.get(text);
    if (known) return known;
    if (this.#prepared.size >= 256) this.#prepared.clear();
    const statement = this.#db.prepare(text);
    this.#prepared.set(text, statement);
    return statement;
  }
}

/**
 * Runs `work` under the write lock and commits, or rolls back and throws what went wrong. Whoever waits for the lock does
 * so between turns, never asleep within the engine: another thread or process may hold it for long.
 */
export async function inTransaction<T>(db: DatabaseSync, work: () => T): Promise<T> {
  await patiently(() => {
    db.exec('PRAGMA busy_timeout = 0');
    try {
      db.exec('BEGIN IMMEDIATE');
    } finally {
      db.exec(`PRAGMA busy_timeout = ${busyMs}`);
    }
  });
  try {
    const value = work();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw storeError(error);
  }
}

/** Tries again while another process holds the lock, without blocking our own event loop for long. */
export async function patiently<T>(attempt: () => T): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return attempt();
    } catch (error) {
      if (primaryCode(error) !== 5 || Date.now() > deadline) throw storeError(error);
      await pause(1 + Math.random() * Math.min(tries, pauseMs));
    }
  }
}

export const diskFull = (options?: ErrorOptions): StoreError =>
  new StoreError(
    'full',
    'The disk is full. Nothing was written; reading and removing still work. Free some space, then writing goes on by itself.',
    options,
  );

/** SQLite's primary result code (https://sqlite.org/rescode.html) of what node:sqlite threw. */
export function primaryCode(error: unknown): number | undefined {
  return extendedCode(error) === undefined ? undefined : Number(extendedCode(error)) & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : undefined;
}

/** Input/output errors that mean damage (IOERR_SHORT_READ, _CORRUPTFS, _DATA) or no space (IOERR_SHMSIZE). */
const damagedReads: ReadonlySet<number | undefined> = new Set([522, 8458, 8202]);
const noSpace = 4874;

/** What the engine's error means to our callers; anything else is a bug of ours and stays as it is. */
export function storeError(error: unknown): unknown {
  const [code, extended] = [primaryCode(error), extendedCode(error)];
  if (code === 13 || extended === noSpace) return diskFull({ cause: error });
  if (code === 11 || code === 26 || damagedReads.has(extended))
    return new StoreError('damaged', 'The database file is damaged; restore it from a backup.', { cause: error });
  if (code === 8)
    return new StoreError(
      'read-only',
      'The database file cannot be written: check its owner and mode, and whether the disk is read-only.',
      { cause: error },
    );
  if (code === 5 || code === 6) return new StoreError('unavailable', 'Another process holds the database; try again.', { cause: error });
  if (code === 10 || code === 14) return new StoreError('unavailable', 'The disk reported an error.', { cause: error });
  return error;
}
