import type { JsonObject } from '@satchel/fhir';
import { codeable, element, HL7, type Parts } from '../build.ts';
import { codeOf, type EntryContext, hasTemplate, isCcda } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { genderOf, lineOfName } from '../datatypes/people.ts';
import { onsetOfAge } from '../datatypes/quantities.ts';
import { dateOf, dateTimeOf, pointOf } from '../datatypes/times.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { isNegated, notesOf, whenIn, wordsOf, wordsOfConcept } from './elements.ts';

export const isFamilyHistory = (organizer: XmlNode): boolean =>
  isCcda(organizer, '45') ||
  hasTemplate(organizer, '2.16.840.1.113883.10.20.1.23') ||
  child(organizer, 'subject', 'relatedSubject') !== undefined;

/** Family History Organizer to FamilyMemberHistory; also an observation by itself that names a relative. */
export function familyHistory(organizer: XmlNode, at: EntryContext): string {
  const relative = child(organizer, 'subject', 'relatedSubject');
  const subject = child(relative, 'subject');
  const found = organizer.name === 'observation' ? [organizer] : at.related(organizer, (each) => each.name === 'observation');
  const told = found.map((each) => conditionOf(each, at));
  const resource = element({
    resourceType: 'FamilyMemberHistory',
    identifier: identifiersOf(organizer),
    status: 'completed',
    patient: at.patient,
    date: pointOf(whenIn(organizer, at)),
    name: lineOfName(child(subject, 'name')),
    relationship: conceptOf(child(relative, 'code'), at.anchors) ?? codeable(`${HL7}/v3-RoleCode`, 'FAMMEMB', 'family member'),
    sex: sexOf(child(subject, 'administrativeGenderCode')),
    bornDate: dateOf(attribute(child(subject, 'birthTime'), 'value')),
    ...deceasedOf(subject, told, at),
    note: notesOf(organizer, at),
    condition: told.map(({ condition }) => condition),
  });
  return at.add(resource, organizer);
}

function sexOf(code: XmlNode | undefined): JsonObject | undefined {
  const gender = genderOf(code);
  return gender === undefined || attribute(code, 'code') === undefined
    ? undefined
    : codeable('http://hl7.org/fhir/administrative-gender', gender);
}

interface Told {
  readonly condition: JsonObject;
  /** The relative died of it. */
  readonly fatal: boolean;
}

function conditionOf(observation: XmlNode, at: EntryContext): Told {
  const [age] = at.related(
    observation,
    (each) => codeOf(each) === '445518008' || isCcda(each, '31') || hasTemplate(each, '2.16.840.1.113883.10.20.1.38'),
  );
  const [death] = at.related(observation, (each) => isCcda(each, '47') || hasTemplate(each, '2.16.840.1.113883.10.20.1.42'));
  const when = whenIn(observation, at);
  const onset = onsetOfAge(child(age, 'value'));
  const concept = conceptOf(child(observation, 'value'), at.anchors) ?? { text: wordsOf(observation, at) ?? 'Not coded' };
  const condition = element({
    code: isNegated(observation) ? { text: `Not: ${wordsOfConcept(concept) ?? 'see the original'}` } : concept,
    contributedToDeath: death ? true : undefined,
    ...(Object.keys(onset).length > 0 ? onset : { onsetString: when.low ?? when.value }),
    note: notesOf(observation, at),
  });
  return { condition, fatal: death !== undefined };
}

function deceasedOf(subject: XmlNode | undefined, told: readonly Told[], at: EntryContext): Parts {
  const time = dateTimeOf(attribute(child(subject, 'sdtc:deceasedTime'), 'value'), at.zone)?.slice(0, 10);
  if (time !== undefined) return { deceasedDate: time };
  const died = attribute(child(subject, 'sdtc:deceasedInd'), 'value');
  if (told.some(({ fatal }) => fatal)) return { deceasedBoolean: true };
  return died === 'true' || died === 'false' ? { deceasedBoolean: died === 'true' } : {};
}

/** Relatives named by an observation itself. */
export const namesRelative = (statement: XmlNode): boolean =>
  children(statement, 'subject').some((each) => child(each, 'relatedSubject') !== undefined);
