import { schema, type ColumnType, type Table } from './schema.ts';
import type { Operation, Write } from './store.ts';

/** What a column can hold once its table no longer matters. */
export type Cell = string | number | Uint8Array | null;
export type Cells = Readonly<Record<string, Cell>>;

/** A table of the schema as the adapters walk it. */
export interface Shape {
  /** The first key column: the person, the account or the login name. */
  readonly shard: string;
  readonly key: readonly string[];
  /** All columns, the key first. */
  readonly columns: readonly string[];
  readonly types: Readonly<Record<string, ColumnType>>;
  /** Every unique order of the rows, `key` among them. */
  readonly orders: Readonly<Record<string, readonly string[]>>;
}

export const tables = Object.keys(schema) as Table[];

const shapes = Object.fromEntries(tables.map((table) => [table, describe(table)])) as Record<Table, Shape>;

export function shapeOf(table: Table): Shape {
  return shapes[table];
}

function describe(table: Table): Shape {
  const definition: { key: Record<string, ColumnType>; columns: Record<string, ColumnType>; orders?: Record<string, readonly string[]> } =
    schema[table];
  const key = Object.keys(definition.key);
  const types = { ...definition.key, ...definition.columns };
  return { shard: key[0] as string, key, columns: Object.keys(types), types, orders: { key, ...definition.orders } };
}

/** The columns of an order; a TypeError when the schema has none of that name. */
export function orderOf(table: Table, by = 'key'): readonly string[] {
  const order = shapeOf(table).orders[by];
  if (!order) throw new TypeError(`${table} has no order "${by}"`);
  return order;
}

/** The columns that a prefix fixes; a TypeError unless they lead the order and begin with the shard. */
export function leading(table: Table, prefix: Cells, order: readonly string[]): readonly string[] {
  const fixed = order.slice(0, Object.keys(prefix).length);
  if (fixed.length === 0 || fixed.some((column) => prefix[column] === undefined)) {
    throw new TypeError(`a prefix of ${table} names the first of ${order.join(', ')}`);
  }
  return fixed;
}

/** The rough size of a row in bytes, to cap batches by. */
export function sizeOf(row: Cells): number {
  let size = 16;
  for (const cell of Object.values(row)) size += cell instanceof Uint8Array || typeof cell === 'string' ? cell.length : 8;
  return size;
}

/** The values an operation would write or look for, with the columns that it must name. */
export function partsOf(operation: Operation): { table: Table; parts: readonly { cells: Cells; whole?: readonly string[] }[] } {
  if ('insert' in operation) {
    const { columns } = shapeOf(operation.insert);
    return { table: operation.insert, parts: operation.rows.map((cells) => ({ cells, whole: columns })) };
  }
  if ('replace' in operation) {
    return { table: operation.replace, parts: [{ cells: operation.row, whole: shapeOf(operation.replace).columns }] };
  }
  if ('update' in operation) {
    const { update: table, key, set, when = {} } = operation;
    return { table, parts: [{ cells: key, whole: shapeOf(table).key }, { cells: set }, { cells: when }] };
  }
  if ('rekey' in operation) return { table: operation.rekey, parts: [{ cells: operation.from }, { cells: operation.to }] };
  if ('remove' in operation) return { table: operation.remove, parts: [{ cells: operation.prefix }] };
  const { require: table, key, equals = {} } = operation;
  return { table, parts: [{ cells: key, whole: shapeOf(table).key }, { cells: equals }] };
}

/** Throws a TypeError for a write that only a bug of ours can make: another shard, a missing or ill-typed column. */
export function assertWrite(change: Write): void {
  for (const operation of change.operations) {
    const { table, parts } = partsOf(operation);
    const { shard, key } = shapeOf(table);
    for (const { cells, whole } of parts) {
      if (cells[shard] !== undefined && cells[shard] !== change.shard) throw new TypeError(`an operation on ${table} leaves the shard`);
      assertCells(table, cells, whole ?? Object.keys(cells));
    }
    if ('update' in operation) {
      const set = Object.keys(operation.set);
      if (set.length === 0 || set.some((column) => key.includes(column)))
        throw new TypeError(`an update of ${table} sets a column, and none of its key`);
    }
    if ('rekey' in operation && leading(table, operation.from, key).length !== leading(table, operation.to, key).length) {
      throw new TypeError(`a rekey of ${table} names the same columns twice`);
    }
    if ('remove' in operation) leading(table, operation.prefix, key);
  }
}

/** Throws a TypeError unless the row has every column of its table and only such values. */
export function assertRow(table: Table, row: Cells): void {
  assertCells(table, row, shapeOf(table).columns);
}

function assertCells(table: Table, cells: Cells, columns: readonly string[]): void {
  const { types } = shapeOf(table);
  for (const column of columns) {
    if (!fits(types[column], cells[column])) throw new TypeError(`${table}.${column} is missing or does not hold such a value`);
  }
}

function fits(type: ColumnType | undefined, cell: Cell | undefined): boolean {
  switch (type) {
    case 'text':
      return typeof cell === 'string' && !cell.includes('\0');
    case 'int?':
    case 'int':
      return Number.isSafeInteger(cell) || (cell === null && type === 'int?');
    case 'bytes?':
    case 'bytes':
      return cell instanceof Uint8Array || (cell === null && type === 'bytes?');
    case undefined:
      return false;
  }
}
