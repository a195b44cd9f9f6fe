import { issue, type Issue, type JsonObject } from '@satchel/fhir';
import type { Parsed } from '../../source.ts';
import { zoneOf } from './datatypes/dates.ts';
import { idOf, systemOfSender } from './names.ts';
import type { Segment } from './syntax/segment.ts';

/** What a comment (NTE) that comes next belongs to. */
export interface Remarked {
  readonly resource: JsonObject;
  readonly element: 'note' | 'conclusion' | 'comment';
}

/** A report and what has been read of it so far. */
export interface Report {
  readonly key: string;
  readonly resource: JsonObject;
  readonly request: Segment;
  readonly observations: JsonObject[];
  readonly status: string;
  specimen?: string;
  /** The result of another report that these are part of (OBR-26). */
  readonly parent?: JsonObject;
  /** A text that the next segment may go on with. */
  openText?: { readonly key: string; readonly observation: JsonObject };
}

/** A result by what its own message calls it. */
export interface Observed {
  readonly code: string;
  readonly sub: string;
  readonly observation: JsonObject;
}

interface Entry {
  readonly resource: JsonObject;
  readonly line: number;
  readonly issues: Issue[];
}

/** One walk through the segments of one message: where it stands, and what came of it. */
export class Walk {
  readonly system: string;
  /** Zone of the sender's clock, where MSH-7 has one. */
  readonly zone: string;
  /** `ORU`, and `R01`. */
  readonly kind: string;
  readonly event: string;
  patient?: JsonObject;
  encounter?: string;
  /** The common order (ORC) before what is at hand. */
  order?: Segment;
  report?: Report;
  vaccine?: { readonly key: string; readonly resource: JsonObject; readonly line: number };
  document?: { readonly resource: JsonObject; readonly segment: Segment; readonly texts: string[]; readonly attachments: JsonObject[] };
  /** The appointment (SCH) at hand. */
  appointment?: JsonObject;
  /** A specimen met before its report, as OUL messages have it. */
  pendingSpecimen?: string;
  remarked?: Remarked;
  readonly observed: Observed[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #others: Parsed[] = [];

  constructor(header: Segment) {
    const facility = header.first(4);
    this.system = systemOfSender(facility?.at(2) || facility?.at(1) || '', header.text(3, 2) || header.text(3));
    this.zone = zoneOf(header.text(7));
    this.kind = header.text(9, 1).toUpperCase();
    this.event = header.text(9, 2).toUpperCase();
  }

  /** Keeps a resource under the name its parts make, unless that name is taken; answers its reference. */
  keep(resource: JsonObject, key: readonly string[], segment: Segment): string {
    const reference = `${String(resource['resourceType'])}/${idOf(...key)}`;
    if (!this.#entries.has(reference)) this.#entries.set(reference, { resource, line: segment.line, issues: [] });
    return reference;
  }

  /** Whom everything is about that comes next, until another is named. */
  begin(patient: JsonObject, key: readonly string[], segment: Segment): void {
    this.patient = this.found(this.keep(patient, key, segment)) ?? patient;
    delete this.encounter;
    delete this.order;
    delete this.report;
    delete this.vaccine;
    delete this.document;
    delete this.pendingSpecimen;
  }

  found(reference: string): JsonObject | undefined {
    return this.#entries.get(reference)?.resource;
  }

  all(type: string): JsonObject[] {
    return [...this.#entries.values()].flatMap(({ resource }) => (resource['resourceType'] === type ? [resource] : []));
  }

  /** The sender takes something back. */
  withdraw(type: string, key: readonly string[], reason: string, segment: Segment): void {
    const id = `${type}/${idOf(...key)}`;
    this.#others.push({ kind: 'withdrawal', type, source: { system: this.system, id }, reason, place: placeOf(segment) });
  }

  /** What is not understood, or has no place; the original keeps it. */
  unread(segment: Segment, words: string): void {
    const told = issue('warning', 'not-supported', words, { location: placeOf(segment), remedy: 'The original keeps it.' });
    this.#others.push({ kind: 'unread', issues: [told] });
  }

  tell(segment: Segment, words: string): void {
    this.#others.push({ kind: 'note', issue: issue('information', 'informational', words, { location: placeOf(segment) }) });
  }

  /** `{ reference }` to the person, for resources about them. */
  subject(name = 'subject'): JsonObject {
    return this.patient ? { [name]: { reference: this.patientReference } } : {};
  }

  get patientReference(): string {
    for (const [reference, { resource }] of this.#entries) if (resource === this.patient) return reference;
    return '';
  }

  private get isEmpty(): boolean {
    return this.#entries.size === 0 && this.#others.length === 0;
  }

  /** Everything, the person first; nothing of a message that does not say whom it is about. */
  *results(header: Segment): Iterable<Parsed> {
    if (this.isEmpty) this.unread(header, 'This message says nothing that belongs in a health record.');
    else if (!this.patient) {
      this.#entries.clear();
      this.unread(header, 'This message does not say whom it is about.');
    }
    const entries = [...this.#entries].sort(([a], [b]) => Number(b.startsWith('Patient/')) - Number(a.startsWith('Patient/')));
    for (const [id, { resource, line, issues }] of entries)
      yield {
        kind: 'draft',
        draft: { resource, source: { system: this.system, id }, place: `line ${line}`, ...(issues.length > 0 && { issues }) },
      };
    yield* this.#others;
  }
}

export const placeOf = (segment: Segment): string => `line ${segment.line}`;
