import type { Outcome, SearchQuery } from '@satchel/fhir';
import { Database, join, among, raw, sql } from './database.ts';
import type { Sql, Tuple } from './database.ts';
import { Dictionary } from './dictionary.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { matchWords } from './match-words.ts';
import type { Indexed, IndexRow } from './row.ts';
import { FLAGS, flagBits, flagsOf, SCHEMA } from './schema.ts';
import type { Flag } from './schema.ts';
import { search } from './search.ts';
import type { Hit, SearchResult } from './search.ts';
import { Writer } from './writer.ts';
import type { Card } from '../doors.ts';

/** Which marked resources an answer also holds; without it only current facts. Deleted ones are never found. */
export interface Shown {
  readonly also?: readonly Exclude<Flag, 'deleted' | 'invalid'>[];
}

export interface WordsOptions extends Shown {
  readonly types?: readonly string[];
  /** 20 unless given. */
  readonly limit?: number;
}

export interface TimelineOptions extends Shown {
  /** Clinical dates, milliseconds, exclusive. */
  readonly before?: number;
  /** Inclusive. */
  readonly after?: number;
  readonly types?: readonly string[];
  /** Codes of the card's categories; one must be there. */
  readonly categories?: readonly string[];
  readonly cursor?: string;
  /** 50 unless given. */
  readonly limit?: number;
}

export interface TimelinePage {
  readonly entries: readonly Indexed[];
  readonly next?: string;
}

/** A reference from one resource to another, by the search parameter that holds it. */
export interface Link extends Hit {
  readonly parameter: string;
}

/** One person's search index in memory: a pure function of the rows put, whatever their order. All calls are synchronous. */
export interface PersonIndex {
  /** Keeps the resource in place of an earlier one with its type and id. */
  put(row: IndexRow): void;
  /** Forgets the resource; false when it was not there. */
  remove(type: string, id: string): boolean;
  /** Everything that `write` does, or nothing when it throws. Many rows at once are several times faster. */
  transaction<T>(write: () => T): T;
  get(type: string, id: string): Indexed | undefined;
  /** The search answered; fails with an issue when the cursor is not of this query. */
  search(query: SearchQuery, shown?: Shown): Outcome<SearchResult>;
  /** Resources with all these words, the last one perhaps unfinished; the best matches first, then the newest. */
  words(text: string, options?: WordsOptions): Indexed[];
  /** Newest first by clinical date; what has none is not on it. */
  timeline(options?: TimelineOptions): Outcome<TimelinePage>;
  /** Current facts by type. */
  counts(shown?: Shown): Record<string, number>;
  /** Who refers to this resource. */
  referrers(type: string, id: string, parameters?: readonly string[]): Link[];
  /** What this resource refers to and the index holds. */
  outgoing(type: string, id: string): Link[];
  /** The whole index, for a sealed image. */
  serialise(): Uint8Array;
  /** Memory that the database takes, in bytes. */
  readonly bytes: number;
  close(): void;
}

export function createPersonIndex(): PersonIndex {
  const database = new Database();
  database.sqlite.exec(`PRAGMA page_size = 4096; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;${SCHEMA}`);
  return new SqliteIndex(database);
}

/** Opens what `serialise` wrote under the same INDEX_VERSION. */
export function deserialise(bytes: Uint8Array): PersonIndex {
  const database = new Database();
  database.sqlite.deserialize(bytes);
  database.sqlite.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;');
  return new SqliteIndex(database);
}

const INDEXED = 'r.rid, r.type, n.name, r.version, r.updated, r.seq, r.keyset, r.flags, r.timeline, r.card';
const RESOURCES = 'resource r JOIN node n ON n.id = r.nid';

class SqliteIndex implements PersonIndex {
  readonly #database: Database;
  readonly #dictionary: Dictionary;
  readonly #writer: Writer;
  #writing = false;

  constructor(database: Database) {
    this.#database = database;
    this.#dictionary = new Dictionary(database);
    this.#writer = new Writer(database, this.#dictionary);
  }

  put(row: IndexRow): void {
    this.transaction(() => this.#writer.put(row));
  }

  remove(type: string, id: string): boolean {
    return this.transaction(() => this.#writer.remove(type, id));
  }

  transaction<T>(write: () => T): T {
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
      this.#writer.forget();
      throw error;
    } finally {
      this.#writing = false;
    }
  }

  get(type: string, id: string): Indexed | undefined {
    const tuple = this.#read().first(sql`SELECT ${raw(INDEXED)} FROM ${raw(RESOURCES)} WHERE r.nid = ${this.#node(type, id)}`);
    return tuple === undefined ? undefined : this.#indexed(tuple);
  }

  search(query: SearchQuery, shown: Shown = {}): Outcome<SearchResult> {
    return search(this.#read(), this.#dictionary, query, { hidden: hidden(shown) });
  }

  words(text: string, options: WordsOptions = {}): Indexed[] {
    const match = matchWords(text, 'all', 'begins');
    if (match === undefined) return [];
    return this.#read().all(sql`
      SELECT ${raw(INDEXED)} FROM words JOIN resource r ON r.rid = words.rowid JOIN node n ON n.id = r.nid
      WHERE words MATCH ${match} AND ${this.#seen(options, options.types)}
      ORDER BY bm25(words, 8.0, 1.0, 1.0), r.timeline DESC NULLS LAST, n.name LIMIT ${options.limit ?? 20}`).map((tuple) => this.#indexed(tuple));
  }

  timeline(options: TimelineOptions = {}): Outcome<TimelinePage> {
    const limit = options.limit ?? 50;
    const tests = [raw('r.timeline IS NOT NULL'), this.#seen(options, options.types)];
    if (options.before !== undefined) tests.push(sql`r.timeline < ${options.before}`);
    if (options.after !== undefined) tests.push(sql`r.timeline >= ${options.after}`);
    if (options.categories !== undefined) {
      tests.push(sql`EXISTS (SELECT 1 FROM json_each(r.card, '$.category') c WHERE c.value IN (SELECT value FROM json_each(${JSON.stringify(options.categories)})))`);
    }
    if (options.cursor !== undefined) {
      const place = readCursor('timeline', 2, options.cursor);
      if (!place.ok) return place;
      const [at = null, id = null] = place.value;
      tests.push(sql`r.timeline <= ${at} AND (r.timeline < ${at} OR n.name > ${id})`);
    }
    const found = this.#read().all(sql`
      SELECT ${raw(INDEXED)} FROM ${raw(RESOURCES)} WHERE ${join(tests, ' AND ')} ORDER BY r.timeline DESC, n.name LIMIT ${limit + 1}`);
    const entries = found.slice(0, limit).map((tuple) => this.#indexed(tuple));
    const last = entries.at(-1);
    const next = found.length > limit && last !== undefined ? { next: writeCursor('timeline', [last.timelineAt, last.id]) } : {};
    return { ok: true, value: { entries, ...next }, issues: [] };
  }

  counts(shown: Shown = {}): Record<string, number> {
    const found = this.#read().all(sql`SELECT r.type, count(*) FROM resource r WHERE r.flags & ${hidden(shown)} = 0 GROUP BY r.type`);
    return Object.fromEntries(found.map(([type, count]) => [this.#dictionary.typeName(Number(type)), Number(count)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  referrers(type: string, id: string, parameters?: readonly string[]): Link[] {
    return this.#links('r.rid = e.rid', sql`e.target = ${this.#node(type, id)}`, parameters);
  }

  outgoing(type: string, id: string): Link[] {
    return this.#links('r.nid = e.target', sql`e.rid = (SELECT rid FROM resource WHERE nid = ${this.#node(type, id)})`);
  }

  serialise(): Uint8Array {
    const database = this.#read();
    this.#writer.sweep('now');
    database.sqlite.exec(`INSERT INTO words (words) VALUES ('optimize'); VACUUM`);
    return database.sqlite.serialize();
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

  #node(type: string, id: string): number {
    const number = this.#dictionary.findType(type);
    return (number === undefined ? undefined : this.#dictionary.findNode(number, id)) ?? -1;
  }

  #seen(shown: Shown, types: readonly string[] | undefined): Sql {
    const visible = sql`r.flags & ${hidden(shown)} = 0`;
    if (types === undefined) return visible;
    return sql`r.type ${among(types.map((type) => this.#dictionary.findType(type) ?? -1))} AND ${visible}`;
  }

  #links(on: string, where: Sql, names?: readonly string[]): Link[] {
    const parameters = names === undefined ? raw('1') : sql`p.name ${among(names)}`;
    return this.#read().all(sql`
      SELECT t.name, n.name, r.version, p.name FROM refs e JOIN resource r ON ${raw(on)} JOIN node n ON n.id = r.nid
      JOIN type t ON t.id = r.type JOIN parameter p ON p.id = e.parameter
      WHERE ${where} AND ${parameters} AND r.flags & ${FLAGS.deleted} = 0 ORDER BY t.name, n.name, p.name`)
      .map(([type, id, version, parameter]) => ({ type: String(type), id: String(id), version: Number(version), parameter: String(parameter) }));
  }

  #indexed([, type, id, version, updated, seq, keyset, flags, timeline, card]: Tuple): Indexed {
    return {
      type: this.#dictionary.typeName(Number(type)), id: String(id), version: Number(version), updatedAt: Number(updated), seq: Number(seq),
      keyset: String(keyset), flags: flagsOf(Number(flags)), timelineAt: timeline === null || timeline === undefined ? null : Number(timeline),
      card: JSON.parse(String(card)) as Card,
    };
  }
}

function hidden({ also = [] }: Shown): number {
  return flagBits(['deleted', 'withdrawn', 'aside']) & ~flagBits(also);
}
