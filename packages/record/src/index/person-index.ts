import type { Outcome, SearchQuery } from '@satchel/fhir';
import { among, Database, raw, sql } from './database.ts';
import { Dictionary } from './dictionary.ts';
import { findWords } from './find-words.ts';
import type { WordsOptions } from './find-words.ts';
import { outgoingOf, referrersOf } from './links.ts';
import type { Link } from './links.ts';
import { hiddenBits, readNames, readRows, seen } from './read-row.ts';
import type { Named, Shown } from './read-row.ts';
import type { Indexed, IndexRow } from './row.ts';
import { type OrderName, Orders } from './orders.ts';
import { SCHEMA } from './schema.ts';
import { search } from './search.ts';
import type { SearchResult } from './search.ts';
import { readTimeline } from './timeline.ts';
import type { TimelineOptions, TimelinePage } from './timeline.ts';
import { Totals } from './totals.ts';
import { Writer } from './writer.ts';

/** One person's search index in memory: a pure function of the rows put, whatever their order. All calls are synchronous. */
export interface PersonIndex {
  /** Keeps the resource in place of an earlier one with its type and id. */
  put(row: IndexRow): void;
  /** Forgets the resource; false when it was not there. */
  remove(type: string, id: string): boolean;
  /** Forgets whatever has this id. */
  removeId(id: string): void;
  /** Facts that stand under other labels from now on. */
  relabel(id: string, labels: string): void;
  /** Everything that `write` does, or nothing when it throws. Many rows at once are several times faster. */
  transaction<T>(write: () => T): T;
  get(type: string, id: string): Indexed | undefined;
  /** The search answered; fails with an issue when the cursor is not of this query. */
  search(query: SearchQuery, shown?: Shown): Outcome<SearchResult>;
  /** Resources with all these words, the last one perhaps unfinished; titles before the rest, then the newest. */
  words(text: string, options?: WordsOptions): Indexed[];
  /** Newest first by clinical date; what has none is not on it. */
  timeline(options?: TimelineOptions): Outcome<TimelinePage>;
  /** Facts of these types (of all, without), perhaps only those of this code, in order of type and id. */
  list(types?: readonly string[], shown?: Shown & { readonly code?: string | undefined }): Indexed[];
  /** What `list` answers, by name alone: a fraction of the work. */
  names(types?: readonly string[], shown?: Shown): Named[];
  /** Number of facts by type. */
  counts(shown?: Shown): Record<string, number>;
  /** Who refers to this resource; withdrawn and aside ones too. */
  referrers(type: string, id: string, parameters?: readonly string[]): Link[];
  /** What this resource refers to and the index holds; withdrawn and aside ones too. */
  outgoing(type: string, id: string): Link[];
  /** The whole index, for a sealed image. */
  serialise(): Uint8Array;
  /** Memory that the database takes, in bytes. */
  readonly bytes: number;
  close(): void;
}

const SETTINGS = 'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;';

export function createPersonIndex(): PersonIndex {
  const database = new Database();
  database.sqlite.exec(SETTINGS + SCHEMA);
  return new SqliteIndex(database);
}

/** Opens what `serialise` wrote under the same INDEX_VERSION. */
export function deserialise(bytes: Uint8Array): PersonIndex {
  const database = new Database();
  database.sqlite.deserialize(bytes);
  database.sqlite.exec(SETTINGS);
  return new SqliteIndex(database);
}

/** The number of a resource that nothing in the index names. */
const ABSENT = -1;

class SqliteIndex implements PersonIndex {
  readonly #database: Database;
  readonly #orders: Orders;
  readonly #dictionary: Dictionary;
  readonly #writer: Writer;
  readonly #totals: Totals;
  #writing = false;

  constructor(database: Database) {
    this.#database = database;
    this.#orders = new Orders(database);
    this.#orders.need('resource_nid', 'resource_type');
    this.#dictionary = new Dictionary(database, this.#orders);
    this.#writer = new Writer(database, this.#dictionary);
    this.#totals = new Totals(database);
  }

  put(row: IndexRow): void {
    this.transaction(() => this.#writer.put(row));
  }

  remove(type: string, id: string): boolean {
    return this.transaction(() => this.#writer.remove(type, id));
  }

  removeId(id: string): void {
    this.transaction(() => {
      for (const type of this.#dictionary.typeNames()) this.#writer.remove(type, id);
    });
  }

  relabel(id: string, labels: string): void {
    const nodes = this.#dictionary.typeNames().map((type) => this.#node(type, id));
    this.#read().run(sql`UPDATE resource SET labels = ${labels} WHERE nid ${among(nodes)}`);
  }

  transaction<T>(write: () => T): T {
    this.#totals.forget();
    if (this.#writing) return write();
    this.#writing = true;
    this.#database.sqlite.exec('BEGIN');
    try {
      const result = write();
      this.#writer.flush();
      this.#database.sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.sqlite.exec('ROLLBACK');
      this.#totals.forget();
      this.#orders.recall();
      this.#writer.forget();
      throw error;
    } finally {
      this.#writing = false;
    }
  }

  get(type: string, id: string): Indexed | undefined {
    const node = this.#node(type, id);
    return node === ABSENT ? undefined : readRows(this.#read(), this.#dictionary, sql`WHERE r.nid = ${node}`)[0];
  }

  search(query: SearchQuery, shown: Shown = {}): Outcome<SearchResult> {
    return search(this.#ask(), this.#dictionary, this.#totals, query, { hidden: hiddenBits(shown) });
  }

  words(text: string, options?: WordsOptions): Indexed[] {
    return findWords(this.#ask('resource_timeline', 'resource_daily'), this.#dictionary, text, options);
  }

  timeline(options?: TimelineOptions): Outcome<TimelinePage> {
    return readTimeline(this.#ask('resource_timeline', 'resource_daily'), this.#dictionary, options);
  }

  list(types?: readonly string[], { code, ...shown }: Shown & { readonly code?: string | undefined } = {}): Indexed[] {
    const database = shown.newestDays ? this.#ask('resource_daily') : this.#read();
    const coded = code === undefined ? raw('1') : sql`json_extract(r.card, '$.code') = ${code}`;
    return readRows(database, this.#dictionary, sql`WHERE ${seen(this.#dictionary, shown, types)} AND ${coded} ORDER BY t.name, n.name`);
  }

  names(types?: readonly string[], shown: Shown = {}): Named[] {
    return readNames(this.#read(), this.#dictionary, sql`WHERE ${seen(this.#dictionary, shown, types)} ORDER BY t.name, n.name`);
  }

  counts(shown: Shown = {}): Record<string, number> {
    const found = this.#read().all(sql`
      SELECT t.name, count(*) FROM resource r JOIN type t ON t.id = r.type WHERE ${seen(this.#dictionary, shown, undefined)} GROUP BY r.type ORDER BY t.name`);
    return Object.fromEntries(found.map(([type, count]) => [String(type), Number(count)]));
  }

  referrers(type: string, id: string, parameters?: readonly string[]): Link[] {
    const database = this.#read();
    const node = this.#node(type, id);
    // Nobody points at what was never named: the usual case of a resource that has just arrived.
    if (node === ABSENT) return [];
    const types = this.#dictionary.findTypes([]);
    return referrersOf(
      database,
      node,
      parameters?.flatMap((name) => this.#dictionary.findParameters(types, name)),
    );
  }

  outgoing(type: string, id: string): Link[] {
    return outgoingOf(this.#ask('refs_from'), this.#node(type, id));
  }

  serialise(): Uint8Array {
    const { sqlite } = this.#ask('resource_nid');
    this.#writer.sweep('now');
    return this.#orders.without(() => {
      sqlite.exec(`INSERT INTO words (words) VALUES ('optimize'); VACUUM`);
      return sqlite.serialize();
    });
  }

  get bytes(): number {
    const database = this.#read();
    return database.number(sql`PRAGMA page_count`) * database.number(sql`PRAGMA page_size`);
  }

  close(): void {
    this.#database.sqlite.close();
  }

  /** The database with everything written that waits. */
  #read(): Database {
    if (this.#writing) this.#writer.flush();
    return this.#database;
  }

  /** The same with these orders (all, without), for whoever asks at length: the writing is over for now. */
  #ask(...orders: readonly OrderName[]): Database {
    const database = this.#read();
    this.#orders.need(...orders);
    if (!this.#writing) this.#dictionary.rest();
    return database;
  }

  #node(type: string, id: string): number {
    const number = this.#dictionary.findType(type);
    return (number === undefined ? undefined : this.#dictionary.findNode(number, id)) ?? ABSENT;
  }
}
