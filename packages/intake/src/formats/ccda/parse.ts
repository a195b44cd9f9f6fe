import { issue, type JsonObject } from '@satchel/fhir';
import type { Draft } from '@satchel/record';
import { type Format, type Parsed, type Source, unread } from '../../source.ts';
import { type DocumentContext, EntryContext, statementIn } from './context.ts';
import { idsOf } from './datatypes/ids.ts';
import { lineOfName } from './datatypes/people.ts';
import { zoneOf } from './datatypes/times.ts';
import { Drafts } from './drafts.ts';
import { statement } from './entries/index.ts';
import { excerpt } from './excerpt.ts';
import { documentOf } from './fragments.ts';
import { addDocument, addPeople, HEADER } from './header/document.ts';
import { patientOf } from './header/patient.ts';
import { organizationOf } from './header/people.ts';
import { annotationsIn, isPrivacyAnnotation, labelsIn, securityOf } from './header/security.ts';
import { sourceSystem } from './header/source-system.ts';
import { Anchors } from './narrative/anchors.ts';
import { recognise } from './recognise.ts';
import { anchorsOf, entriesOf, entryPlace, type Section, sectionsOf } from './sections.ts';
import { attribute, child, children, type XmlNode } from './xml/node.ts';
import { readTree, type XmlTree } from './xml/read-tree.ts';

/** C-CDA R1.1 and R2.1, CCD and C32, whole documents and parts of them (docs/formats/c-cda.md). */
export const ccda: Format = { name: 'c-cda', version: '1', recognise, parse, excerpt };

async function* parse(source: Source): AsyncIterable<Parsed> {
  const tree = await readTree(source);
  yield* faultsOf(tree, source.name);
  const found = documentOf(tree.roots);
  if (found) yield* parseDocument(found.document, found.whole);
  else yield unread('There is no clinical document in this file.', source.name);
}

function* faultsOf(tree: XmlTree, name: string): Iterable<Parsed> {
  if (tree.stopped !== undefined)
    yield unread(tree.stopped, name, 'structure', 'What comes before was read; ask the sender for a complete file.');
  for (const fault of tree.faults) yield { kind: 'note', issue: issue('warning', 'structure', fault, { location: name }) };
}

function* parseDocument(document: XmlNode, whole: boolean): Iterable<Parsed> {
  const sections = sectionsOf(document);
  const context = contextOf(document, sections);
  const troubles: Parsed[] = [];
  addPeople(document, context);
  const made = new Map<Section, string[]>();
  for (const section of inOrder(sections)) made.set(section, readSection(section, context, troubles));
  if (whole) addDocument(document, context, { sections, made });
  if (context.patient === undefined)
    troubles.push(note('This does not say whose it is.', HEADER, 'Make sure that it is about the holder of this record.'));
  yield* draftsOf(context, sourceSystem(document));
  yield* troubles;
}

/** Concerns, goals and plans point at entries of other sections, so these are read first. */
function inOrder(sections: readonly Section[]): Section[] {
  const later = ({ code }: Section): boolean => /^(75310-3|61146-7|62387-6|11383-7)$/.test(code);
  return [...sections.filter((section) => !later(section)), ...sections.filter(later)];
}

function contextOf(document: XmlNode, sections: readonly Section[]): DocumentContext {
  const anchors = new Anchors();
  for (const { node } of sections) {
    const text = child(node, 'text');
    if (text) anchors.add(text);
  }
  const zone = zoneOf(attribute(child(document, 'effectiveTime'), 'value'));
  const privacy = sections.flatMap(({ node }) => (isPrivacySection(node) ? annotationsIn(node) : []));
  const drafts = new Drafts();
  const context = { drafts, zone, anchors, security: distinct([...securityOf(document), ...privacy]), patient: undefined };
  const role = child(document, 'recordTarget', 'patientRole');
  if (!role) return context;
  const [id] = idsOf(role);
  drafts.whose = id
    ? `${id.root} ${id.extension ?? ''}`
    : `${lineOfName(child(role, 'patient', 'name')) ?? ''} ${attribute(child(role, 'patient', 'birthTime'), 'value') ?? ''}`;
  const organization = organizationOf(child(role, 'providerOrganization'), context, HEADER);
  const resource = patientOf(role, anchors, zone, organization);
  return { ...context, patient: drafts.addToDirectory(resource, idsOf(role), idsOf(role).length ? '' : drafts.whose, HEADER) };
}

/** Entries of such a section say how private the whole document is (CDA DS4P). */
const isPrivacySection = (section: XmlNode): boolean =>
  attribute(child(section, 'code'), 'code') === '57017-6' ||
  children(section, 'templateId').some(({ attributes }) => attributes['root'] === '2.16.840.1.113883.3.3251.1.5');

function distinct(labels: readonly JsonObject[]): JsonObject[] {
  return [...new Map(labels.map((label) => [`${String(label['system'])}|${String(label['code'])}`, label])).values()];
}

/** Resources of the entries of a section; what became nothing is told. */
function readSection(section: Section, context: DocumentContext, troubles: Parsed[]): string[] {
  const anchors = anchorsOf(section.node, context.anchors);
  const own = securityOf(section.node);
  const security = distinct([...(own.length ? own : []), ...context.security]);
  return entriesOf(section.node).flatMap((entry, n) => {
    const at = new EntryContext(context, section.code, anchors, entryPlace(section, n), security);
    return readEntry(entry, at, troubles);
  });
}

function readEntry(entry: XmlNode, at: EntryContext, troubles: Parsed[]): string[] {
  const inner = statementIn(entry);
  if (entry.broken || inner?.broken) {
    troubles.push(unread('The text ends in the middle of this entry.', at.place));
    return [];
  }
  if (inner && isPrivacyAnnotation(inner) && labelsIn(inner).length) {
    troubles.push(note('This entry says how private the rest is; its labels are on every fact of the document.', at.place));
    return [];
  }
  const made = inner ? statement(inner, at) : [];
  if (at.made.length === 0) troubles.push(nothingIn(inner, at));
  return made;
}

function nothingIn(inner: XmlNode | undefined, at: EntryContext): Parsed {
  if (!inner) return unread('This entry holds nothing that states something.', at.place, 'required');
  return unread(
    'This entry says nothing that could be understood.',
    at.place,
    'not-supported',
    'It can be read in the original, which is kept.',
  );
}

const note = (words: string, location: string, remedy?: string): Parsed => ({
  kind: 'note',
  issue: issue('information', 'informational', words, { location, ...(remedy !== undefined && { remedy }) }),
});

function* draftsOf(context: DocumentContext, system: string): Iterable<Parsed> {
  for (const { resource, name, place } of context.drafts.named()) {
    const draft: Draft = { resource, source: { system, id: name }, place };
    yield { kind: 'draft', draft };
  }
}
