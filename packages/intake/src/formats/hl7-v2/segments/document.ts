import type { JsonObject } from '@satchel/fhir';
import { attachmentOf, textAttachment } from '../datatypes/attachments.ts';
import { codeOf, conceptOf } from '../datatypes/concepts.ts';
import { dateTimeOf, instantOf } from '../datatypes/dates.ts';
import { entityOf } from '../datatypes/people.ts';
import { valueOf } from '../datatypes/values.ts';
import { idOf } from '../names.ts';
import type { Repetition, Segment } from '../syntax/segment.ts';
import { CONFIDENTIALITY, DOC_STATUS, DOCUMENT_TYPES, lookUp } from '../tables/codes.ts';
import type { Walk } from '../walk.ts';
import { practitioner } from './people.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
/** Events of MDM messages by which a document follows another (T05, T06) or takes its place (T09, T10). */
const RELATIONS: Readonly<Record<string, string>> = { T05: 'appends', T06: 'appends', T09: 'replaces', T10: 'replaces' };

/** TXA: a document. Its text or file comes in the OBX after it. */
export function txa(segment: Segment, walk: Walk): void {
  if (walk.kind !== 'MDM') {
    walk.unread(segment, 'This description of a document stands in a message that brings none.');
    return;
  }
  const number = segment.first(12) ?? segment.first(14);
  const key = documentKey(number, segment, walk);
  if (walk.event === 'T11' || segment.text(19) === 'CA') {
    walk.withdraw('DocumentReference', key, 'The sender has cancelled this document.', segment);
    return;
  }
  const resource = documentReference(segment, walk, number);
  walk.keep(resource, key, segment);
  walk.document = { resource, segment, texts: [], attachments: [] };
  delete walk.report;
  delete walk.remarked;
}

function documentKey(number: Repetition | undefined, segment: Segment, walk: Walk): string[] {
  if (number) return ['document', number.at(1) || number.raw];
  return ['document', walk.patientReference, segment.text(2), segment.text(4) || segment.text(6)];
}

function documentReference(segment: Segment, walk: Walk, number: Repetition | undefined): JsonObject {
  const identifier = entityOf(number, '');
  const code = segment.text(2);
  const docStatus = lookUp(DOC_STATUS, segment.text(17));
  const date = instantOf(segment.text(6) || segment.text(4), walk.zone);
  const started = dateTimeOf(segment.text(4), walk.zone);
  const authors = [...segment.all(9), ...segment.all(5)].map((each) => practitioner(each, segment, walk));
  const label = lookUp(CONFIDENTIALITY, segment.text(18));
  const context: JsonObject = {
    ...(walk.encounter !== undefined && { encounter: [{ reference: walk.encounter }] }),
    ...(started !== undefined && { period: { start: started } }),
  };
  return {
    resourceType: 'DocumentReference',
    ...(identifier && { masterIdentifier: identifier }),
    status: segment.text(19) === 'OB' ? 'superseded' : 'current',
    ...(docStatus !== undefined && { docStatus }),
    ...(code !== '' && { type: typeOf(segment.first(2) as Repetition) }),
    ...walk.subject(),
    ...(date !== undefined && { date }),
    ...listed('author', distinct(authors)),
    ...firstOf('authenticator', practitioner(segment.first(22) ?? segment.first(10), segment, walk)),
    ...relation(segment, walk),
    ...(label !== undefined && { securityLabel: [codeOf(label, `${HL7}/v3-Confidentiality`)] }),
    content: [{ attachment: { title: segment.text(16) || 'Not part of the message' } }],
    ...(Object.keys(context).length && { context }),
  };
}

function typeOf(value: Repetition): JsonObject {
  const known = lookUp(DOCUMENT_TYPES, value.at(1).toUpperCase());
  if (value.at(2) !== '') return conceptOf(value) ?? { text: value.at(1) };
  return codeOf(value.at(1), `${HL7}/v2-0270`, known);
}

/** TXA-13: the document before. */
function relation(segment: Segment, walk: Walk): JsonObject {
  const code = Object.hasOwn(RELATIONS, walk.event) ? RELATIONS[walk.event] : undefined;
  const parent = segment.text(13);
  if (code === undefined || parent === '') return {};
  return { relatesTo: [{ code, target: { reference: `DocumentReference/${idOf('document', parent)}` } }] };
}

/** OBX under a document: lines of its text, or a file. */
export function documentObx(segment: Segment, walk: Walk): void {
  const { document } = walk;
  if (!document) return;
  const attachment = /^(ED|RP)$/.test(segment.text(2)) ? attachmentOf(segment) : undefined;
  if (attachment) document.attachments.push(attachment);
  else {
    const value = valueOf('TX', segment.all(5), {}, walk.zone)['valueString'];
    document.texts.push(typeof value === 'string' ? value : '');
  }
}

/** At the end of a message: what was gathered becomes the content. */
export function finishDocument(walk: Walk): void {
  const { document } = walk;
  if (!document) return;
  const { resource, segment, texts, attachments } = document;
  const title = segment.text(16);
  const text = texts.join('\n').trim();
  const all = [...(text === '' ? [] : [textAttachment(text, title)]), ...attachments];
  if (all.length) resource['content'] = all.map((attachment) => ({ attachment }));
  else walk.tell(segment, 'This message tells of a document without bringing it.');
  delete walk.document;
}

function distinct(all: readonly (JsonObject | undefined)[]): JsonObject[] {
  const seen = new Map(all.filter((each) => each !== undefined).map((each) => [String(each['reference']), each]));
  return [...seen.values()];
}

const listed = (name: string, values: readonly JsonObject[]): JsonObject => (values.length ? { [name]: [...values] } : {});
const firstOf = (name: string, value: JsonObject | undefined): JsonObject => (value ? { [name]: value } : {});
