import type { StatementSync } from 'node:sqlite';
import { Batch } from './batch.ts';
import type { Database, Value } from './database.ts';
import type { Orders } from './orders.ts';

/** How many numbers are remembered outside the database while writing, and how many while at rest. */
const REMEMBERED = { writing: 50_000, resting: 500 };

type NamedTable = 'type' | 'parameter' | 'uri' | 'string' | 'token' | 'node';

/**
 * Numbers for things that are named: texts, codes, identities. A name is a text, and for codes and identities the number
 * of what it belongs to. The number of a new name is given at once, its row is written with the next batch. Numbers depend
 * on the order of arrival, so no answer may depend on them.
 */
export class Names {
  readonly #database: Database;
  readonly #orders: Orders;
  readonly #table: NamedTable;
  readonly #columns: readonly string[];
  readonly #batch: Batch;
  /** What is remembered: by the owner's number, then by text. */
  readonly #known = new Map<number, Map<string, number>>();
  #size = 0;
  /** Whether all names of the table are remembered, so that one which is not is new: nobody needs to look. */
  #isWhole: boolean;
  #find: StatementSync | undefined;
  #next: number;

  /** `columns`: those that name a row, the owner's first where there is one; `width`: all columns, the number included. */
  constructor(database: Database, orders: Orders, table: NamedTable, columns: readonly string[], width: number) {
    this.#database = database;
    this.#orders = orders;
    this.#table = table;
    this.#columns = columns;
    this.#batch = new Batch(database, table, width);
    this.#next = 1 + database.number({ text: `SELECT max(id) FROM ${table}`, values: [] });
    this.#isWhole = this.#next === 1;
  }

  /** The number of the name, or undefined. */
  find(text: string, owner = 0): number | undefined {
    const known = this.#known.get(owner)?.get(text);
    if (known !== undefined || this.#isWhole) return known;
    this.#orders.need(`${this.#table}_name`);
    this.#find ??= this.#database.prepare(
      `SELECT id FROM ${this.#table} WHERE ${this.#columns.map((each) => `${each} = ?`).join(' AND ')}`,
    );
    const found = (this.#find.get(...this.#key(text, owner)) as unknown as [number] | undefined)?.[0];
    if (found !== undefined) this.#remember(text, owner, found);
    return found;
  }

  /** The number of the name, given now if it has none; `more` are the row's other columns. */
  number(text: string, owner = 0, more?: () => Value): number {
    const found = this.find(text, owner);
    if (found !== undefined) return found;
    const number = this.#next++;
    this.#batch.add(number, ...this.#key(text, owner), ...(more ? [more()] : []));
    this.#remember(text, owner, number);
    return number;
  }

  flush(): void {
    this.#batch.flush();
  }

  /** Once nobody writes: keeps no more in memory than reading needs. */
  rest(): void {
    if (this.#size > REMEMBERED.resting) this.#clear();
  }

  /** Forgets what is remembered and what waits; after a rollback it may be wrong. */
  forget(): void {
    this.#batch.clear();
    this.#clear();
    this.#next = 1 + this.#database.number({ text: `SELECT max(id) FROM ${this.#table}`, values: [] });
  }

  #key(text: string, owner: number): Value[] {
    return this.#columns.length === 1 ? [text] : [owner, text];
  }

  #remember(text: string, owner: number, number: number): void {
    if (this.#size >= REMEMBERED.writing) {
      this.#batch.flush();
      this.#clear();
    }
    let texts = this.#known.get(owner);
    if (texts === undefined) this.#known.set(owner, (texts = new Map()));
    texts.set(text, number);
    this.#size += 1;
  }

  #clear(): void {
    this.#known.clear();
    this.#size = 0;
    this.#isWhole = false;
  }
}
