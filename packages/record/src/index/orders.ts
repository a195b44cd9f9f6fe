import { sql } from './database.ts';
import type { Database } from './database.ts';
import { ORDERS } from './schema.ts';

export type OrderName = keyof typeof ORDERS;

const ALL = Object.keys(ORDERS) as OrderName[];

/** Which second orders the database has by now. */
export class Orders {
  readonly #database: Database;
  readonly #made = new Set<OrderName>();

  constructor(database: Database) {
    this.#database = database;
    this.recall();
  }

  /** Makes those of these orders (all, without) that are not there yet. */
  need(...names: readonly OrderName[]): void {
    for (const name of names.length > 0 ? names : ALL) {
      if (this.#made.has(name)) continue;
      this.#database.sqlite.exec(`CREATE ${ORDERS[name]}`);
      this.#made.add(name);
    }
  }

  /** Does `work` on the tables alone; the orders are made anew. */
  without<T>(work: () => T): T {
    const names = [...this.#made];
    for (const name of names) this.#database.sqlite.exec(`DROP INDEX ${name}`);
    this.#made.clear();
    const result = work();
    if (names.length > 0) this.need(...names);
    return result;
  }

  /** After a rollback: looks which are there. */
  recall(): void {
    this.#made.clear();
    const found = new Set(this.#database.all(sql`SELECT name FROM sqlite_schema WHERE type = 'index'`).map(([name]) => name));
    for (const name of ALL) if (found.has(name)) this.#made.add(name);
  }
}
