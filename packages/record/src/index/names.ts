import type { StatementSync } from 'node:sqlite';
import { Batch } from './batch.ts';
import type { Database, Value } from './database.ts';

/** How many numbers are remembered outside the database while writing, and how many while at rest. */
const REMEMBERED = { writing: 20_000, resting: 500 };

/**
 * Numbers for things that are named: texts, codes, identities. The number of a new name is given at once, its row is
 * written with the next batch. Numbers depend on the order of arrival, so no answer may depend on them.
 */
export class Names {
  readonly #database: Database;
  readonly #table: string;
  readonly #keys: readonly string[];
  readonly #batch: Batch;
  readonly #known = new Map<string, number>();
  #find: StatementSync | undefined;
  #next: number | undefined;

  /** `keys`: the columns that name a row; `width`: all columns, the number included. */
  constructor(database: Database, table: string, keys: readonly string[], width: number) {
    this.#database = database;
    this.#table = table;
    this.#keys = keys;
    this.#batch = new Batch(database, table, width);
  }

  /** The number of the name `key` (as told apart by `label`), or undefined. */
  find(label: string, key: readonly Value[]): number | undefined {
    const known = this.#known.get(label);
    if (known !== undefined) return known;
    this.#find ??= this.#database.prepare(`SELECT id FROM ${this.#table} WHERE ${this.#keys.map((each) => `${each} = ?`).join(' AND ')}`);
    const found = (this.#find.get(...key) as unknown as [number] | undefined)?.[0];
    if (found !== undefined) this.#remember(label, found);
    return found;
  }

  /** The number of the name, given now if it has none; `more` are the row's other columns. */
  number(label: string, key: readonly Value[], more: () => readonly Value[] = () => []): number {
    const found = this.find(label, key);
    if (found !== undefined) return found;
    this.#next ??= 1 + this.#database.number({ text: `SELECT max(id) FROM ${this.#table}`, values: [] });
    const number = this.#next++;
    this.#batch.add(number, ...key, ...more());
    this.#remember(label, number);
    return number;
  }

  flush(): void {
    this.#batch.flush();
  }

  /** After writing: keeps no more in memory than reading needs. */
  rest(): void {
    if (this.#known.size > REMEMBERED.resting) this.#known.clear();
  }

  /** Forgets what is remembered; after a rollback it may be wrong. */
  forget(): void {
    this.#batch.clear();
    this.#known.clear();
  }

  #remember(label: string, number: number): void {
    if (this.#known.size >= REMEMBERED.writing) {
      this.#batch.flush();
      this.#known.clear();
    }
    this.#known.set(label, number);
  }
}
