import type { JsonObject } from '@satchel/fhir';
import { absent, codeable, element, elementOrNone, HL7, list, LOINC, mapped, type Parts, reference } from '../build.ts';
import type { DocumentContext } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifierOf, idsOf, type InstanceIdentifier } from '../datatypes/ids.ts';
import { dateTimeOf, periodOf, whenOf } from '../datatypes/times.ts';
import { instantOf } from '../datatypes/people.ts';
import { classOf, encounterStatus, typesOf } from '../entries/encounters.ts';
import { Anchors, plainText } from '../narrative/anchors.ts';
import { narrativeOf } from '../narrative/to-xhtml.ts';
import type { Section } from '../sections.ts';
import { attribute, child, children, ownText, type XmlNode } from '../xml/node.ts';
import { locationOf, organizationOf, participantOf, relatedPersonOf } from './people.ts';

export const HEADER = 'header';

/** What the body became, for the table of contents. */
export interface Contents {
  readonly sections: readonly Section[];
  /** References to the resources that each section's entries became. */
  readonly made: ReadonlyMap<Section, readonly string[]>;
}

/** What stands once for a document: kind, title, time, who wrote, keeps and vouches for it. */
interface Front {
  readonly type: JsonObject;
  readonly title: string;
  readonly time: string | undefined;
  readonly authors: JsonObject[];
  readonly custodian: JsonObject | undefined;
  readonly encounter: JsonObject | undefined;
  readonly ids: readonly InstanceIdentifier[];
  readonly period: JsonObject | undefined;
}

/** The document itself: a DocumentReference, and for a structured body a Composition with its narrative. */
export function addDocument(document: XmlNode, context: DocumentContext, contents: Contents): void {
  const front = frontOf(document, context);
  addCareTeam(document, context, front.period);
  const composition = contents.sections.length ? addComposition(document, context, front, contents) : undefined;
  addDocumentReference(document, context, front, composition);
}

function frontOf(document: XmlNode, context: DocumentContext): Front {
  const title = child(document, 'title');
  const type = conceptOf(child(document, 'code'), context.anchors) ?? codeable(LOINC, '34133-9', 'Summarization of Episode Note');
  return {
    type,
    title: (title && plainText(title)) || attribute(child(document, 'code'), 'displayName') || 'Clinical document',
    time: attribute(child(document, 'effectiveTime'), 'value'),
    authors: authorsOf(document, context),
    custodian: organizationOf(child(document, 'custodian', 'assignedCustodian', 'representedCustodianOrganization'), context, HEADER),
    encounter: encompassingEncounter(document, context),
    ids: idsOf(document),
    period: periodOf(whenOf(child(document, 'documentationOf', 'serviceEvent', 'effectiveTime'), context.zone)),
  };
}

/** Whoever wrote it; a patient who did is the Patient. */
function authorsOf(document: XmlNode, context: DocumentContext): JsonObject[] {
  return mapped(children(document, 'author'), (author) => {
    const role = child(author, 'assignedAuthor');
    const isSelf = attribute(child(role, 'code'), 'code') === 'ONESELF';
    return isSelf && context.patient !== undefined ? reference(context.patient) : participantOf(role, context, HEADER);
  });
}

function addComposition(document: XmlNode, context: DocumentContext, front: Front, contents: Contents): string {
  const confidentiality = attribute(child(document, 'confidentialityCode'), 'code');
  const [identifier] = mapped(children(document, 'id'), identifierOf);
  const resource = element({
    resourceType: 'Composition',
    meta: context.security.length ? { security: [...context.security] } : undefined,
    language: attribute(child(document, 'languageCode'), 'code')?.replace('_', '-'),
    identifier,
    status: 'final',
    type: front.type,
    subject: context.patient === undefined ? undefined : reference(context.patient),
    encounter: front.encounter,
    ...dated(dateTimeOf(front.time, context.zone)),
    author: front.authors.length ? front.authors : [{ display: 'Not named in the document' }],
    title: front.title,
    confidentiality: confidentiality !== undefined && /^[ULMNRV]$/.test(confidentiality) ? confidentiality : undefined,
    attester: attestersOf(document, context),
    custodian: front.custodian,
    relatesTo: mapped(children(document, 'relatedDocument'), (related) => {
      const targetIdentifier = mapped(children(child(related, 'parentDocument'), 'id'), identifierOf)[0];
      const code = { RPLC: 'replaces', APND: 'appends', XFRM: 'transforms' }[attribute(related, 'typeCode') ?? ''];
      return targetIdentifier && code !== undefined ? { code, targetIdentifier } : undefined;
    }),
    event: list(elementOrNone({ period: front.period })),
    section: sectionsIn(undefined, contents),
  });
  return context.drafts.add(resource, front.ids, HEADER);
}

const dated = (date: string | undefined): Parts => (date === undefined ? { _date: absent() } : { date });

/** Legal authenticators and authenticators. */
function attestersOf(document: XmlNode, context: DocumentContext): JsonObject[] {
  return mapped(children(document, 'legalAuthenticator', 'authenticator'), (each) => {
    const party = participantOf(child(each, 'assignedEntity'), context, HEADER);
    return (
      party &&
      element({
        mode: each.name === 'authenticator' ? 'professional' : 'legal',
        time: dateTimeOf(attribute(child(each, 'time'), 'value'), context.zone),
        party,
      })
    );
  });
}

const EMPTY_REASONS: Readonly<Record<string, string>> = {
  NI: 'unavailable',
  UNK: 'unavailable',
  NASK: 'notasked',
  MSK: 'withheld',
  NAV: 'unavailable',
  NA: 'unavailable',
};

function sectionsIn(parent: Section | undefined, contents: Contents): JsonObject[] {
  return contents.sections.filter((section) => section.parent === parent).map((section) => sectionOf(section, contents));
}

function sectionOf(section: Section, contents: Contents): JsonObject {
  const { node, label } = section;
  const title = child(node, 'title');
  const div = narrativeOf(child(node, 'text'));
  const entry = [...new Set(contents.made.get(section) ?? [])].map((each) => reference(each));
  const inner = sectionsIn(section, contents);
  const reason = EMPTY_REASONS[attribute(node, 'nullFlavor') ?? ''];
  const isBare = div === undefined && entry.length + inner.length === 0;
  const code = child(node, 'code');
  return element({
    title: (title && plainText(title)) || label,
    code: code && conceptOf(code, NO_ANCHORS),
    text: div === undefined ? (isBare ? NOTHING : undefined) : { status: 'additional', div },
    entry,
    emptyReason: reason !== undefined && entry.length === 0 ? codeable(`${HL7}/list-empty-reason`, reason) : undefined,
    section: inner,
  });
}

/** A section has a text, entries or sections (cmp-1). */
const NOTHING: JsonObject = {
  status: 'empty',
  div: '<div xmlns="http://www.w3.org/1999/xhtml">This section is empty in the document.</div>',
};

const NO_ANCHORS = new Anchors();

function addDocumentReference(document: XmlNode, context: DocumentContext, front: Front, composition: string | undefined): void {
  const date = instantOf(front.time, context.zone);
  const set = child(document, 'setId');
  const resource = element({
    resourceType: 'DocumentReference',
    meta: context.security.length ? { security: [...context.security] } : undefined,
    masterIdentifier: mapped(children(document, 'id'), identifierOf)[0],
    identifier: list(set && identifierOf(set)),
    status: 'current',
    type: front.type,
    category: [codeable('http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category', 'clinical-note', 'Clinical Note')],
    subject: context.patient === undefined ? undefined : reference(context.patient),
    date,
    author: front.authors,
    custodian: front.custodian,
    relatesTo: relatesTo(document),
    description: front.title,
    securityLabel: context.security.map((each) => ({ coding: [each] })),
    content: [element({ attachment: bodyOf(document, context, front), format: formatOf(document) })],
    context: element({
      encounter: list(front.encounter),
      period: front.period,
      related: list(composition === undefined ? undefined : reference(composition)),
    }),
  });
  context.drafts.add(resource, front.ids, HEADER);
}

/** The body: the bytes of one that is not structured; of a structured one its name alone, for the original is kept. */
function bodyOf(document: XmlNode, context: DocumentContext, front: Front): JsonObject {
  const text = child(document, 'component', 'nonXMLBody', 'text');
  const title = front.title;
  const creation = dateTimeOf(front.time, context.zone);
  if (!text) return element({ contentType: 'application/xml', title, creation });
  const written = ownText(text);
  const data = attribute(text, 'representation') === 'B64' ? written?.replace(/\s+/g, '') : undefined;
  const contentType = attribute(text, 'mediaType') ?? 'application/octet-stream';
  if (data && /^[A-Za-z0-9+/]+={0,2}$/.test(data)) return element({ contentType, data, title, creation });
  if (written !== undefined && attribute(text, 'representation') !== 'B64')
    return element({ contentType: 'text/plain', data: Buffer.from(plainText(text), 'utf8').toString('base64'), title, creation });
  return element({ contentType, title, creation });
}

function formatOf(document: XmlNode): JsonObject {
  const isUnstructured = child(document, 'component', 'nonXMLBody') !== undefined;
  const system = 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode';
  return isUnstructured
    ? { system, code: 'urn:hl7-org:sdwg:ccda-nonXMLBody:2.1' }
    : { system, code: 'urn:hl7-org:sdwg:ccda-structuredBody:2.1' };
}

function relatesTo(document: XmlNode): JsonObject[] {
  return mapped(children(document, 'relatedDocument'), (related) => {
    const identifier = mapped(children(child(related, 'parentDocument'), 'id'), identifierOf)[0];
    const code = { RPLC: 'replaces', APND: 'appends', XFRM: 'transforms' }[attribute(related, 'typeCode') ?? ''];
    return identifier && code !== undefined ? { code, target: { type: 'DocumentReference', identifier } } : undefined;
  });
}

/** The visit that a document is of; where an entry tells of it too, both are one. */
function encompassingEncounter(document: XmlNode, context: DocumentContext): JsonObject | undefined {
  const node = child(document, 'componentOf', 'encompassingEncounter');
  if (!node) return undefined;
  const when = whenOf(child(node, 'effectiveTime'), context.zone);
  const location = locationOf(child(node, 'location', 'healthCareFacility'), context, HEADER);
  const parties = [...children(node, 'responsibleParty'), ...children(node, 'encounterParticipant')];
  const participants = mapped(parties, (each) => {
    const individual = participantOf(child(each, 'assignedEntity'), context, HEADER);
    const isPerson = individual && context.drafts.get(String(individual['reference']))?.['resourceType'] !== 'Organization';
    return isPerson ? { individual } : undefined;
  });
  const more = element({
    participant: participants,
    period: periodOf(when.high === undefined && when.value !== undefined ? { low: when.value } : when),
    hospitalization: element({ dischargeDisposition: conceptOf(child(node, 'dischargeDispositionCode'), context.anchors) }),
    location: list(location && { location }),
    serviceProvider: organizationOf(child(node, 'location', 'healthCareFacility', 'serviceProviderOrganization'), context, HEADER),
  });
  const ids = idsOf(node);
  const known = context.drafts.find(ids, 'Encounter');
  if (known !== undefined) {
    context.drafts.complete(known, more);
    return reference(known);
  }
  const resource = element({
    resourceType: 'Encounter',
    identifier: mapped(children(node, 'id'), identifierOf),
    status: encounterStatus(undefined, when),
    class: classOf(child(node, 'code')),
    type: typesOf(child(node, 'code'), context.anchors),
    subject: context.patient === undefined ? undefined : reference(context.patient),
    ...more,
  });
  return reference(context.drafts.add(resource, ids, HEADER));
}

/** Everybody whom the header names, so that entries that give only a number find a name. Relatives and people to turn to are kept as such. */
export function addPeople(document: XmlNode, context: DocumentContext): void {
  authorsOf(document, context);
  for (const each of children(document, 'dataEnterer', 'informant', 'legalAuthenticator', 'authenticator')) {
    relatedPersonOf(child(each, 'relatedEntity'), context, HEADER);
    participantOf(child(each, 'assignedEntity'), context, HEADER);
  }
  for (const performer of performersIn(document)) participantOf(child(performer, 'assignedEntity'), context, HEADER);
  for (const participant of children(document, 'participant')) {
    const role = child(participant, 'associatedEntity');
    const related = /^(PRS|NOK|ECON|CAREGIVER|AGNT|GUARD)$/.test(attribute(role, 'classCode') ?? '');
    if (related) relatedPersonOf(role, context, HEADER);
    else participantOf(role, context, HEADER);
  }
}

const performersIn = (document: XmlNode): XmlNode[] =>
  children(document, 'documentationOf').flatMap((each) => children(child(each, 'serviceEvent'), 'performer'));

/** Who gave the care that the document is about. */
function addCareTeam(document: XmlNode, context: DocumentContext, period: JsonObject | undefined): void {
  const participant = mapped(performersIn(document), (performer) => {
    const member = participantOf(child(performer, 'assignedEntity'), context, HEADER);
    const role =
      conceptOf(child(performer, 'functionCode'), context.anchors) ??
      conceptOf(child(performer, 'assignedEntity', 'code'), context.anchors);
    return member && element({ role: list(role), member });
  });
  if (participant.length === 0 || context.patient === undefined) return;
  const resource = element({
    resourceType: 'CareTeam',
    status: 'active',
    name: 'Care team of the document',
    subject: reference(context.patient),
    period,
    participant,
  });
  context.drafts.add(resource, [], HEADER);
}
