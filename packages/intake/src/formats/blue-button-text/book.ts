import { createHash } from 'node:crypto';
import { issue, type JsonObject } from '@satchel/fhir';
import type { Parsed } from '../../source.ts';

/** What a report yields, under names that a later report of the same person gives again. */
export class Book {
  readonly #teller: string;
  readonly #drafts = new Map<string, { resource: JsonObject; line: number }>();
  readonly #others: Parsed[] = [];
  readonly patient: JsonObject = { resourceType: 'Patient' };
  #patientLine = 1;

  /** @param teller who made the report: `cms`, `va` */
  constructor(teller: string) {
    this.#teller = teller;
  }

  /** Who the report is about; filled in as it is read. */
  about(line: number, parts: JsonObject): void {
    if (Object.keys(this.patient).length === 1) this.#patientLine = line;
    for (const [name, value] of Object.entries(parts)) this.patient[name] ??= value;
  }

  /** Keeps a resource under what it is about; the same fact in two sections of a report is one. Answers its reference. */
  keep(resource: JsonObject, line: number, ...about: readonly (string | undefined)[]): string {
    const type = String(resource['resourceType']);
    const plain = about.filter((each) => each !== undefined).map((each) => each.toLowerCase().replace(/\s+/g, ' '));
    const id = createHash('sha256').update(JSON.stringify(plain)).digest('hex').slice(0, 32);
    const reference = `${type}/${id}`;
    const before = this.#drafts.get(reference);
    if (before) for (const [name, value] of Object.entries(resource)) before.resource[name] ??= value;
    else this.#drafts.set(reference, { resource, line });
    return reference;
  }

  unread(words: string, line: number): void {
    this.#others.push({
      kind: 'unread',
      issues: [issue('information', 'not-supported', words, { location: `line ${line}`, remedy: 'The original keeps it.' })],
    });
  }

  /** Reports of two people have nothing in common: names are those of one teller about one person. */
  get #system(): string {
    const who = JSON.stringify([this.patient['name'] ?? null, this.patient['birthDate'] ?? null]).toLowerCase();
    return `urn:satchel:blue-button:${this.#teller}:${createHash('sha256').update(who).digest('hex').slice(0, 16)}`;
  }

  *results(): Iterable<Parsed> {
    const id = 'Patient/holder';
    yield { kind: 'draft', draft: { resource: this.patient, source: { system: this.#system, id }, place: `line ${this.#patientLine}` } };
    for (const [name, { resource, line }] of this.#drafts)
      yield { kind: 'draft', draft: { resource, source: { system: this.#system, id: name }, place: `line ${line}` } };
    yield* this.#others;
  }
}

/** The person, for `subject` and its like. */
export const HOLDER = { reference: 'Patient/holder' };

/** An object without the members that are undefined. */
export function known(members: Readonly<Record<string, JsonObject[string] | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter((each): each is [string, JsonObject[string]] => each[1] !== undefined));
}

export const noted = (text: string | undefined): JsonObject => (text === undefined ? {} : { note: [{ text }] });
