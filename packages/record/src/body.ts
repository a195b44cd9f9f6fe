import { readFileSync } from 'node:fs';
import type { Issue } from '@satchel/fhir';
import { type Bytes, type Dictionaries, text, utf8 } from '@satchel/vault';
import type { Marks, Stored } from './doors.ts';

/** What a row says besides the resource itself; short names, for it is in every row. */
export interface RowHead {
  /** Type. */
  readonly t: string;
  /** When it was written, ms UTC. */
  readonly at: number;
  /** The resource's own meta without versionId and lastUpdated, as JSON. */
  readonly m?: string;
  /** Source: namespace and id there. */
  readonly s?: readonly [string, string];
  /** When its source last updated it by its own meta, ms UTC. */
  readonly u?: number;
  /** Place in the original. */
  readonly l?: string;
  /** Withdrawn, with the reason. */
  readonly w?: string;
  /** Aside: speaks of another person. */
  readonly x?: 1;
  /** Our own: the record wrote it about itself. */
  readonly o?: 1;
  /** Issues it came in with. */
  readonly i?: readonly Issue[];
}

/** A row's plaintext: its head, and the resource as JSON without `id` and `meta`, which the reader puts back. */
export interface RowBody {
  readonly head: RowHead;
  /** Starts with `{"resourceType":"<type>"`. */
  readonly resource: string;
}

export function encodeBody(body: RowBody): Bytes {
  return utf8(`${JSON.stringify(body.head)}\n${body.resource}`);
}

export function decodeBody(bytes: Bytes): RowBody {
  const all = text(bytes);
  const cut = all.indexOf('\n');
  return { head: JSON.parse(all.slice(0, cut)) as RowHead, resource: all.slice(cut + 1) };
}

/** The resource as FHIR JSON with our id, version and time. */
export function textOf(body: RowBody, id: string, version: number): string {
  const { t, at, m, x } = body.head;
  const opening = `{"resourceType":"${t}"`;
  const own = x ? withTag(m) : m;
  const meta = `"meta":{"versionId":"${version}","lastUpdated":"${new Date(at).toISOString()}"${own && own !== '{}' ? `,${own.slice(1)}` : '}'}`;
  return `${opening},"id":"${id}",${meta}${body.resource.slice(opening.length)}`;
}

/** What is kept aside says so wherever it goes. */
function withTag(meta: string | undefined): string {
  const own = JSON.parse(meta ?? '{}') as { tag?: readonly unknown[] };
  return JSON.stringify({
    ...own,
    tag: [...(own.tag ?? []), { system: 'urn:satchel:mark', code: 'aside', display: 'Speaks of another person' }],
  });
}

export function storedOf(body: RowBody, id: string, version: number): Stored {
  const { head } = body;
  return {
    type: head.t,
    id,
    version,
    updatedAt: head.at,
    text: textOf(body, id, version),
    marks: marksOf(head),
    ...(head.s && { source: { system: head.s[0], id: head.s[1] } }),
    ...(head.l !== undefined && { place: head.l }),
  };
}

export function marksOf(head: RowHead): Marks {
  return {
    ...(head.w !== undefined && { withdrawn: head.w }),
    ...(head.x && { aside: true as const }),
    ...(head.i && { issues: head.i }),
  };
}

const dictionaryFile = (name: string): Bytes => new Uint8Array(readFileSync(new URL(`./dictionaries/${name}`, import.meta.url)));

/**
 * Preset DEFLATE dictionaries by the kind of resource, small because a dictionary costs time with every row.
 * The files are part of the format: a new one gets a new number, an old one never changes. Rows are written with 11 to 20;
 * 1 to 10 knew less of the row's head.
 */
const DICTIONARY_BY_TYPE: Readonly<Record<string, number>> = {
  Observation: 12,
  Encounter: 13,
  Claim: 14,
  ExplanationOfBenefit: 15,
  DiagnosticReport: 16,
  Condition: 17,
  Procedure: 17,
  MedicationRequest: 18,
  MedicationStatement: 18,
  Immunization: 19,
  Provenance: 20,
};
const OTHER = 11;
const NEWEST = 20;

export const dictionaries: Dictionaries = new Map(
  Array.from({ length: NEWEST }, (_, at) => [at + 1, dictionaryFile(`${String(at + 1).padStart(3, '0')}.dict`)]),
);

export function dictionaryFor(type: string): { id: number; bytes: Bytes } {
  const id = DICTIONARY_BY_TYPE[type] ?? OTHER;
  return { id, bytes: dictionaries.get(id) as Bytes };
}
