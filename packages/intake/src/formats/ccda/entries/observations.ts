import type { JsonObject } from '@satchel/fhir';
import { codeable, element, HL7, list, mapped, type Parts, reference } from '../build.ts';
import { codeOf, type EntryContext } from '../context.ts';
import { conceptOf, isCoded } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { rangeOf } from '../datatypes/quantities.ts';
import { textOf } from '../datatypes/text.ts';
import { timeElement } from '../datatypes/times.ts';
import { valueOf } from '../datatypes/values.ts';
import { participantOf } from '../header/people.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { conceptIn, isNegated, issuedOf, notesOf, performersOf, siteOf, statusOf, whenIn, wordsOf } from './elements.ts';

/** C-CDA on FHIR, CF-ResultStatus. */
const STATUSES: Readonly<Record<string, string>> = {
  aborted: 'cancelled',
  active: 'registered',
  cancelled: 'cancelled',
  completed: 'final',
  held: 'registered',
  suspended: 'registered',
  nullified: 'entered-in-error',
};

export const category = (code: string, display: string): JsonObject => codeable(`${HL7}/observation-category`, code, display);
const usCore = (code: string, display: string): JsonObject =>
  codeable('http://hl7.org/fhir/us/core/CodeSystem/us-core-category', code, display);

export const LABORATORY = category('laboratory', 'Laboratory');
export const IMAGING = category('imaging', 'Imaging');
export const VITAL_SIGNS = category('vital-signs', 'Vital Signs');
export const SOCIAL_HISTORY = category('social-history', 'Social History');

const CATEGORIES: Readonly<Record<string, JsonObject>> = {
  '30954-2': LABORATORY,
  '11493-4': LABORATORY,
  '8716-3': VITAL_SIGNS,
  '29762-2': SOCIAL_HISTORY,
  '47519-4': category('procedure', 'Procedure'),
  '29545-1': category('exam', 'Exam'),
  '10210-3': category('exam', 'Exam'),
  '10187-3': category('exam', 'Exam'),
  '47420-5': usCore('functional-status', 'Functional Status'),
  '10190-7': usCore('cognitive-status', 'Cognitive Status'),
};

/** Pictures and reports of them are told by their names; LOINC's own classes are not part of a document. */
const PICTURES =
  /\b(x-?ray|radiograph|CT|MRI?|ultrasound|sonogra\w+|mammogra\w+|echocardiogra\w+|PET|angiogra\w+|fluoroscop\w+|DXA|DEXA)\b/i;

export function categoryOf(at: EntryContext, code: JsonObject | undefined): JsonObject | undefined {
  const own = CATEGORIES[at.section];
  return own === LABORATORY && PICTURES.test(JSON.stringify(code ?? '')) ? IMAGING : own;
}

/** What makes one kind of observation different from another. */
export interface Kind {
  readonly category?: JsonObject | undefined;
  readonly code?: JsonObject;
  readonly more?: Parts;
}

/** Any CDA observation that happened, to Observation (C-CDA on FHIR, Results and Social history). */
export function observation(statement: XmlNode, at: EntryContext, kind: Kind = {}): string {
  return at.add(observationOf(statement, at, kind), statement);
}

export function observationOf(statement: XmlNode, at: EntryContext, kind: Kind = {}): JsonObject {
  const code = kind.code ?? codeIn(statement, at);
  const [value, ...further] = children(statement, 'value');
  const author = participantOf(child(children(statement, 'author').at(-1), 'assignedAuthor'), at.document, at.place);
  const performers = performersOf(statement, at);
  const said = valueOf(value, at.anchors, at.zone);
  const negated = isNegated(statement);
  return element({
    resourceType: 'Observation',
    identifier: identifiersOf(statement),
    status: STATUSES[statusOf(statement) ?? ''] ?? 'final',
    category: list(kind.category ?? categoryOf(at, code)),
    code,
    subject: at.patient,
    ...timeElement('effective', whenIn(statement, at)),
    issued: issuedOf(statement, at),
    performer: performers.length ? performers : list(author),
    ...(negated ? deniedValue(said) : said),
    interpretation: mapped(children(statement, 'interpretationCode'), (each) => conceptOf(each, at.anchors)),
    note: notesOf(statement, at),
    bodySite: siteOf(statement, 'targetSiteCode', at),
    method: conceptIn(statement, 'methodCode', at),
    referenceRange: rangesOf(statement, at),
    component: further.map((each) => element({ code: { text: 'Further value' }, ...valueOf(each, at.anchors, at.zone) })),
    ...kind.more,
  });
}

/** An assertion says by its value what it is about, so its words are the words of the section's kind. */
function codeIn(statement: XmlNode, at: EntryContext): JsonObject {
  const code = conceptIn(statement, 'code', at);
  if (code && !isCoded(child(statement, 'code'), 'ASSERTION')) return code;
  return code ? { ...code, text: code['text'] ?? 'Assertion' } : { text: wordsOf(statement, at) ?? 'Not coded' };
}

/** "Not so" about a value: there is no place for it in FHIR but the value's own words. */
function deniedValue(said: Parts): Parts {
  const concept = said['valueCodeableConcept'];
  if (typeof concept !== 'object' || concept === null || Array.isArray(concept))
    return { ...said, valueBoolean: undefined, ...(Object.keys(said).length === 0 && { valueBoolean: false }) };
  const words =
    typeof concept['text'] === 'string' ? concept['text'] : JSON.stringify(concept['coding'] ?? '').match(/"display":"([^"]+)"/)?.[1];
  return { valueString: `Not: ${words ?? 'see the original'}` };
}

/** Only normal ranges: FHIR expects those, and others would be taken for them. */
function rangesOf(statement: XmlNode, at: EntryContext): JsonObject[] {
  return mapped(children(statement, 'referenceRange'), (holder) => {
    const range = child(holder, 'observationRange');
    const meaning = attribute(child(range, 'interpretationCode'), 'code');
    if (meaning !== undefined && meaning !== 'N') return undefined;
    const value = child(range, 'value');
    const bounds = rangeOf(value);
    const text = textOf(child(range, 'text'), at.anchors) ?? (bounds ? undefined : textOf(value, at.anchors));
    const made = element({ ...bounds, text });
    return Object.keys(made).length ? made : undefined;
  });
}

/** Observations inside another become observations of their own that it points to. */
export function members(statement: XmlNode, at: EntryContext, make: (each: XmlNode) => string): JsonObject[] {
  return at.related(statement, (each) => each.name === 'observation' && codeOf(each) !== undefined).map((each) => reference(make(each)));
}
