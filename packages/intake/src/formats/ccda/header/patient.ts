import type { JsonObject } from '@satchel/fhir';
import { codeable, coding, element, elementOrNone, HL7, list, mapped } from '../build.ts';
import { codingOf, conceptOf } from '../datatypes/codes.ts';
import { identifiersOf } from '../datatypes/ids.ts';
import { addressesOf, addressOf, genderOf, namesOf, telecomsOf } from '../datatypes/people.ts';
import { dateOf, dateTimeOf } from '../datatypes/times.ts';
import type { Anchors } from '../narrative/anchors.ts';
import { plainText } from '../narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const EXTENSION = 'http://hl7.org/fhir/StructureDefinition';

/** `recordTarget/patientRole` to Patient (C-CDA on FHIR, Patient). Its organisation is handed in. */
export function patientOf(
  role: XmlNode,
  anchors: Anchors,
  zone: string | undefined,
  managingOrganization: JsonObject | undefined,
): JsonObject {
  const patient = child(role, 'patient');
  const birth = attribute(child(patient, 'birthTime'), 'value');
  const birthTime = dateTimeOf(birth, zone);
  return element({
    resourceType: 'Patient',
    extension: [
      ...raceOf(patient, anchors),
      ...ethnicityOf(patient, anchors),
      ...extensionOf(`${EXTENSION}/patient-religion`, conceptOf(child(patient, 'religiousAffiliationCode'), anchors)),
      ...birthPlaceOf(patient),
    ],
    identifier: identifiersOf(role),
    name: namesOf(patient),
    telecom: telecomsOf(role),
    gender: genderOf(child(patient, 'administrativeGenderCode')),
    birthDate: dateOf(birth),
    _birthDate: birthTime?.includes('T') ? { extension: [{ url: `${EXTENSION}/patient-birthTime`, valueDateTime: birthTime }] } : undefined,
    ...deceasedOf(patient, zone),
    address: addressesOf(role),
    maritalStatus: conceptOf(child(patient, 'maritalStatusCode'), anchors),
    contact: mapped(children(patient, 'guardian'), (guardian) => guardianOf(guardian, anchors)),
    communication: mapped(children(patient, 'languageCommunication'), (language) => communicationOf(language, anchors)),
    managingOrganization,
  });
}

function deceasedOf(patient: XmlNode | undefined, zone: string | undefined): { deceasedDateTime?: string; deceasedBoolean?: boolean } {
  const time = dateTimeOf(attribute(child(patient, 'sdtc:deceasedTime'), 'value'), zone);
  if (time !== undefined) return { deceasedDateTime: time };
  const died = attribute(child(patient, 'sdtc:deceasedInd'), 'value');
  return died === 'true' || died === 'false' ? { deceasedBoolean: died === 'true' } : {};
}

/** The categories of the US Office of Management and Budget; everything else is detail. */
const OMB_RACES: ReadonlySet<string> = new Set(['1002-5', '2028-9', '2054-5', '2076-8', '2106-3', 'UNK', 'ASKU']);
const OMB_ETHNICITIES: ReadonlySet<string> = new Set(['2135-2', '2186-5']);

const raceOf = (patient: XmlNode | undefined, anchors: Anchors): JsonObject[] =>
  originOf(`${US_CORE}/us-core-race`, children(patient, 'raceCode', 'sdtc:raceCode'), OMB_RACES, 5, anchors);

const ethnicityOf = (patient: XmlNode | undefined, anchors: Anchors): JsonObject[] =>
  originOf(`${US_CORE}/us-core-ethnicity`, children(patient, 'ethnicGroupCode', 'sdtc:ethnicGroupCode'), OMB_ETHNICITIES, 1, anchors);

function originOf(url: string, codes: readonly XmlNode[], omb: ReadonlySet<string>, most: number, anchors: Anchors): JsonObject[] {
  const codings = mapped(codes, codingOf);
  const isOmb = (each: JsonObject): boolean => omb.has(String(each['code']));
  const texts = new Set(codes.flatMap((code) => String(conceptOf(code, anchors)?.['text'] ?? attribute(code, 'displayName') ?? '') || []));
  if (codings.length === 0 && texts.size === 0) return [];
  const categories = codings.filter(isOmb);
  const parts = [
    ...categories.slice(0, most).map((valueCoding) => ({ url: 'ombCategory', valueCoding })),
    ...[...categories.slice(most), ...codings.filter((each) => !isOmb(each))].map((valueCoding) => ({ url: 'detailed', valueCoding })),
    { url: 'text', valueString: [...texts].join(', ') || codings.map((each) => String(each['code'])).join(', ') },
  ];
  return [{ url, extension: parts }];
}

const extensionOf = (url: string, valueCodeableConcept: JsonObject | undefined): JsonObject[] =>
  valueCodeableConcept ? [{ url, valueCodeableConcept }] : [];

function birthPlaceOf(patient: XmlNode | undefined): JsonObject[] {
  const addr = child(patient, 'birthplace', 'place', 'addr') ?? child(patient, 'birthPlace', 'place', 'addr');
  const valueAddress = addr && addressOf(addr);
  return valueAddress ? [{ url: `${EXTENSION}/patient-birthPlace`, valueAddress }] : [];
}

function guardianOf(guardian: XmlNode, anchors: Anchors): JsonObject | undefined {
  const person = child(guardian, 'guardianPerson');
  const organization = child(guardian, 'guardianOrganization', 'name');
  const contact = elementOrNone({
    name: namesOf(person)[0] ?? (organization && { text: plainText(organization) }),
    telecom: telecomsOf(guardian),
    address: addressesOf(guardian)[0],
  });
  if (!contact) return undefined;
  const relationships = [child(guardian, 'code'), child(person, 'sdtc:asPatientRelationship', 'code')];
  return {
    relationship: [codeable(`${HL7}/v3-RoleCode`, 'GUARD', 'guardian'), ...relationships.flatMap((code) => conceptOf(code, anchors) ?? [])],
    ...contact,
  };
}

function communicationOf(language: XmlNode, anchors: Anchors): JsonObject | undefined {
  const code = attribute(child(language, 'languageCode'), 'code');
  if (code === undefined) return undefined;
  const preferred = attribute(child(language, 'preferenceInd'), 'value');
  const proficiency = list(
    proficiencyPart('level', codingOf(child(language, 'proficiencyLevelCode'))),
    proficiencyPart('type', codingOf(child(language, 'modeCode'))),
  );
  return element({
    extension: proficiency.length ? [{ url: `${EXTENSION}/patient-proficiency`, extension: proficiency }] : undefined,
    language: element({ coding: [coding('urn:ietf:bcp:47', code)], text: conceptOf(child(language, 'languageCode'), anchors)?.['text'] }),
    preferred: preferred === 'true' ? true : preferred === 'false' ? false : undefined,
  });
}

const proficiencyPart = (url: string, valueCoding: JsonObject | undefined): JsonObject | undefined => valueCoding && { url, valueCoding };
