import type { Columns, Key, Prefix, Row, Table } from './schema.ts';
import { assertWrite, leading, orderOf, shapeOf, tables, type Cell, type Cells } from './shape.ts';
import { notEmpty, type Operation, type ScanOptions, type SnapshotRow, type Store, type Write } from './store.ts';

/** Rows of one table in one shard, found by each unique order's values. */
type Shelf = Map<string, Map<string, Cells>>;

/** The store in memory: for tests, demonstrations and as the plainest reading of the contract. Nothing survives the process. */
export function createMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly #shelves = new Map<Table, Map<Cell, Shelf>>(tables.map((table) => [table, new Map()]));
  /** Undoes the write under way, last step first. */
  #undo: (() => void)[] = [];

  async get<T extends Table>(table: T, key: Key<T>): Promise<Row<T> | undefined> {
    return this.#find(table, key) as Row<T> | undefined;
  }

  async getMany<T extends Table>(table: T, keys: readonly Key<T>[]): Promise<(Row<T> | undefined)[]> {
    return keys.map((key) => this.#find(table, key) as Row<T> | undefined);
  }

  async *scan<T extends Table, C extends keyof Columns<T> = keyof Columns<T>>(table: T, prefix: Prefix<T>, options: ScanOptions<T, C> = {}) {
    const order = orderOf(table, options.by);
    const free = order.slice(leading(table, prefix as Cells, order).length);
    const sign = options.descending ? -1 : 1;
    const { after = [], limit = Infinity } = options;
    const keep = new Set<string>([...shapeOf(table).key, ...order, ...((options.columns as readonly string[] | undefined) ?? shapeOf(table).columns)]);
    const rows = this.#under(table, prefix as Cells)
      .filter((row) => after.length === 0 || sign * compare(free.slice(0, after.length).map((column) => row[column]), after) > 0)
      .sort((a, b) => sign * by(free)(a, b))
      .slice(0, limit)
      .map((row) => Object.fromEntries(Object.entries(copy(row)).filter(([column]) => keep.has(column))));
    for (let from = 0; from < rows.length; from += 256) yield rows.slice(from, from + 256) as unknown as readonly (Key<T> & Pick<Columns<T>, C>)[];
  }

  async write(change: Write): Promise<'written' | 'conflict'> {
    assertWrite(change);
    this.#undo = [];
    if (change.operations.every((operation) => this.#perform(operation))) return 'written';
    for (const step of this.#undo.reverse()) step();
    return 'conflict';
  }

  async *snapshot(): AsyncIterable<SnapshotRow> {
    yield* this.#all().map(({ table, row }) => ({ table, row: copy(row) }));
  }

  async load(rows: AsyncIterable<SnapshotRow>): Promise<void> {
    const loaded: SnapshotRow[] = [];
    for await (const row of rows) loaded.push(row);
    if (this.#all().length > 0) throw notEmpty();
    for (const { table, row } of loaded) this.#put(table, copy(row));
  }

  async check(): Promise<readonly string[]> {
    return [];
  }

  async close(): Promise<void> {}

  #all(): SnapshotRow[] {
    return tables.flatMap((table) => {
      const { key } = shapeOf(table);
      const rows = [...this.#shelves.get(table)!.values()].flatMap((shelf) => [...shelf.get('key')!.values()]);
      return rows.sort(by(key)).map((row) => ({ table, row }));
    });
  }

  #perform(operation: Operation): boolean {
    if ('insert' in operation) return operation.rows.every((row) => this.#put(operation.insert, copy(row)));
    if ('replace' in operation) {
      const { replace: table, row, grows } = operation;
      const stored = this.#find(table, row);
      const cells: Cells = row;
      if (stored && grows && (stored[grows] === null || cells[grows] === null || compare([cells[grows]], [stored[grows]]) <= 0)) return true;
      if (stored) this.#drop(table, stored);
      return this.#put(table, copy(row));
    }
    if ('update' in operation) {
      const { update: table, key, set, when = {} } = operation;
      const stored = this.#find(table, key);
      if (!stored || !matches(stored, when)) return false;
      this.#drop(table, stored);
      return this.#put(table, copy({ ...stored, ...set }));
    }
    if ('rekey' in operation) {
      const { rekey: table, from, to } = operation;
      if (this.#under(table, to).length > 0) return false;
      const rows = this.#under(table, from);
      for (const row of rows) this.#drop(table, row);
      return rows.length > 0 && rows.every((row) => this.#put(table, copy({ ...row, ...to })));
    }
    if ('remove' in operation) {
      const rows = this.#under(operation.remove, operation.prefix);
      for (const row of rows) this.#drop(operation.remove, row);
      return operation.expect === undefined || operation.expect === rows.length;
    }
    const stored = this.#find(operation.require, operation.key);
    return operation.absent ? !stored : stored !== undefined && matches(stored, operation.equals ?? {});
  }

  #shelf(table: Table, row: Cells): Shelf {
    const shards = this.#shelves.get(table)!;
    const shard = row[shapeOf(table).shard]!;
    const shelf = shards.get(shard) ?? new Map(Object.keys(shapeOf(table).orders).map((order) => [order, new Map()]));
    shards.set(shard, shelf);
    return shelf;
  }

  #find(table: Table, key: Cells): Cells | undefined {
    const row = this.#shelf(table, key).get('key')!.get(place(key, shapeOf(table).key));
    return row && copy(row);
  }

  #under(table: Table, prefix: Cells): Cells[] {
    return [...this.#shelf(table, prefix).get('key')!.values()].filter((row) => matches(row, prefix));
  }

  #put(table: Table, row: Cells): boolean {
    const places = Object.entries(shapeOf(table).orders).map(([order, columns]) => [this.#shelf(table, row).get(order)!, place(row, columns)] as const);
    if (places.some(([index, at]) => index.has(at))) return false;
    for (const [index, at] of places) index.set(at, row);
    this.#undo.push(() => places.forEach(([index, at]) => index.delete(at)));
    return true;
  }

  #drop(table: Table, row: Cells): void {
    for (const [order, columns] of Object.entries(shapeOf(table).orders)) {
      const index = this.#shelf(table, row).get(order)!;
      index.delete(place(row, columns));
      this.#undo.push(() => index.set(place(row, columns), row));
    }
  }
}

const place = (row: Cells, columns: readonly string[]): string => JSON.stringify(columns.map((column) => text(row[column])));
const text = (cell: Cell | undefined): unknown => (cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : cell);
const matches = (row: Cells, part: Cells): boolean => Object.entries(part).every(([column, cell]) => text(row[column]) === text(cell));
const copy = (row: Cells): Cells => Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, cell instanceof Uint8Array ? cell.slice() : cell]));

const by = (columns: readonly string[]) => (a: Cells, b: Cells): number => compare(columns.map((column) => a[column]), columns.map((column) => b[column]));

/** As SQL compares rows of equal types: numbers by value, text by its UTF-8, bytes by byte. */
function compare(a: readonly (Cell | undefined)[], b: readonly (Cell | undefined)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    const order = typeof left === 'number' ? left - Number(right) : Buffer.compare(Buffer.from(left as string), Buffer.from(right as string));
    if (order !== 0) return order;
  }
  return 0;
}
