import type { Issue, JsonObject } from '@satchel/fhir';
import { element, reference } from './build.ts';
import type { Drafts } from './drafts.ts';
import { idsOf, type InstanceIdentifier } from './datatypes/ids.ts';
import type { Anchors } from './narrative/anchors.ts';
import { child, children, descendants, type XmlNode } from './xml/node.ts';
import { securityOf } from './header/security.ts';

/** The document around an entry. */
export interface DocumentContext {
  readonly drafts: Drafts;
  /** Reference to the Patient; undefined in parts of documents that say of nobody whose they are. */
  readonly patient: string | undefined;
  /** Offset of the document's own time, for times that are written without one. */
  readonly zone: string | undefined;
  readonly anchors: Anchors;
  readonly security: readonly JsonObject[];
}

/** The elements of CDA that state something (CDA R2 §4.3.6). */
const STATEMENTS: readonly string[] = [
  'act',
  'encounter',
  'observation',
  'observationMedia',
  'organizer',
  'procedure',
  'regionOfInterest',
  'substanceAdministration',
  'supply',
];

/** What stands directly in an entry, a component or an entryRelationship. */
export const statementIn = (holder: XmlNode): XmlNode | undefined => children(holder, ...STATEMENTS)[0];

/** One entry of a section, while it is taken apart. */
export class EntryContext {
  readonly document: DocumentContext;
  /** LOINC code of the section. */
  readonly section: string;
  readonly anchors: Anchors;
  readonly place: string;
  readonly security: readonly JsonObject[];
  readonly notes: Issue[] = [];
  /** Drafts of this entry, by reference. */
  readonly made: string[] = [];
  readonly #taken = new Set<XmlNode>();

  constructor(document: DocumentContext, section: string, anchors: Anchors, place: string, security: readonly JsonObject[]) {
    this.document = document;
    this.section = section;
    this.anchors = anchors;
    this.place = place;
    this.security = security;
  }

  get zone(): string | undefined {
    return this.document.zone;
  }

  /** `subject` and its like. */
  get patient(): JsonObject {
    return this.document.patient === undefined ? { display: 'Not named in this part of a document' } : reference(this.document.patient);
  }

  /** Adds a resource made of `from`; the answer is a reference to it. */
  add(resource: JsonObject, from: XmlNode, ids: readonly InstanceIdentifier[] = idsOf(from)): string {
    this.take(from);
    const security = [...this.security, ...securityOf(from)];
    const labelled = security.length === 0 ? resource : element({ ...resource, meta: { security } });
    const made = this.document.drafts.add(labelled, ids, this.place);
    this.made.push(made);
    return made;
  }

  /** Statements inside `holder` that fit; they are taken care of by whoever asks. */
  related(holder: XmlNode, fits: (statement: XmlNode, relation: XmlNode) => boolean): XmlNode[] {
    return children(holder, 'entryRelationship', 'component').flatMap((relation) => {
      const statement = statementIn(relation);
      if (!statement || this.#taken.has(statement) || !fits(statement, relation)) return [];
      this.take(statement);
      return [statement];
    });
  }

  /** Says that a statement, but not what is inside it, is taken care of. */
  take(statement: XmlNode): void {
    this.#taken.add(statement);
  }

  /** Says that a statement with all that is in it is taken care of. */
  takeWhole(statement: XmlNode): void {
    for (const node of descendants(statement)) this.#taken.add(node);
  }

  isTaken(statement: XmlNode): boolean {
    return this.#taken.has(statement);
  }
}

/** Whether a statement has one of these templates (roots, with or without a version). */
export function hasTemplate(statement: XmlNode | undefined, ...roots: readonly string[]): boolean {
  return children(statement, 'templateId').some(({ attributes }) => roots.includes(attributes['root']?.trim() ?? ''));
}

/** Templates of C-CDA, by the last part of their OID. */
export const CCDA = '2.16.840.1.113883.10.20.22.4.';
export const isCcda = (statement: XmlNode | undefined, ...numbers: readonly string[]): boolean =>
  hasTemplate(statement, ...numbers.map((number) => CCDA + number));

export const codeOf = (statement: XmlNode | undefined): string | undefined => child(statement, 'code')?.attributes['code'];
