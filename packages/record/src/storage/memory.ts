import type { Columns, Key, Prefix, Row, Table } from './schema.ts';
import { assertRow, assertWrite, leading, orderOf, shapeOf, tables, type Cell, type Cells } from './shape.ts';
import { notEmpty, type Operation, type ScanOptions, type SnapshotRow, type Store, type Write } from './store.ts';

/** The rows of one table in one shard, under their places in each unique order. */
type Shelf = Readonly<Record<string, Map<string, Cells>>> & { readonly key: Map<string, Cells> };

/** The store in memory: for tests and demonstrations, and the plainest reading of the contract. Nothing outlives the process. */
export function createMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly #shelves = new Map<string, Shelf>();
  /** Takes back the write under way, last step first. */
  readonly #undo: (() => void)[] = [];

  async get<T extends Table>(table: T, key: Key<T>): Promise<Row<T> | undefined> {
    return this.#find(table, key) as Row<T> | undefined;
  }

  async getMany<T extends Table>(table: T, keys: readonly Key<T>[]): Promise<(Row<T> | undefined)[]> {
    return keys.map((key) => this.#find(table, key) as Row<T> | undefined);
  }

  async *scan<T extends Table, C extends keyof Columns<T> = keyof Columns<T>>(
    table: T,
    prefix: Prefix<T>,
    options: ScanOptions<T, C> = {},
  ) {
    const { by, after = [], limit = Infinity, columns = shapeOf(table).columns, descending = false } = options;
    const order = orderOf(table, by);
    const free = order.slice(leading(table, prefix as Cells, order).length);
    const [compare, begin] = [comparing(free), comparing(free.slice(0, after.length))];
    const start = Object.fromEntries(free.map((column, i) => [column, after[i] ?? null]));
    const wanted = new Set<unknown>([...shapeOf(table).key, ...order, ...columns]);
    const rows = this.#under(table, prefix as Cells)
      .filter((row) => after.length === 0 || (descending ? begin(row, start) < 0 : begin(row, start) > 0))
      .sort((a, b) => (descending ? compare(b, a) : compare(a, b)))
      .slice(0, limit);
    for (let from = 0; from < rows.length; from += 256) {
      const page = rows
        .slice(from, from + 256)
        .map((row) => Object.fromEntries(Object.entries(copy(row)).filter(([column]) => wanted.has(column))));
      yield page as unknown as readonly (Key<T> & Pick<Columns<T>, C>)[];
    }
  }

  async write(change: Write): Promise<'written' | 'conflict'> {
    assertWrite(change);
    const written = change.operations.every((operation) => this.#perform(operation));
    for (const step of this.#undo.splice(0).reverse()) if (!written) step();
    return written ? 'written' : 'conflict';
  }

  async *snapshot(): AsyncIterable<SnapshotRow> {
    yield* this.#all().map(({ table, row }) => ({ table, row: copy(row) }));
  }

  async load(rows: AsyncIterable<SnapshotRow>): Promise<void> {
    const loaded: SnapshotRow[] = [];
    for await (const { table, row } of rows) {
      assertRow(table, row);
      loaded.push({ table, row: copy(row) });
    }
    if (this.#all().length > 0 || !loaded.every(({ table, row }) => this.#put(table, row))) throw notEmpty();
  }

  async check(): Promise<readonly string[]> {
    return [];
  }

  async close(): Promise<void> {}

  #perform(operation: Operation): boolean {
    if ('insert' in operation) return operation.rows.every((row) => this.#put(operation.insert, copy(row)));
    if ('replace' in operation) return this.#replace(operation.replace, copy(operation.row), operation.grows);
    if ('update' in operation) {
      const { update: table, key, set, when = {} } = operation;
      const stored = this.#find(table, key);
      return stored !== undefined && matches(stored, when) && this.#replace(table, copy({ ...stored, ...set }));
    }
    if ('rekey' in operation) {
      const { rekey: table, from, to } = operation;
      return (
        this.#under(table, to).length === 0 && this.#take(table, from).map((row) => this.#put(table, copy({ ...row, ...to }))).length > 0
      );
    }
    if ('remove' in operation) {
      const count = this.#take(operation.remove, operation.prefix).length;
      return operation.expect === undefined || operation.expect === count;
    }
    const stored = this.#find(operation.require, operation.key);
    return operation.absent ? !stored : stored !== undefined && matches(stored, operation.equals ?? {});
  }

  #replace(table: Table, row: Cells, grows?: string): boolean {
    const stored = this.#find(table, row);
    if (stored && grows && comparing([grows])(row, stored) <= 0) return true;
    if (stored) this.#take(table, row);
    return this.#put(table, row);
  }

  #put(table: Table, row: Cells): boolean {
    const places = this.#places(table, row);
    if (places.some(([index, place]) => index.has(place))) return false;
    for (const [index, place] of places) index.set(place, row);
    this.#undo.push(() => places.forEach(([index, place]) => index.delete(place)));
    return true;
  }

  /** Removes the rows that match a prefix (a row is one of itself) and gives them. */
  #take(table: Table, prefix: Cells): Cells[] {
    const key = Object.fromEntries(Object.entries(prefix).filter(([column]) => shapeOf(table).key.includes(column)));
    return this.#under(table, key).map((row) => {
      const places = this.#places(table, row);
      for (const [index, place] of places) index.delete(place);
      this.#undo.push(() => places.forEach(([index, place]) => index.set(place, row)));
      return row;
    });
  }

  #find(table: Table, key: Cells): Cells | undefined {
    const row = this.#shelf(table, key).key.get(placeOf(key, shapeOf(table).key));
    return row && copy(row);
  }

  #under(table: Table, prefix: Cells): Cells[] {
    return [...this.#shelf(table, prefix).key.values()].filter((row) => matches(row, prefix));
  }

  #all(): SnapshotRow[] {
    const of = (table: Table): Cells[] =>
      [...this.#shelves].flatMap(([name, { key }]) => (name.startsWith(`${table} `) ? [...key.values()] : []));
    return tables.flatMap((table) =>
      of(table)
        .sort(comparing(shapeOf(table).key))
        .map((row) => ({ table, row })),
    );
  }

  #places(table: Table, row: Cells): readonly (readonly [Map<string, Cells>, string])[] {
    return Object.entries(shapeOf(table).orders).map(([order, columns]) => [
      this.#shelf(table, row)[order] as Map<string, Cells>,
      placeOf(row, columns),
    ]);
  }

  #shelf(table: Table, cells: Cells): Shelf {
    const { shard, orders } = shapeOf(table);
    const name = `${table} ${String(cells[shard])}`;
    const shelf = this.#shelves.get(name) ?? (Object.fromEntries(Object.keys(orders).map((order) => [order, new Map()])) as Shelf);
    this.#shelves.set(name, shelf);
    return shelf;
  }
}

const plain = (cell: Cell | undefined): unknown => (cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : cell);
const placeOf = (row: Cells, columns: readonly string[]): string => JSON.stringify(columns.map((column) => plain(row[column])));
const matches = (row: Cells, part: Cells): boolean => Object.entries(part).every(([column, cell]) => plain(row[column]) === plain(cell));
const copy = (row: Cells): Cells =>
  Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, cell instanceof Uint8Array ? Uint8Array.from(cell) : cell]));

/** Compares rows by these columns as the engines do: numbers by value, text by its UTF-8, bytes by byte. */
const comparing =
  (columns: readonly string[]) =>
  (a: Cells, b: Cells): number => {
    for (const column of columns) {
      const [left, right] = [a[column], b[column]];
      const order =
        typeof left === 'number' ? left - Number(right) : Buffer.compare(Buffer.from(left as string), Buffer.from(right as string));
      if (order !== 0) return order;
    }
    return 0;
  };
