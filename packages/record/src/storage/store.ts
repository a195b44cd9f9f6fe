import type { Columns, Key, Prefix, Row, Table } from './schema.ts';

/**
 * The sealed store: one contract, three implementations (memory, SQLite, PostgreSQL), one contract suite.
 * It moves ciphertext and compares numbers; it never sees a key. All methods may be called concurrently and,
 * on PostgreSQL, from several processes.
 */
export interface Store {
  /** One row, or undefined. Always from the primary; sees every write acknowledged before the call. */
  get<T extends Table>(table: T, key: Key<T>): Promise<Row<T> | undefined>;
  /** Rows for many keys of one shard, in the order of the keys; undefined where there is none. One round trip. */
  getMany<T extends Table>(table: T, keys: readonly Key<T>[]): Promise<(Row<T> | undefined)[]>;
  /** Rows under a prefix in key order (or in a named secondary order), in batches, without holding a long transaction. */
  scan<T extends Table, C extends keyof Columns<T> = keyof Columns<T>>(
    table: T,
    prefix: Prefix<T>,
    options?: ScanOptions<T, C>,
  ): AsyncIterable<readonly (Key<T> & Pick<Columns<T>, C>)[]>;
  /** All operations or none, durable (fsynced) before the promise resolves. `conflict` when a condition failed: nothing was written. */
  write(change: Write): Promise<'written' | 'conflict'>;
  /** Every row of every table as of one instant (when iteration begins), in the schema's and the keys' order, for backup; writes may go on meanwhile. */
  snapshot(): AsyncIterable<SnapshotRow>;
  /** Loads a snapshot into an empty store, all of it or none; throws StoreError 'not-empty' when there is a row already. */
  load(rows: AsyncIterable<SnapshotRow>): Promise<void>;
  /** Reads all pages and constraints the engine can check; the list is empty when it found no damage. */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface ScanOptions<T extends Table, C extends keyof Columns<T> = keyof Columns<T>> {
  /** A secondary order of the schema, e.g. `seq` of `row`; default is key order. */
  readonly by?: string;
  /** Start after these values of the order's columns that follow the prefix (all or the first of them). */
  readonly after?: readonly (string | number | Uint8Array)[];
  readonly limit?: number;
  /** Only these columns besides the key and the order's own (bodies are large); the others are absent from the rows. */
  readonly columns?: readonly C[];
  readonly descending?: boolean;
}

/** Operations on one shard; `shard` must equal the first key column of every operation. */
export interface Write {
  readonly shard: string;
  readonly operations: readonly Operation[];
}

export type Operation = { [T in Table]: OperationOn<T> }[Table];

type Numbers<T extends Table> = { [C in keyof Columns<T>]: Columns<T>[C] extends number ? C : never }[keyof Columns<T>];

type OperationOn<T extends Table> =
  /** New rows; a key (or a place in a secondary order) that exists is a conflict. */
  | { readonly insert: T; readonly rows: readonly Row<T>[] }
  /** Insert or replace; with `grows`, only where that number is greater than the stored one (otherwise left, no conflict). */
  | { readonly replace: T; readonly row: Row<T>; readonly grows?: Numbers<T> }
  /** Set columns of one row; conflict when it is absent or any `when` column differs. */
  | { readonly update: T; readonly key: Key<T>; readonly set: Partial<Columns<T>>; readonly when?: Partial<Columns<T>> }
  /** Give a chunk (or other row set) another key, e.g. an upload its content address; conflict when there is nothing to move or any row at the target. */
  | { readonly rekey: T; readonly from: Prefix<T>; readonly to: Prefix<T> }
  /** Remove all rows under a prefix; no rows is no conflict unless `expect` demands a number of them. */
  | { readonly remove: T; readonly prefix: Prefix<T>; readonly expect?: number }
  /** Conflict unless the row exists with these values (or, with `absent`, does not exist). */
  | { readonly require: T; readonly key: Key<T>; readonly equals?: Partial<Columns<T>>; readonly absent?: true };

export interface SnapshotRow {
  readonly table: Table;
  readonly row: Readonly<Record<string, string | number | Uint8Array | null>>;
}

/** What the engine can do to us. Messages name no path and no content. */
export class StoreError extends Error {
  readonly code: 'full' | 'unavailable' | 'damaged' | 'not-empty' | 'read-only' | 'newer-schema';
  constructor(code: StoreError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

export function notEmpty(): StoreError {
  return new StoreError('not-empty', 'The store already holds rows; load a snapshot into an empty one.');
}
