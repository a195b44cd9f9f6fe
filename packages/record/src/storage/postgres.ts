import type { Client, Pool, PoolClient } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { metaTable, migrations, readVersion, stepsAfter, versionOf, writeVersion, type Migration } from './migrations.ts';
import {
  connectAlone,
  createPool,
  isLost,
  isRolledBack,
  persistently,
  run,
  runOn,
  sqlState,
  storeError,
  translate,
  Untraced,
} from './postgres-connection.ts';
import type { Columns, Key, Prefix, Row, Table } from './schema.ts';
import { assertWrite, leading, orderOf, shapeOf, tables, type Cells } from './shape.ts';
import { definitions, loadRows, name, names, perform, scanPages, selectOne, snapshotPages, type Dialect, type Result } from './sql.ts';
import { StoreError, type ScanOptions, type SnapshotRow, type Store, type Write } from './store.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, the primary; see docs/guides/postgresql.md. */
  readonly url: string;
  /** Connections in the pool; 10 unless told. */
  readonly connections?: number;
  /** Schema steps, for tests of migration. */
  readonly migrations?: readonly Migration[];
}

const sqlTypes = { text: 'text', int: 'bigint', bytes: 'bytea' } as const;
const typeOf = (type: string): string => sqlTypes[type.replace('?', '') as keyof typeof sqlTypes];

const dialect: Dialect = {
  types: { ...sqlTypes, text: 'text COLLATE "C"' },
  placeholder: (n, type) => `$${n}::${typeOf(type)}`,
  same: 'IS NOT DISTINCT FROM',
  // VALUES rather than INSERT .. SELECT FROM unnest(), which a distributed PostgreSQL does not send to one shard.
  insertSizes: [128, 16, 1],
};

/** Separates our advisory locks from those of others in the same database. */
const lockSpace = 0x5a7c4e1;

/** Opens, creates or migrates the store in a PostgreSQL database (13 or newer). Throws StoreError. */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const client = await persistently(() => connectAlone(options.url), isLost);
  try {
    await migrate(client, options.migrations ?? migrations);
  } catch (error) {
    translate(error);
  } finally {
    await client.end().catch(() => undefined);
  }
  return new PostgresStore(options.url, createPool(options.url, options.connections ?? 10));
}

/** Brings the database to our schema version, each step in one transaction with its record; processes that start together take turns. */
async function migrate(client: Client, steps: readonly Migration[]): Promise<void> {
  const version = async (): Promise<number> => Number((await client.query(readVersion)).rows[0]?.value ?? 0);
  await inTransaction(client, async () => {
    await client.query(metaTable);
    if ((await version()) !== 0) return;
    for (const text of [...definitions(dialect), ...tables.flatMap(keepOutOfLine), writeVersion(versionOf(steps))])
      await client.query(text);
  });
  for (const step of stepsAfter(await version(), steps)) {
    await inTransaction(client, async () => {
      if ((await version()) >= step.version) return;
      for (const text of [...step.postgres, writeVersion(step.version)]) await client.query(text);
    });
  }
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockSpace]);
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Ciphertext does not compress; PostgreSQL need not try. */
function keepOutOfLine(table: Table): readonly string[] {
  const { columns, types } = shapeOf(table);
  return columns
    .filter((column) => types[column]?.startsWith('bytes'))
    .map((column) => `ALTER TABLE ${name(table)} ALTER COLUMN ${name(column)} SET STORAGE EXTERNAL`);
}

class PostgresStore implements Store {
  readonly #url: string;
  readonly #pool: Pool;

  constructor(url: string, pool: Pool) {
    this.#url = url;
    this.#pool = pool;
  }

  async get<T extends Table>(table: T, key: Key<T>): Promise<Row<T> | undefined> {
    return (await this.#read(selectOne(dialect, table, key))).rows[0] as Row<T> | undefined;
  }

  async getMany<T extends Table>(table: T, keys: readonly Key<T>[]): Promise<(Row<T> | undefined)[]> {
    if (keys.length === 0) return [];
    const found: (Cells | undefined)[] = keys.map(() => undefined);
    for (const { at, ...row } of (await this.#read(selectMany(table, keys))).rows) found[Number(at) - 1] = row;
    return found as (Row<T> | undefined)[];
  }

  scan<T extends Table, C extends keyof Columns<T> = keyof Columns<T>>(
    table: T,
    prefix: Prefix<T>,
    options: ScanOptions<T, C> = {},
  ): AsyncIterable<readonly (Key<T> & Pick<Columns<T>, C>)[]> {
    leading(table, prefix as Cells, orderOf(table, options.by));
    const pages = scanPages(dialect, (statement) => this.#read(statement), table, prefix as Cells, options as ScanOptions<Table, never>);
    return pages as AsyncIterable<readonly never[]>;
  }

  async write(change: Write): Promise<'written' | 'conflict'> {
    assertWrite(change);
    return persistently(
      () => this.#attempt(change),
      (error) => error instanceof Untraced,
    );
  }

  async *snapshot(): AsyncIterable<SnapshotRow> {
    const client = await connectAlone(this.#url);
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY').catch(translate);
      yield* snapshotPages(dialect, runOn(client));
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async load(rows: AsyncIterable<SnapshotRow>): Promise<void> {
    const client = await connectAlone(this.#url);
    try {
      await client.query('BEGIN').catch(translate);
      await loadRows(dialect, rows, runOn(client));
      await client.query('COMMIT').catch(translate);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Reads every byte of every table, so that page checksums are compared where the cluster has them, and its indexes where `amcheck` is installed. */
  async check(): Promise<readonly string[]> {
    const client = await connectAlone(this.#url);
    const findings: string[] = [];
    const look = async (what: string, text: string): Promise<void> => {
      try {
        await client.query(text);
      } catch (error) {
        const failure = storeError(error);
        if (!(failure instanceof StoreError) || failure.code !== 'damaged') throw failure;
        findings.push(`${what}: ${failure.message}`);
      }
    };
    try {
      const amcheck = (await client.query(`SELECT 1 FROM pg_extension WHERE extname = 'amcheck'`)).rowCount === 1;
      for (const table of tables) {
        await look(
          table,
          `SELECT ${shapeOf(table)
            .columns.map((column) => `max(md5(${name(column)}::text))`)
            .join(', ')} FROM ${name(table)}`,
        );
        if (amcheck)
          await look(
            `the indexes of ${table}`,
            `SELECT bt_index_check(indexrelid, true) FROM pg_index WHERE indrelid = '${name(table)}'::regclass`,
          );
      }
      return findings;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }

  /** A read leaves no trace, so a lost connection is simply replaced. */
  #read(statement: { readonly text: string; readonly values: readonly unknown[] }): Promise<Result> {
    if (this.#pool.ended) throw new StoreError('unavailable', 'The store is closed.');
    return persistently(() => run(this.#pool, statement), isLost);
  }

  /**
   * One write as one transaction; commits that arrive together share PostgreSQL's own group commit. It first locks its
   * shard, so the writes of one person come one after another, and under READ COMMITTED each statement then sees all
   * that was acknowledged: a `require` that a row is absent holds until the commit, which row locks could not promise,
   * and nothing deadlocks or has to be retried as under SERIALIZABLE. Throws Untraced when it may be tried again.
   */
  async #attempt(change: Write): Promise<'written' | 'conflict'> {
    if (this.#pool.ended) throw new StoreError('unavailable', 'The store is closed.');
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw isLost(error) ? new Untraced(error) : error;
    });
    let committing: Transaction | undefined;
    try {
      await client.query('BEGIN');
      const transaction = await lockShard(client, change.shard);
      for (const operation of change.operations) {
        if (!(await performOn(client, operation))) return await leave(client, 'conflict');
      }
      committing = transaction;
      await commit(client);
      client.release();
      return 'written';
    } catch (error) {
      if (isLost(error)) client.release(true);
      else await leave(client, undefined);
      if (sqlState(error) === '23505') return 'conflict';
      if (committing && isLost(error)) return this.#outcomeOf(committing);
      throw isLost(error) || isRolledBack(error) ? new Untraced(error) : error;
    }
  }

  /** What became of a commit whose answer was lost: asked of the server, since running it twice could write twice. */
  async #outcomeOf({ xid, timeline }: Transaction): Promise<'written'> {
    const unknown = new StoreError(
      'unavailable',
      'The connection broke during a commit and its outcome is not known; read before writing again.',
    );
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const { rows } = await this.#read({
        text: `SELECT pg_xact_status($1::text::xid8) AS status, ${currentTimeline} AS timeline`,
        values: [xid],
      });
      // Another timeline: a replica took over, and may count its transactions anew.
      if (rows[0]?.['timeline'] !== timeline) throw unknown;
      if (rows[0]['status'] === 'committed') return 'written';
      if (rows[0]['status'] === 'aborted') throw new Untraced();
      await pause(250);
    }
    throw unknown;
  }
}

interface Transaction {
  readonly xid: string;
  readonly timeline: string;
}

const currentTimeline = 'substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)';

async function lockShard(client: PoolClient, shard: string): Promise<Transaction> {
  const text = `SELECT pg_advisory_xact_lock(hashtextextended($1::text, ${lockSpace})), pg_current_xact_id()::text AS xid, ${currentTimeline} AS timeline`;
  const { rows } = await run(client, { text, values: [shard] });
  return rows[0] as unknown as Transaction;
}

/** Without a statement timeout: its end would cut short the wait for a synchronous replica, and PostgreSQL would still report success. */
async function commit(client: PoolClient): Promise<void> {
  const results = (await client.query('SET LOCAL statement_timeout = 0; COMMIT')) as unknown as readonly { command: string }[];
  if (results.at(-1)?.command !== 'COMMIT') throw new Error('the transaction did not commit');
}

async function leave<T>(client: PoolClient, verdict: T): Promise<T> {
  const broken = await client.query('ROLLBACK').then(
    () => false,
    () => true,
  );
  client.release(broken);
  return verdict;
}

async function performOn(client: PoolClient, operation: Write['operations'][number]): Promise<boolean> {
  const performance = perform(dialect, operation);
  let step = performance.next();
  while (!step.done) step = performance.next(await run(client, step.value));
  return step.value;
}

/** Rows for keys of one shard, each with the place of its key; the shard is named once, so that one node answers. */
function selectMany(table: Table, keys: readonly Cells[]): { text: string; values: unknown[] } {
  const { shard, key, columns, types } = shapeOf(table);
  if (keys.some((each) => each[shard] !== keys[0]?.[shard])) throw new TypeError(`the keys of ${table} are not of one shard`);
  const rest = key.slice(1);
  const arrays = ['$2::int[]', ...rest.map((column, i) => `$${i + 3}::${typeOf(types[column] as string)}[]`)];
  const text = `SELECT k.at, ${columns.map((column) => `t.${name(column)}`).join(', ')} FROM unnest(${arrays.join(', ')}) AS k(at, ${names(rest)})
    JOIN ${name(table)} t ON ${[`t.${name(shard)} = $1`, ...rest.map((column) => `t.${name(column)} = k.${name(column)}`)].join(' AND ')}`;
  return {
    text: text.replace('k(at, )', 'k(at)'),
    values: [keys[0]?.[shard], keys.map((_, i) => i + 1), ...rest.map((column) => keys.map((each) => each[column]))],
  };
}
