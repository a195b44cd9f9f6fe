import { createHash } from 'node:crypto';
import { issue, type JsonObject } from '@satchel/fhir';
import type { Parsed } from '../../source.ts';
import type { XmlNode } from '../ccda/xml/node.ts';
import type { Actors } from './actors.ts';

/** The person, for `subject` and its like. */
export const PERSON = { reference: 'Patient/person' };

/** What an entry becomes; several where it holds several things. */
export type Reader = (entry: XmlNode, actors: Actors) => JsonObject[];

/** What is read of one record. */
export class Document {
  readonly #actors: Actors;
  readonly #system: string;
  readonly #all: Parsed[] = [];
  readonly #seen = new Map<string, number>();

  constructor(actors: Actors) {
    this.#actors = actors;
    const { patient } = actors;
    const who = JSON.stringify([patient['name'] ?? null, patient['birthDate'] ?? null]).toLowerCase();
    this.#system = `urn:satchel:ccr:${createHash('sha256').update(who).digest('hex').slice(0, 16)}`;
    this.#all.push({
      kind: 'draft',
      draft: { resource: patient, source: { system: this.#system, id: 'Patient/person' }, place: 'Patient' },
    });
  }

  read(reader: Reader, entry: XmlNode, place: string): void {
    const made = reader(entry, this.#actors);
    if (made.length === 0) this.#tell('This entry says nothing that can be read.', place);
    for (const [n, resource] of made.entries()) {
      const id = `${String(resource['resourceType'])}/${this.#nameOf(entry, n)}`;
      this.#all.push({ kind: 'draft', draft: { resource, source: { system: this.#system, id }, place } });
    }
  }

  unread(section: string): void {
    this.#tell('This section is not read.', section);
  }

  results(): Iterable<Parsed> {
    return this.#all;
  }

  #tell(words: string, location: string): void {
    this.#all.push({
      kind: 'unread',
      issues: [issue('information', 'not-supported', words, { location, remedy: 'The original keeps it.' })],
    });
  }

  /** By what it says: writers number the entries of each copy anew. */
  #nameOf(entry: XmlNode, n: number): string {
    const { content } = entry;
    const said = JSON.stringify(content.filter((part) => typeof part === 'string' || part.name !== 'CCRDataObjectID'));
    const key = createHash('sha256').update(said).digest('hex').slice(0, 32);
    const times = this.#seen.get(`${key}.${n}`) ?? 0;
    this.#seen.set(`${key}.${n}`, times + 1);
    return times === 0 ? `${key}.${n + 1}` : `${key}.${n + 1}.${times + 1}`;
  }
}
