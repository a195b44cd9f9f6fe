import { Client, Pool, TypeOverrides, types, type ClientBase, type ClientConfig, type QueryResult } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { callbackify } from 'node:util';
import type { Cells } from './shape.ts';
import type { Result, Statement } from './sql.ts';
import { StoreError } from './store.ts';

/**
 * Integers of the schema are safe ones, and bytes are plain Uint8Arrays (the methods of a Buffer differ). Values come
 * as text: in its binary mode pg 8 reads bytes as UTF-8 and damages them.
 */
const typeParsers = new TypeOverrides();
typeParsers.setTypeParser(types.builtins.INT8, Number);
typeParsers.setTypeParser(types.builtins.BYTEA, (hex: string) => {
  const buffer = Buffer.from(hex.slice(2), 'hex');
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
});

/** The server ends a statement, a wait or an idle transaction of ours; past `query_timeout` we take it for lost. Milliseconds. */
const limits = { statement_timeout: 30_000, lock_timeout: 20_000, idle_in_transaction_session_timeout: 60_000, query_timeout: 60_000 };

const configOf = (url: string): ClientConfig => ({
  connectionString: url,
  application_name: 'satchel',
  types: typeParsers,
  keepAlive: true,
  connectionTimeoutMillis: 10_000,
});

export function createPool(url: string, connections: number): Pool {
  const pool = new Pool({
    ...configOf(url),
    ...limits,
    max: connections,
    verify: callbackify(assertDurable),
  });
  // A connection that breaks, idle or at work, is replaced by the next one asked for; its work learns of it by its query.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** A connection for long work (a snapshot, a load, a check), which no limit of time ends. */
export async function connectAlone(url: string): Promise<Client> {
  const client = new Client(configOf(url));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await assertDurable(client);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw storeError(error);
  }
}

/** Refuses a server whose commits could be lost with the power, and a replica; asks for a synchronous commit in this session. */
export async function assertDurable(client: ClientBase): Promise<void> {
  const { rows } = await client.query(`SELECT pg_is_in_recovery() AS replica, current_setting('fsync') AS fsync,
    set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false) AS commit`);
  const { replica, fsync, commit } = rows[0] as { replica: boolean; fsync: string; commit: string };
  if (replica) throw new StoreError('read-only', 'This PostgreSQL server is a replica; the store reads and writes the primary only.');
  if (fsync !== 'on' || !['on', 'remote_apply'].includes(commit)) {
    throw new StoreError(
      'unavailable',
      'PostgreSQL runs with fsync or synchronous_commit off and could lose what it acknowledged; turn them on.',
    );
  }
}

const statementNames = new Map<string, string>();

/** Runs a statement prepared once per connection. */
export async function run(
  client: ClientBase | Pool,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
): Promise<Result> {
  const name = statementNames.get(text) ?? `s${statementNames.size}`;
  statementNames.set(text, name);
  const { rows, rowCount }: QueryResult = await client.query({ name, text, values: [...values] });
  return { rows: rows as Cells[], changes: rowCount ?? 0 };
}

/** For callers that hand our failures on: the same, its errors in the store's words. */
export const runOn =
  (client: ClientBase | Pool) =>
  (statement: Statement): Promise<Result> =>
    run(client, statement).catch(translate);

/** Throws what an error of PostgreSQL means to our callers. */
export function translate(error: unknown): never {
  throw storeError(error);
}

/** A failure after which nothing was written. */
export class Untraced extends Error {
  constructor(cause?: unknown) {
    super('nothing was written', { cause });
  }
}

/** Does `work` again, a few times and ever later, while it fails in a way that leaves no trace. */
export async function persistently<T>(work: () => Promise<T>, isHarmless: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 8 || !isHarmless(error)) throw storeError(error);
      await pause(25 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/** The five characters PostgreSQL gives an error (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return code && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The connection went away, or never came: no answer from the server itself, or that it is going down or coming up. */
export function isLost(error: unknown): boolean {
  if (error instanceof StoreError || error instanceof TypeError || error instanceof RangeError) return false;
  const state = sqlState(error);
  return state === undefined || state.startsWith('08') || ['57P01', '57P02', '57P03', '53300', '25P03'].includes(state);
}

/** The server rolled back one of two that met; neither did wrong. */
export const isRolledBack = (error: unknown): boolean => ['40001', '40P01'].includes(sqlState(error) ?? '');

/** What the engine's error means to our callers. PostgreSQL's own words may quote values and are left behind. */
export function storeError(error: unknown): unknown {
  if (error instanceof Untraced) return storeError(error.cause);
  if (error instanceof StoreError || error instanceof TypeError || error instanceof RangeError) return error;
  const state = sqlState(error);
  if (state === '53100')
    return new StoreError('full', 'The disk of PostgreSQL is full. Nothing was written; free some space, then writing goes on by itself.');
  if (state === 'XX001' || state === 'XX002' || state === '58030')
    return new StoreError('damaged', `PostgreSQL found damage (${state}); restore the database from a backup.`);
  if (state === '25006') return new StoreError('read-only', 'PostgreSQL takes no writes here: it is a replica or set to read only.');
  if (state === undefined || isLost(error))
    return new StoreError('unavailable', `PostgreSQL cannot be reached (${state ?? 'no connection'}); try again.`);
  if (/^(40|53|55|57)/.test(state)) return new StoreError('unavailable', `PostgreSQL could not do it now (${state}); try again.`);
  if (/^(28|3D|42501)/.test(state))
    return new StoreError('unavailable', `PostgreSQL does not let this account in (${state}); check the database URL and its rights.`);
  return new Error(`PostgreSQL refused a statement of ours (${state})`);
}
