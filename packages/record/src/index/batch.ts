import type { StatementSync } from 'node:sqlite';
import type { Database, Value } from './database.ts';

const SIZES = [32, 8, 1] as const;

/** Rows on their way into one table. Many rows in one statement cost half as much as each in its own. */
export class Batch {
  readonly #width: number;
  readonly #statements: readonly { readonly rows: number; readonly statement: StatementSync }[];
  #values: Value[] = [];

  constructor(database: Database, table: string, width: number) {
    this.#width = width;
    const row = `(${Array.from({ length: width }, () => '?').join(', ')})`;
    this.#statements = SIZES.map((rows) => ({
      rows,
      statement: database.prepare(`INSERT OR IGNORE INTO ${table} VALUES ${Array.from({ length: rows }, () => row).join(', ')}`),
    }));
  }

  add(...row: Value[]): void {
    this.#values.push(...row);
    if (this.#values.length >= SIZES[0] * this.#width) this.flush();
  }

  flush(): void {
    if (this.#values.length === 0) return;
    let from = 0;
    for (const { rows, statement } of this.#statements) {
      const size = rows * this.#width;
      for (; this.#values.length - from >= size; from += size) statement.run(...this.#values.slice(from, from + size));
    }
    this.#values = [];
  }

  /** Drops what was not written. */
  clear(): void {
    this.#values = [];
  }
}
