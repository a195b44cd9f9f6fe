import type { StatementSync } from 'node:sqlite';
import type { Database, Value } from './database.ts';

const SIZES = [32, 8, 1] as const;

/** Rows on their way into one table. Many rows in one statement cost half as much as each in its own. */
export class Batch {
  readonly #database: Database;
  readonly #table: string;
  readonly #width: number;
  /** By number of rows; prepared at first use, since most indexes are only read. */
  readonly #statements = new Map<number, StatementSync>();
  #values: Value[] = [];

  constructor(database: Database, table: string, width: number) {
    this.#database = database;
    this.#table = table;
    this.#width = width;
  }

  add(...row: Value[]): void {
    this.#values.push(...row);
    if (this.#values.length >= SIZES[0] * this.#width) this.flush();
  }

  flush(): void {
    if (this.#values.length === 0) return;
    let from = 0;
    for (const rows of SIZES) {
      const size = rows * this.#width;
      for (; this.#values.length - from >= size; from += size) this.#insert(rows).run(...this.#values.slice(from, from + size));
    }
    this.#values = [];
  }

  /** Drops what was not written. */
  clear(): void {
    this.#values = [];
  }

  #insert(rows: number): StatementSync {
    let statement = this.#statements.get(rows);
    if (statement === undefined) {
      const row = `(${Array.from({ length: this.#width }, () => '?').join(', ')})`;
      const all = Array.from({ length: rows }, () => row).join(', ');
      statement = this.#database.prepare(`INSERT OR IGNORE INTO ${this.#table} VALUES ${all}`);
      this.#statements.set(rows, statement);
    }
    return statement;
  }
}
