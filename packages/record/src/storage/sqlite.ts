import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createBallast, type Ballast } from './ballast.ts';
import { GroupCommit, type Waiting } from './group-commit.ts';
import { metaTable, migrations, readVersion, stepsAfter, versionOf, writeVersion, type Migration } from './migrations.ts';
import type { Columns, Key, Prefix, Row, Table } from './schema.ts';
import { assertWrite, leading, orderOf, type Cells } from './shape.ts';
import { definitions, loadRows, perform, scanPages, selectOne, snapshotPages, type Dialect, type Result, type Statement } from './sql.ts';
import { connect, diskFull, inTransaction, patiently, primaryCode, Statements, storeError } from './sqlite-connection.ts';
import { StoreError, type ScanOptions, type SnapshotRow, type Store, type Write } from './store.ts';

export interface SqliteOptions {
  /** The directory that holds `satchel.sqlite` and what belongs to it; made with mode 0700. */
  readonly dir: string;
  /** Bytes set aside for a full disk; 64 MB unless told, never less than the log may hold (16 MB), 0 for none. */
  readonly ballast?: number;
  /** Schema steps, for tests of migration. */
  readonly migrations?: readonly Migration[];
}

const dialect: Dialect = { types: { text: 'TEXT', int: 'INTEGER', bytes: 'BLOB' }, placeholder: () => '?', same: 'IS', insertSizes: [1] };

/** Tables of small rows are stored in their primary key; with larger rows that would make the tree deep. */
const small: ReadonlySet<Table> = new Set(['login', 'token']);

/** Quiet time after which what was removed leaves the log and its pages go back to the disk. */
const tidyAfterMs = 1000;
const tidyMoreMs = 50;
/** Free pages (of 4 KiB) kept for new rows, and how many are given back at a time. */
const sparePages = 256;
const emptyLog = 'PRAGMA wal_checkpoint(TRUNCATE);';

/** Opens, creates or migrates the store in a directory. Several processes may have it open. Throws StoreError. */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const path = makeFile(options.dir);
  const db = await patiently(() => connect(path));
  try {
    await migrate(db, options.migrations ?? migrations);
  } catch (error) {
    db.close();
    throw error;
  }
  const bytes = options.ballast === 0 ? 0 : Math.max(options.ballast ?? 64 << 20, 16 << 20);
  const ballast = createBallast(join(options.dir, 'ballast'), bytes);
  return new SqliteStore(path, db, ballast, !(await ballast.restore()));
}

/** The database's file, in a directory that is its owner's alone; SQLite gives the mode on to the files beside it. */
function makeFile(dir: string): string {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    const path = join(dir, 'satchel.sqlite');
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    return path;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOSPC') throw diskFull();
    throw new StoreError(
      code === 'EROFS' ? 'read-only' : 'unavailable',
      `The data directory cannot be made, opened and kept to its owner (${code}).`,
    );
  }
}

/** Brings the file to our schema version, each step in one transaction with its record. */
async function migrate(db: DatabaseSync, steps: readonly Migration[]): Promise<void> {
  const version = (): number => Number(db.prepare(readVersion).get()?.['value'] ?? 0);
  await inTransaction(db, () => {
    db.exec(metaTable);
    if (version() !== 0) return;
    const strict = (table: Table): string => (small.has(table) ? ' STRICT, WITHOUT ROWID' : ' STRICT');
    for (const text of [...definitions(dialect, strict), writeVersion(versionOf(steps))]) db.exec(text);
  });
  for (const step of stepsAfter(version(), steps)) {
    await inTransaction(db, () => {
      if (version() >= step.version) return;
      for (const text of [...step.sqlite, writeVersion(step.version)]) db.exec(text);
    });
  }
}

class SqliteStore implements Store {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #ballast: Ballast;
  readonly #statements: Statements;
  readonly #groups = new GroupCommit((group) => this.#commit(group));
  /** The disk is full: only writes without new rows are let through until the ballast can be made again. */
  #full: boolean;
  #tidying: NodeJS.Timeout | undefined;

  constructor(path: string, db: DatabaseSync, ballast: Ballast, full: boolean) {
    this.#path = path;
    this.#db = db;
    this.#statements = new Statements(db);
    this.#ballast = ballast;
    this.#full = full;
  }

  async get<T extends Table>(table: T, key: Key<T>): Promise<Row<T> | undefined> {
    return this.#read(selectOne(dialect, table, key)).rows[0] as Row<T> | undefined;
  }

  async getMany<T extends Table>(table: T, keys: readonly Key<T>[]): Promise<(Row<T> | undefined)[]> {
    return keys.map((key) => this.#read(selectOne(dialect, table, key)).rows[0] as Row<T> | undefined);
  }

  scan<T extends Table, C extends keyof Columns<T> = keyof Columns<T>>(
    table: T,
    prefix: Prefix<T>,
    options: ScanOptions<T, C> = {},
  ): AsyncIterable<readonly (Key<T> & Pick<Columns<T>, C>)[]> {
    leading(table, prefix as Cells, orderOf(table, options.by));
    const run = async (statement: Statement): Promise<Result> => this.#read(statement);
    return scanPages(dialect, run, table, prefix as Cells, options as ScanOptions<Table, never>) as AsyncIterable<readonly never[]>;
  }

  async write(change: Write): Promise<'written' | 'conflict'> {
    assertWrite(change);
    if (!this.#db.isOpen) throw closed();
    return this.#groups.submit(change);
  }

  async *snapshot(): AsyncIterable<SnapshotRow> {
    const db = await patiently(() => connect(this.#path));
    try {
      db.exec('BEGIN');
      const statements = new Statements(db);
      yield* snapshotPages(dialect, async (statement) => reading(() => statements.run(statement)));
    } finally {
      db.close();
    }
  }

  async load(rows: AsyncIterable<SnapshotRow>): Promise<void> {
    // A connection of its own: this one transaction spans many turns, in which others read and must not see half of it.
    const db = await patiently(() => connect(this.#path));
    const statements = new Statements(db);
    try {
      await patiently(() => db.exec('BEGIN IMMEDIATE'));
      await loadRows(dialect, rows, async (statement) => statements.run(statement));
      db.exec('COMMIT');
    } catch (error) {
      throw storeError(error);
    } finally {
      db.close();
    }
  }

  async check(): Promise<readonly string[]> {
    try {
      const found = [...this.#db.prepare('PRAGMA integrity_check').all(), ...this.#db.prepare('PRAGMA foreign_key_check').all()];
      return found.map((row) => String(Object.values(row)[0])).filter((finding) => finding !== 'ok');
    } catch (error) {
      const failure = storeError(error);
      if (failure instanceof StoreError && failure.code === 'damaged') return [failure.message];
      throw failure;
    }
  }

  async close(): Promise<void> {
    await this.#groups.idle();
    clearTimeout(this.#tidying);
    if (!this.#db.isOpen) return;
    this.#tidy();
    this.#db.close();
  }

  #read(statement: Statement): Result {
    if (!this.#db.isOpen) throw closed();
    return reading(() => this.#statements.run(statement));
  }

  /** Commits a group with one fsync. When the engine fails, each write is tried once more alone, so that one bad write or one damaged page fails only itself. */
  async #commit(group: readonly Waiting[], alone = false): Promise<void> {
    const admitted = await this.#admit(group);
    try {
      const verdicts = await inTransaction(this.#db, () => admitted.map(({ change }) => this.#attempt(change)));
      admitted.forEach(({ resolve, reject }, i) => {
        const verdict = verdicts[i];
        if (verdict === 'written' || verdict === 'conflict') resolve(verdict);
        else reject(verdict);
      });
      if (admitted.some(({ change }) => change.operations.some((operation) => 'remove' in operation))) this.#tidyLater();
    } catch (failure) {
      const full = failure instanceof StoreError && failure.code === 'full';
      if (full) await this.#makeRoom();
      if (!alone && (full || admitted.length > 1)) for (const one of admitted) await this.#commit([one], true);
      else for (const { reject } of admitted) reject(failure);
    }
  }

  /** One write under its own savepoint. An error that is ours alone becomes its verdict; the engine's is thrown. */
  #attempt(change: Write): unknown {
    this.#db.exec('SAVEPOINT write');
    const verdict = this.#verdict(change);
    this.#db.exec(verdict === 'written' ? 'RELEASE write' : 'ROLLBACK TO write; RELEASE write');
    return verdict;
  }

  #verdict(change: Write): unknown {
    try {
      return change.operations.every((operation) => this.#perform(operation)) ? 'written' : 'conflict';
    } catch (error) {
      if (primaryCode(error) === 19) return 'conflict';
      const failure = storeError(error);
      if (failure instanceof StoreError) throw failure;
      return failure;
    }
  }

  #perform(operation: Write['operations'][number]): boolean {
    const performance = perform(dialect, operation);
    let step = performance.next();
    while (!step.done) step = performance.next(this.#statements.run(step.value));
    return step.value;
  }

  /** While the disk is full: tries to set the ballast aside again, else turns away what would add rows. */
  async #admit(group: readonly Waiting[]): Promise<readonly Waiting[]> {
    if (!this.#full) return group;
    this.#full = !(await this.#ballast.restore());
    if (!this.#full) return group;
    const adds = ({ change }: Waiting): boolean => change.operations.some((operation) => 'insert' in operation || 'replace' in operation);
    for (const { reject } of group.filter(adds)) reject(diskFull());
    return group.filter((waiting) => !adds(waiting));
  }

  async #makeRoom(): Promise<void> {
    this.#full = true;
    await this.#ballast.release();
    this.#tidy();
  }

  #tidyLater(afterMs = tidyAfterMs): void {
    this.#tidying ??= setTimeout(() => this.#tidy(), this.#full ? 0 : afterMs).unref();
  }

  /**
   * Empties the log, whose old frames still hold what was removed, and gives free pages back to the disk, a few at a
   * time since that too needs room in the log; some stay for the next rows unless the disk is full.
   */
  #tidy(): void {
    clearTimeout(this.#tidying);
    this.#tidying = undefined;
    try {
      this.#db.exec(emptyLog);
      if (this.#freePages() <= (this.#full ? 0 : sparePages)) return;
      this.#db.exec(`PRAGMA incremental_vacuum(${sparePages}); ${emptyLog}`);
      this.#tidyLater(tidyMoreMs);
    } catch {
      // Nothing is lost by leaving it to the next time; a real fault shows in the next read or write.
    }
  }

  #freePages(): number {
    return Number(this.#db.prepare('PRAGMA freelist_count').get()?.['freelist_count']);
  }
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw storeError(error);
  }
}

const closed = (): StoreError => new StoreError('unavailable', 'The store is closed.');
