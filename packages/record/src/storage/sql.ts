import type { ColumnType, Table } from './schema.ts';
import { assertRow, leading, orderOf, shapeOf, sizeOf, tables, type Cell, type Cells } from './shape.ts';
import { notEmpty, type Operation, type ScanOptions, type SnapshotRow } from './store.ts';

/** What SQLite and PostgreSQL say differently. */
export interface Dialect {
  readonly types: Readonly<Record<'text' | 'int' | 'bytes', string>>;
  /** The placeholder of the n-th value, counted from 1. */
  readonly placeholder: (n: number, type: ColumnType) => string;
  /** Equality under which null equals null. */
  readonly same: string;
  /** How many rows one INSERT takes, largest first, 1 last: few texts, so that prepared statements are reused. */
  readonly insertSizes: readonly number[];
}

export interface Statement {
  readonly text: string;
  readonly values: readonly Cell[];
}

export interface Result {
  readonly rows: readonly Cells[];
  readonly changes: number;
}

/** Table and column names include words that SQL reserves, such as `grant`. */
export const name = (identifier: string): string => `"${identifier}"`;
export const names = (identifiers: readonly string[]): string => identifiers.map(name).join(', ');

/** A statement under construction: SQL with the values in the order of their placeholders. */
class Draft {
  readonly values: Cell[] = [];
  readonly #dialect: Dialect;
  readonly #table: Table;
  constructor(dialect: Dialect, table: Table) {
    this.#dialect = dialect;
    this.#table = table;
  }
  value(column: string, cell: Cell | undefined): string {
    return this.#dialect.placeholder(this.values.push(cell ?? null), shapeOf(this.#table).types[column] as ColumnType);
  }
  each(cells: Cells, columns: readonly string[], relation: string, separator: string): string {
    return columns.map((column) => `${name(column)} ${relation} ${this.value(column, cells[column])}`).join(separator);
  }
}

/** The tables and indexes of the schema, as statements to run in one transaction. `options` ends each CREATE TABLE. */
export function definitions(dialect: Dialect, options: (table: Table) => string = () => ''): readonly string[] {
  return tables.flatMap((table) => {
    const { key, columns, types, orders } = shapeOf(table);
    const column = (of: string): string => {
      const type = types[of] as ColumnType;
      return `${name(of)} ${dialect.types[type.replace('?', '') as 'text']}${type.endsWith('?') ? '' : ' NOT NULL'}`;
    };
    const secondary = Object.entries(orders).filter(([order]) => order !== 'key');
    return [
      `CREATE TABLE ${name(table)} (${columns.map(column).join(', ')}, PRIMARY KEY (${names(key)}))${options(table)}`,
      ...secondary.map(([order, by]) => `CREATE UNIQUE INDEX ${name(`${table}_${order}`)} ON ${name(table)} (${names(by)})`),
    ];
  });
}

/** Texts that depend on a table alone, by dialect. */
const texts = new WeakMap<Dialect, Map<string, string>>();

function textOf(dialect: Dialect, what: string, build: () => string): string {
  const known = texts.get(dialect) ?? new Map<string, string>();
  texts.set(dialect, known);
  const text = known.get(what) ?? build();
  known.set(what, text);
  return text;
}

export function selectOne(dialect: Dialect, table: Table, key: Cells): Statement {
  const shape = shapeOf(table);
  const text = textOf(
    dialect,
    `select ${table}`,
    () => `SELECT ${names(shape.columns)} FROM ${name(table)} WHERE ${new Draft(dialect, table).each(key, shape.key, '=', ' AND ')}`,
  );
  return { text, values: valuesOf(key, shape.key) };
}

const valuesOf = (cells: Cells, columns: readonly string[]): Cell[] => columns.map((column) => cells[column] ?? null);

/** The next `limit` rows of an order; without a prefix, of the whole table. */
function selectPage(dialect: Dialect, table: Table, page: Page): Statement {
  const draft = new Draft(dialect, table);
  const { key, columns } = shapeOf(table);
  const fixed = Object.keys(page.prefix).length === 0 ? [] : leading(table, page.prefix, page.order);
  const after = page.order.slice(fixed.length, fixed.length + page.after.length);
  const wanted = page.columns ? [...new Set([...key, ...page.order, ...page.columns])] : columns;
  const conditions = fixed.length ? [draft.each(page.prefix, fixed, '=', ' AND ')] : [];
  if (after.length) {
    conditions.push(
      `(${names(after)}) ${page.descending ? '<' : '>'} (${after.map((column, i) => draft.value(column, page.after[i])).join(', ')})`,
    );
  }
  return {
    text: `SELECT ${names(wanted)} FROM ${name(table)}${conditions.length ? ` WHERE ${conditions.join(' AND ')}` : ''} ORDER BY ${page.order
      .map((column) => name(column) + (page.descending ? ' DESC' : ''))
      .join(', ')} LIMIT ${page.limit}`,
    values: draft.values,
  };
}

interface Page {
  readonly prefix: Cells;
  readonly order: readonly string[];
  readonly after: readonly Cell[];
  readonly columns: readonly string[] | undefined;
  readonly descending: boolean;
  readonly limit: number;
}

/** Sizes of one page: powers of four, so that few texts exist; grown until a page holds about a mebibyte. */
const pageSizes = [16, 64, 256, 1024] as const;
const pageBytes = 1 << 20;

/**
 * Walks an order page by page, each page a query of its own that starts after the last row of the one before,
 * so nothing is held open between pages and a page of large rows stays small.
 */
export async function* scanPages(
  dialect: Dialect,
  run: (statement: Statement) => Promise<Result>,
  table: Table,
  prefix: Cells,
  options: ScanOptions<Table, never> = {},
): AsyncGenerator<readonly Cells[]> {
  const order = orderOf(table, options.by);
  const free = order.slice(Object.keys(prefix).length);
  let after: readonly Cell[] = options.after ?? [];
  let left = options.limit ?? Infinity;
  let size: number = pageSizes[0];
  while (left > 0) {
    const limit = Math.min(size, left);
    const { rows } = await run(
      selectPage(dialect, table, { prefix, order, after, columns: options.columns, descending: options.descending ?? false, limit }),
    );
    const last = rows.at(-1);
    if (last) yield rows;
    if (!last || rows.length < limit) return;
    left -= rows.length;
    after = free.map((column) => last[column] ?? null);
    const affordable = (pageBytes * rows.length) / rows.reduce((sum, row) => sum + sizeOf(row), 0);
    size = pageSizes.findLast((each) => each <= affordable && each <= size * 4) ?? 1;
  }
}

/** Every row of the tables in key order, page by page: a snapshot when `run` reads within one transaction. */
export async function* snapshotPages(dialect: Dialect, run: (statement: Statement) => Promise<Result>): AsyncGenerator<SnapshotRow> {
  for (const table of tables) {
    for await (const rows of scanPages(dialect, run, table, {})) for (const row of rows) yield { table, row };
  }
}

/**
 * Inserts a snapshot's rows; `run` works within one transaction, which the caller ends. Throws `not-empty` when there
 * is a row already, or one comes twice.
 */
export async function loadRows(
  dialect: Dialect,
  rows: AsyncIterable<SnapshotRow>,
  run: (statement: Statement) => Promise<Result>,
): Promise<void> {
  for (const table of tables) {
    if ((await run({ text: `SELECT 1 FROM ${name(table)} LIMIT 1`, values: [] })).rows.length > 0) throw notEmpty();
  }
  for await (const { table, batch } of batches(rows)) {
    for (const statement of insertRows(dialect, table, batch)) {
      if ((await run(statement)).changes !== statement.count) throw notEmpty();
    }
  }
}

/** Neighbouring rows of one table together, to about the bytes of a page. */
async function* batches(rows: AsyncIterable<SnapshotRow>): AsyncGenerator<{ table: Table; batch: readonly Cells[] }> {
  let batch: Cells[] = [];
  let [table, size] = [tables[0] as Table, 0];
  for await (const next of rows) {
    assertRow(next.table, next.row);
    if (next.table !== table || size > pageBytes) {
      yield { table, batch };
      [table, batch, size] = [next.table, [], 0];
    }
    batch.push(next.row);
    size += sizeOf(next.row);
  }
  yield { table, batch };
}

/** INSERTs for the rows, in pieces of the dialect's sizes. A row that meets a unique key is skipped: compare `changes` with `count`. */
export function* insertRows(dialect: Dialect, table: Table, rows: readonly Cells[]): Generator<Statement & { count: number }> {
  const { columns } = shapeOf(table);
  for (let from = 0; from < rows.length;) {
    const count = dialect.insertSizes.find((size) => size <= rows.length - from) ?? 1;
    const piece = rows.slice(from, from + count);
    yield { text: insertText(dialect, table, count), values: piece.flatMap((row) => valuesOf(row, columns)), count };
    from += count;
  }
}

function insertText(dialect: Dialect, table: Table, count: number): string {
  return textOf(dialect, `insert ${count} ${table}`, () => {
    const draft = new Draft(dialect, table);
    const { columns } = shapeOf(table);
    const tuples = Array.from({ length: count }, () => `(${columns.map((column) => draft.value(column, null)).join(', ')})`);
    return `INSERT INTO ${name(table)} (${names(columns)}) VALUES ${tuples.join(', ')} ON CONFLICT DO NOTHING`;
  });
}

/** One operation as statements to run in turn, each answered by its result; returns false for a conflict. */
export type Performance = Generator<Statement, boolean, Result>;

export function* perform(dialect: Dialect, operation: Operation): Performance {
  if ('insert' in operation) {
    for (const statement of insertRows(dialect, operation.insert, operation.rows)) {
      if ((yield statement).changes !== statement.count) return false;
    }
    return true;
  }
  if ('replace' in operation) {
    yield replaceRow(dialect, operation.replace, operation.row, operation.grows);
    return true;
  }
  if ('update' in operation) return (yield updateRow(dialect, operation)).changes === 1;
  if ('rekey' in operation) {
    const { rekey: table, from, to } = operation;
    if ((yield anyUnder(dialect, table, to)).rows.length > 0) return false;
    return (yield moveRows(dialect, table, from, to)).changes > 0;
  }
  if ('remove' in operation) {
    const { changes } = yield removeRows(dialect, operation.remove, operation.prefix);
    return operation.expect === undefined || operation.expect === changes;
  }
  const { require: table, key, equals = {}, absent = false } = operation;
  return (yield rowWith(dialect, table, key, equals)).rows.length === (absent ? 0 : 1);
}

function replaceRow(dialect: Dialect, table: Table, row: Cells, grows: string | undefined): Statement {
  const { key, columns } = shapeOf(table);
  const sets = columns
    .filter((column) => !key.includes(column))
    .map((column) => `${name(column)} = excluded.${name(column)}`)
    .join(', ');
  const where = grows ? ` WHERE excluded.${name(grows)} > ${name(table)}.${name(grows)}` : '';
  const text = insertText(dialect, table, 1).replace('DO NOTHING', `(${names(key)}) DO UPDATE SET ${sets}${where}`);
  return { text, values: valuesOf(row, columns) };
}

function updateRow(dialect: Dialect, { update: table, key, set, when = {} }: Extract<Operation, { update: Table }>): Statement {
  const draft = new Draft(dialect, table);
  const sets = draft.each(set, Object.keys(set), '=', ', ');
  const conditions = [draft.each(key, shapeOf(table).key, '=', ' AND ')];
  if (Object.keys(when).length) conditions.push(draft.each(when, Object.keys(when), dialect.same, ' AND '));
  return { text: `UPDATE ${name(table)} SET ${sets} WHERE ${conditions.join(' AND ')}`, values: draft.values };
}

function anyUnder(dialect: Dialect, table: Table, prefix: Cells): Statement {
  const draft = new Draft(dialect, table);
  return {
    text: `SELECT 1 FROM ${name(table)} WHERE ${draft.each(prefix, Object.keys(prefix), '=', ' AND ')} LIMIT 1`,
    values: draft.values,
  };
}

/** Sets the key columns after the shard, which stays: a distribution column cannot be updated. */
function moveRows(dialect: Dialect, table: Table, from: Cells, to: Cells): Statement {
  const draft = new Draft(dialect, table);
  const moved = Object.keys(to).filter((column) => column !== shapeOf(table).shard);
  const sets = draft.each(to, moved, '=', ', ');
  return { text: `UPDATE ${name(table)} SET ${sets} WHERE ${draft.each(from, Object.keys(from), '=', ' AND ')}`, values: draft.values };
}

function removeRows(dialect: Dialect, table: Table, prefix: Cells): Statement {
  const draft = new Draft(dialect, table);
  return { text: `DELETE FROM ${name(table)} WHERE ${draft.each(prefix, Object.keys(prefix), '=', ' AND ')}`, values: draft.values };
}

function rowWith(dialect: Dialect, table: Table, key: Cells, equals: Cells): Statement {
  const draft = new Draft(dialect, table);
  const conditions = [draft.each(key, shapeOf(table).key, '=', ' AND ')];
  if (Object.keys(equals).length) conditions.push(draft.each(equals, Object.keys(equals), dialect.same, ' AND '));
  return { text: `SELECT 1 FROM ${name(table)} WHERE ${conditions.join(' AND ')}`, values: draft.values };
}
