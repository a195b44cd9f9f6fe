import { foldText } from '@satchel/fhir';
import type { Entries } from '@satchel/fhir';
import type { Card } from '../doors.ts';
import { Batch } from './batch.ts';
import { raw, sql } from './database.ts';
import type { Database } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import type { IndexRow } from './row.ts';
import { ENTRY_TABLES, flagBits, NEVER } from './schema.ts';

/** Open ends of dates and amounts, so that every bound is a finite number. */
const LAST_INSTANT = 8.64e15;

/** Puts resources into the tables and takes them out. */
export class Writer {
  readonly #database: Database;
  readonly #dictionary: Dictionary;
  readonly #tokens: Batch;
  readonly #refs: Batch;
  readonly #dates: Batch;
  readonly #numbers: Batch;
  readonly #quantities: Batch;
  readonly #strings: Batch;
  readonly #uris: Batch;
  readonly #composites: Batch;
  readonly #resources: Batch;
  readonly #words: Batch;
  #next: number;
  #dead: number;

  constructor(database: Database, dictionary: Dictionary) {
    this.#database = database;
    this.#dictionary = dictionary;
    const batch = (table: string, width: number): Batch => new Batch(database, table, width);
    this.#tokens = batch('tokens', 3);
    this.#refs = batch('refs', 3);
    this.#dates = batch('dates', 4);
    this.#numbers = batch('numbers', 4);
    this.#quantities = batch('quantities', 9);
    this.#strings = batch('strings', 3);
    this.#uris = batch('uris', 3);
    this.#composites = batch('composites', 2);
    this.#resources = batch('resource', 11);
    this.#words = batch('words (rowid, title, content, narrative)', 4);
    this.#next = 1 + Math.max(database.number(sql`SELECT max(rid) FROM resource`), database.number(sql`SELECT max(gid) FROM composites`));
    this.#dead = database.number(sql`SELECT count(*) FROM dead`);
  }

  put(row: IndexRow): void {
    const type = this.#dictionary.typeNumber(row.type);
    const known = this.#dictionary.findNode(type, row.id);
    const nid = known ?? this.#dictionary.nodeNumber(type, row.id);
    if (known !== undefined) this.#bury(known);
    const rid = this.#next++;
    this.#resources.add(
      rid,
      nid,
      type,
      row.version,
      row.updatedAt,
      row.seq,
      flagBits(row.flags),
      row.labels,
      row.fingerprint,
      row.timelineAt ?? NEVER,
      cardText(row.card),
    );
    this.#addEntries(row.entries, rid, type);
    const { content, narrative } = row.words;
    const title = row.card.title ?? '';
    if (title !== '' || content !== '' || narrative !== '') this.#words.add(rid, foldText(title), foldText(content), foldText(narrative));
    this.#living.set(nid, rid);
  }

  remove(type: string, id: string): boolean {
    const number = this.#dictionary.findType(type);
    const nid = number === undefined ? undefined : this.#dictionary.findNode(number, id);
    return nid !== undefined && this.#bury(nid);
  }

  /** Writes what waits in the batches. */
  flush(): void {
    this.#dictionary.flush();
    for (const batch of this.#batches()) batch.flush();
    this.#living.clear();
  }

  /** After a rollback: forgets what waits. */
  forget(): void {
    this.#dictionary.forget();
    for (const batch of this.#batches()) batch.clear();
    this.#living.clear();
    this.#dead = this.#database.number(sql`SELECT count(*) FROM dead`);
  }

  /** Takes the entries of buried resources out of the tables; all of them, or only when there are many. */
  sweep(when: 'now' | 'many'): void {
    if (this.#dead === 0 || (when === 'many' && this.#dead < 1000)) return;
    for (const table of ENTRY_TABLES) this.#database.run(sql`DELETE FROM ${raw(table)} WHERE rid IN (SELECT rid FROM dead)`);
    this.#database.run(sql`DELETE FROM dead`);
    this.#dead = 0;
  }

  /** Resources put since the last flush, by identity. */
  readonly #living = new Map<number, number>();

  /**
   * Ends the resource with this identity, if there is one. Its words go at once, since they weigh in the ranking; its
   * entries lead to no resource any more and are swept out later, many at a time.
   */
  #bury(nid: number): boolean {
    if (this.#living.has(nid)) this.flush();
    const database = this.#database;
    const rid = database.first(sql`SELECT rid FROM resource WHERE nid = ${nid}`)?.[0];
    if (typeof rid !== 'number') return false;
    this.flush();
    database.run(sql`INSERT INTO dead SELECT gid FROM composites WHERE rid = ${rid}`);
    database.run(sql`INSERT INTO dead VALUES (${rid})`);
    database.run(sql`DELETE FROM composites WHERE rid = ${rid}`);
    database.run(sql`DELETE FROM words WHERE rowid = ${rid}`);
    database.run(sql`DELETE FROM resource WHERE rid = ${rid}`);
    this.#dead += 1;
    this.sweep('many');
    return true;
  }

  #addEntries(entries: Entries, rid: number, type: number): void {
    const names = this.#dictionary;
    for (const { parameter, system, code } of entries.tokens) {
      this.#tokens.add(names.parameterNumber(type, parameter), names.tokenNumber(system, code), rid);
    }
    for (const { parameter, type: target, id } of entries.references) {
      this.#refs.add(names.nodeNumber(names.typeNumber(target), id), names.parameterNumber(type, parameter), rid);
    }
    for (const { parameter, low, high } of entries.dates) {
      this.#dates.add(rid, names.parameterNumber(type, parameter), Math.max(low, -LAST_INSTANT), Math.min(high, LAST_INSTANT));
    }
    for (const { parameter, low, high } of entries.numbers)
      this.#numbers.add(names.parameterNumber(type, parameter), finite(low), finite(high), rid);
    for (const { parameter, text } of entries.strings)
      this.#strings.add(names.parameterNumber(type, parameter), names.stringNumber(text), rid);
    for (const { parameter, text } of entries.uris) this.#uris.add(names.parameterNumber(type, parameter), names.uriNumber(text), rid);
    this.#addQuantities(entries, rid, type);
    for (const group of entries.composites) {
      const gid = this.#next++;
      this.#composites.add(gid, rid);
      this.#addEntries(group, gid, type);
    }
  }

  #addQuantities({ quantities }: Entries, rid: number, type: number): void {
    const names = this.#dictionary;
    for (const { parameter, low, high, system, code, unit, canonical } of quantities) {
      this.#quantities.add(
        names.parameterNumber(type, parameter),
        finite(low),
        finite(high),
        rid,
        names.tokenNumber(system, code),
        unit === code ? 0 : names.tokenNumber('', unit),
        canonical === undefined ? null : names.tokenNumber('', canonical.unit),
        canonical === undefined ? null : finite(canonical.low),
        canonical === undefined ? null : finite(canonical.high),
      );
    }
  }

  #batches(): Batch[] {
    return [
      this.#tokens,
      this.#refs,
      this.#dates,
      this.#numbers,
      this.#quantities,
      this.#strings,
      this.#uris,
      this.#composites,
      this.#resources,
      this.#words,
    ];
  }
}

/** The type stands beside the card already. */
function cardText({ type: _type, ...card }: Card): string {
  return JSON.stringify(card);
}

function finite(bound: number): number {
  return Math.min(Math.max(bound, -Number.MAX_VALUE), Number.MAX_VALUE);
}
