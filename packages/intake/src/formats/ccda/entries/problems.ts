import type { JsonObject } from '@satchel/fhir';
import { ABSENT, codeable, element, HL7, list, type Parts, SNOMED } from '../build.ts';
import { codeOf, type EntryContext, hasTemplate, isCcda } from '../context.ts';
import { conceptOf, isCoded, qualifiersOf } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { onsetOfAge } from '../datatypes/quantities.ts';
import { dateTimeOf, type When } from '../datatypes/times.ts';
import { attribute, child, type XmlNode } from '../xml/node.ts';
import { authorshipOf, isNegated, notesOf, sitesOf, statusOf, whenIn, wordsOf } from './elements.ts';

/** C-CDA on FHIR: CF-ProblemStatus, CF-ConditionClinicalStatus, CF-ProblemCategory. */
const STATUSES: Readonly<Record<string, string>> = {
  '246455001': 'recurrence',
  '263855007': 'relapse',
  '277022003': 'remission',
  '413322009': 'resolved',
  '55561003': 'active',
  '73425007': 'inactive',
};
const ACT_STATUSES: Readonly<Record<string, string>> = {
  active: 'active',
  aborted: 'inactive',
  completed: 'inactive',
  suspended: 'inactive',
};
const ENDED: ReadonlySet<string> = new Set(['inactive', 'remission', 'resolved']);

const CATEGORY = `${HL7}/condition-category`;
const HEALTH_CONCERN = codeable('http://hl7.org/fhir/us/core/CodeSystem/condition-category', 'health-concern', 'Health Concern');
const ENCOUNTER_DIAGNOSIS = codeable(CATEGORY, 'encounter-diagnosis', 'Encounter Diagnosis');
const PROBLEM = codeable(CATEGORY, 'problem-list-item', 'Problem List Item');
/** Sections whose problems are what a visit found or was about. */
const ENCOUNTER_SECTIONS: ReadonlySet<string> = new Set([
  '46240-8',
  '46241-6',
  '11535-2',
  '42347-5',
  '10219-4',
  '10218-6',
  '59769-0',
  '29308-4',
  '78375-3',
  '10154-3',
]);

const ANY_PROBLEM: readonly string[] = [
  '55607006',
  '404684003',
  '64572001',
  '418799008',
  '282291009',
  '248536006',
  '373930000',
  '409586006',
];
/** Said of a person, in place of "problem: no". */
const NO_PROBLEM = codeable(SNOMED, '160245001', 'No current problems or disability');
const ASSERTED = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';

/** Whether this is a Problem Observation of C-CDA, CCD or C32. */
export const isProblemObservation = (statement: XmlNode): boolean =>
  statement.name === 'observation' &&
  (isCcda(statement, '4') || hasTemplate(statement, '2.16.840.1.113883.10.20.1.28', '1.3.6.1.4.1.19376.1.5.3.1.4.5'));

/** Problem Observation to Condition; `concern` is the act around it, `encounter` the visit that it is a diagnosis of. */
export function problem(observation: XmlNode, concern: XmlNode | undefined, at: EntryContext, encounter?: JsonObject): string {
  const when = whenIn(observation, at);
  const { recorded, recorder } = authorshipOf(observation, at);
  const value = child(observation, 'value');
  const kind = conceptOf(child(observation, 'code'), at.anchors);
  const resource = element({
    resourceType: 'Condition',
    extension: assertedOf(observation, at),
    identifier: identifiersOf(observation),
    ...statusesOf(observation, concern, when, at),
    category: list(isCoded(child(observation, 'code'), 'ASSERTION') ? undefined : kind, categoryOf(at, encounter)),
    severity: severityOf(observation, at),
    code: isDenied(observation) ? NO_PROBLEM : (conceptOf(value, at.anchors) ?? wordsAsConcept(observation, at)),
    bodySite: [...sitesOf(observation, 'targetSiteCode', at), ...qualifiersOf(value, at.anchors)],
    subject: at.patient,
    encounter,
    ...onsetOf(observation, when, at),
    ...abatementOf(when),
    recordedDate: recorded,
    recorder,
    note: notesOf(observation, at),
  });
  return at.add(resource, observation);
}

const isDenied = (observation: XmlNode): boolean => {
  const value = child(observation, 'value');
  return isNegated(observation) && (attribute(value, 'code') === undefined || isCoded(value, ...ANY_PROBLEM));
};

function wordsAsConcept(observation: XmlNode, at: EntryContext): JsonObject {
  return { text: wordsOf(observation, at) ?? 'Not coded' };
}

function categoryOf(at: EntryContext, encounter: JsonObject | undefined): JsonObject {
  if (encounter || ENCOUNTER_SECTIONS.has(at.section)) return ENCOUNTER_DIAGNOSIS;
  return at.section === '75310-3' ? HEALTH_CONCERN : PROBLEM;
}

/** The status observation speaks first, then the concern act; what has ended cannot be active (con-4). */
function statusesOf(observation: XmlNode, concern: XmlNode | undefined, when: When, at: EntryContext): Parts {
  const act = (concern && statusOf(concern)) ?? statusOf(observation);
  const [stated] = at.related(
    observation,
    (each) => codeOf(each) === '33999-4' || isCcda(each, '6') || hasTemplate(each, '2.16.840.1.113883.10.20.1.50'),
  );
  if (act === 'nullified') return { verificationStatus: codeable(`${HL7}/condition-ver-status`, 'entered-in-error') };
  const said = STATUSES[attribute(child(stated, 'value'), 'code') ?? ''] ?? (concern && ACT_STATUSES[statusOf(concern) ?? '']);
  const ended = when.high !== undefined || when.endedUnknown === true;
  const status = ended ? (said !== undefined && ENDED.has(said) ? said : said === undefined ? 'resolved' : 'inactive') : (said ?? 'active');
  const refuted = isNegated(observation) && !isDenied(observation);
  return {
    clinicalStatus: codeable(`${HL7}/condition-clinical`, status),
    verificationStatus: refuted ? codeable(`${HL7}/condition-ver-status`, 'refuted') : undefined,
  };
}

function abatementOf(when: When): Parts {
  if (when.high !== undefined) return { abatementDateTime: when.high };
  return when.endedUnknown ? { _abatementDateTime: { extension: [{ url: ABSENT, valueCode: 'unknown' }] } } : {};
}

/** Age at onset stands in where there is no date (only one of them may be told). */
function onsetOf(observation: XmlNode, when: When, at: EntryContext): Parts {
  const [age] = at.related(observation, (each) => codeOf(each) === '445518008' || isCcda(each, '31'));
  const onset = when.low ?? when.value;
  if (onset !== undefined) return { onsetDateTime: onset };
  return onsetOfAge(child(age, 'value'));
}

function assertedOf(observation: XmlNode, at: EntryContext): JsonObject[] {
  const [act] = at.related(observation, (each) => codeOf(each) === '77975-1' || isCcda(each, '502'));
  const time = child(act, 'effectiveTime');
  const asserted = dateTimeOf(attribute(time, 'value') ?? attribute(child(time, 'low'), 'value'), at.zone);
  return asserted === undefined ? [] : [{ url: ASSERTED, valueDateTime: asserted }];
}

function severityOf(observation: XmlNode, at: EntryContext): JsonObject | undefined {
  const [found] = at.related(observation, (each) => codeOf(each) === 'SEV' || isCcda(each, '8'));
  return found && conceptOf(child(found, 'value'), at.anchors);
}
