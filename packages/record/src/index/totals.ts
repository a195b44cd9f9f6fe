import { sql } from './database.ts';
import type { Database, Sql } from './database.ts';

/** Questions whose totals are remembered. */
const REMEMBERED = 100;

/** How many resources match: counting costs more than a page, so it is done once for a question, until something is written. */
export class Totals {
  readonly #database: Database;
  readonly #known = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The number of `resource r` that pass the test. */
  of(test: Sql): number {
    const question = JSON.stringify([test.text, test.values]);
    let total = this.#known.get(question);
    if (total === undefined) {
      total = this.#database.number(sql`SELECT count(*) FROM resource r WHERE ${test}`);
      if (this.#known.size >= REMEMBERED) this.#known.clear();
      this.#known.set(question, total);
    }
    return total;
  }

  /** Something was written. */
  forget(): void {
    this.#known.clear();
  }
}
