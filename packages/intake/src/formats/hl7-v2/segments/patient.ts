import type { JsonObject } from '@satchel/fhir';
import { conceptOf } from '../datatypes/concepts.ts';
import { dateOf, dateTimeOf } from '../datatypes/dates.ts';
import { addressOf, identifierOf, nameOf, telecomOf } from '../datatypes/people.ts';
import type { Repetition, Segment } from '../syntax/segment.ts';
import { GENDER, lookUp } from '../tables/codes.ts';
import type { Walk } from '../walk.ts';

const FHIR = 'http://hl7.org/fhir/StructureDefinition';
const list = <T>(name: string, values: readonly (T | undefined)[]): Record<string, T[]> => {
  const found = values.filter((each) => each !== undefined);
  return found.length ? { [name]: found } : {};
};

/** PID: who the message is about. */
export function pid(segment: Segment, walk: Walk): void {
  const identifiers = [
    ...segment.all(3).map((each) => identifierOf(each)),
    ...segment.all(2).map((each) => identifierOf(each)),
    ...segment.all(4).map((each) => identifierOf(each)),
    ...segment.all(19).map((each) => identifierOf(each, 'SS')),
    ...segment.all(20).map((each) => identifierOf(each, 'DL')),
  ];
  const birth = dateOf(segment.text(7));
  const gender = lookUp(GENDER, segment.text(8).toUpperCase());
  const patient: JsonObject = {
    resourceType: 'Patient',
    ...list('extension', extensions(segment)),
    ...list('identifier', distinct(identifiers)),
    ...list(
      'name',
      [...segment.all(5), ...segment.all(9)].map((each) => nameOf(each)),
    ),
    ...list('telecom', telecoms(segment)),
    ...(gender !== undefined && { gender }),
    ...(birth !== undefined && { birthDate: birth }),
    ...deceased(segment, walk),
    ...list('address', segment.all(11).map(addressOf)),
    ...concept('maritalStatus', segment.first(16)),
    ...birthOrder(segment),
    ...list('communication', [language(segment.first(15))]),
  };
  walk.begin(patient, keyOfPatient(segment), segment);
}

/** The number of the sender's own record, else the first of its list, else the name and the day of birth. */
function keyOfPatient(segment: Segment): string[] {
  const numbers = [...segment.all(3), ...segment.all(2)];
  const first = ['MR', 'PI'].map((type) => numbers.find((each) => each.at(5) === type)).find((each) => each) ?? numbers[0];
  const name = segment.first(5);
  return first ? [first.at(1), first.at(4)] : [name?.raw ?? '', segment.text(7)];
}

function distinct(all: readonly (JsonObject | undefined)[]): JsonObject[] {
  const seen = new Map<string, JsonObject>();
  for (const each of all) if (each && !seen.has(JSON.stringify(each))) seen.set(JSON.stringify(each), each);
  return [...seen.values()];
}

function telecoms(segment: Segment): (JsonObject | undefined)[] {
  return [
    ...segment.all(13).map((each) => telecomOf(each, 'home')),
    ...segment.all(14).map((each) => telecomOf(each, 'work')),
    ...segment.all(40).map((each) => telecomOf(each)),
  ];
}

function extensions(segment: Segment): (JsonObject | undefined)[] {
  const mother = segment.first(6);
  const place = segment.text(23);
  const religion = conceptOf(segment.first(17));
  const maiden = mother ? [mother.at(1), mother.at(2)].filter(Boolean).join(', ') : '';
  return [
    maiden === '' ? undefined : { url: `${FHIR}/patient-mothersMaidenName`, valueString: maiden },
    religion && { url: `${FHIR}/patient-religion`, valueCodeableConcept: religion },
    place === '' ? undefined : { url: `${FHIR}/patient-birthPlace`, valueAddress: { text: place } },
    usCore('race', segment.all(10)),
    usCore('ethnicity', segment.all(22)),
  ];
}

/** Race and ethnicity are US questions; US Core says how they are written. */
function usCore(what: 'race' | 'ethnicity', values: readonly Repetition[]): JsonObject | undefined {
  const concepts = values.map(conceptOf).filter((each) => each !== undefined);
  if (concepts.length === 0) return undefined;
  const system = 'urn:oid:2.16.840.1.113883.6.238';
  const codings = values
    .filter((each) => /^\d{4}-\d$/.test(each.at(1)))
    .map((each) => ({ system, code: each.at(1), ...(each.at(2) && { display: each.at(2) }) }));
  const text = values.map((each) => each.at(2) || each.at(1)).join(', ');
  return {
    url: `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${what}`,
    extension: [...codings.map((valueCoding) => ({ url: 'ombCategory', valueCoding })), { url: 'text', valueString: text }],
  };
}

function deceased(segment: Segment, walk: Walk): JsonObject {
  const at = dateTimeOf(segment.text(29), walk.zone);
  if (at !== undefined) return { deceasedDateTime: at };
  const known = segment.text(30);
  return known === 'Y' || known === 'N' ? { deceasedBoolean: known === 'Y' } : {};
}

function birthOrder(segment: Segment): JsonObject {
  const order = Number(segment.text(25));
  if (Number.isInteger(order) && order > 0) return { multipleBirthInteger: order };
  const known = segment.text(24);
  return known === 'Y' || known === 'N' ? { multipleBirthBoolean: known === 'Y' } : {};
}

function language(value: Repetition | undefined): JsonObject | undefined {
  const spoken = conceptOf(value);
  return spoken && { language: spoken };
}

function concept(name: string, value: Repetition | undefined): JsonObject {
  const found = conceptOf(value);
  return found ? { [name]: found } : {};
}

/** NK1: next of kin, in the person's own list of contacts. */
export function nk1(segment: Segment, walk: Walk): void {
  if (!walk.patient) return;
  const [name] = segment.all(2).map((each) => nameOf(each));
  const [address] = segment.all(4).map(addressOf);
  const relationships = [segment.first(3), segment.first(7)].map(conceptOf).filter((each) => each !== undefined);
  const contact: JsonObject = {
    ...list('relationship', relationships),
    ...(name && { name }),
    ...list('telecom', [
      ...segment.all(5).map((each) => telecomOf(each, 'home')),
      ...segment.all(6).map((each) => telecomOf(each, 'work')),
    ]),
    ...(address && { address }),
  };
  if (!name && !address && contact['telecom'] === undefined) return;
  const before = Array.isArray(walk.patient['contact']) ? walk.patient['contact'] : [];
  walk.patient['contact'] = [...before, contact];
}

/** MRG: a number that this person had, and that now is theirs no more. */
export function mrg(segment: Segment, walk: Walk): void {
  if (!walk.patient) return;
  const old = segment
    .all(1)
    .map((each) => identifierOf(each))
    .filter((each) => each !== undefined);
  const before = Array.isArray(walk.patient['identifier']) ? walk.patient['identifier'] : [];
  if (old.length) walk.patient['identifier'] = [...before, ...old.map((each) => ({ use: 'old', ...each }))];
  walk.tell(segment, 'The sender has merged two of its records of this person; the number of the other is kept as an old one.');
}

/** PD1-4: the doctor who usually sees the person. */
export function pd1(segment: Segment, walk: Walk): void {
  const doctor = segment.first(4);
  const words = doctor ? nameOf(doctor, 1) : undefined;
  if (!walk.patient || !doctor || !words) return;
  const display = [
    ...((words['prefix'] as string[] | undefined) ?? []),
    ...((words['given'] as string[] | undefined) ?? []),
    words['family'],
  ]
    .filter(Boolean)
    .join(' ');
  walk.patient['generalPractitioner'] = [{ display }];
}
