import type { StatementSync } from 'node:sqlite';
import { Batch } from './batch.ts';
import type { Database, Value } from './database.ts';

/** How many numbers are remembered outside the database, per table. */
const REMEMBERED = 20_000;

/**
 * Numbers for things that are named: texts, codes, identities. The number of a new name is given at once, its row is
 * written with the next batch. Numbers depend on the order of arrival, so no answer may depend on them.
 */
export class Names {
  readonly #database: Database;
  readonly #table: string;
  readonly #batch: Batch;
  readonly #find: StatementSync;
  readonly #known = new Map<string, number>();
  #next: number;

  /** `keys`: the columns that name a row; `width`: all columns, the number included. */
  constructor(database: Database, table: string, keys: readonly string[], width: number) {
    this.#database = database;
    this.#table = table;
    this.#batch = new Batch(database, table, width);
    this.#find = database.prepare(`SELECT id FROM ${table} WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`);
    this.#next = this.#highest() + 1;
  }

  /** The number of the name `key` (as told apart by `label`), or undefined. */
  find(label: string, key: readonly Value[]): number | undefined {
    const known = this.#known.get(label);
    if (known !== undefined) return known;
    const found = (this.#find.get(...key) as unknown as [number] | undefined)?.[0];
    if (found !== undefined) this.#remember(label, found);
    return found;
  }

  /** The number of the name, given now if it has none; `more` are the row's other columns. */
  number(label: string, key: readonly Value[], more: () => readonly Value[] = () => []): number {
    const found = this.find(label, key);
    if (found !== undefined) return found;
    const number = this.#next++;
    this.#batch.add(number, ...key, ...more());
    this.#remember(label, number);
    return number;
  }

  flush(): void {
    this.#batch.flush();
  }

  /** Forgets what is remembered; after a rollback it may be wrong. */
  forget(): void {
    this.#batch.clear();
    this.#known.clear();
  }

  #remember(label: string, number: number): void {
    if (this.#known.size >= REMEMBERED) {
      this.#batch.flush();
      this.#known.clear();
    }
    this.#known.set(label, number);
  }

  #highest(): number {
    return this.#database.number({ text: `SELECT max(id) FROM ${this.#table}`, values: [] });
  }
}
