import type { JsonObject } from '@satchel/fhir';
import { codeable, element, HL7, LOINC, mapped } from '../build.ts';
import { codeOf, type EntryContext, hasTemplate, isCcda } from '../context.ts';
import { conceptOf } from '../datatypes/codes.ts';
import { nullFlavor } from '../datatypes/null-flavor.ts';
import { valueOf } from '../datatypes/values.ts';
import { attribute, child, type XmlNode } from '../xml/node.ts';
import { observation, SOCIAL_HISTORY } from './observations.ts';

const PREGNANCY = '2.16.840.1.113883.10.20.15.3.8';

/** What an assertion of each template is about. */
const CODES: readonly (readonly [template: string, code: JsonObject])[] = [
  ['2.16.840.1.113883.10.20.22.4.78', codeable(LOINC, '72166-2', 'Tobacco smoking status')],
  ['2.16.840.1.113883.10.22.4.78', codeable(LOINC, '72166-2', 'Tobacco smoking status')],
  ['2.16.840.1.113883.10.20.22.4.85', codeable(LOINC, '11367-0', 'History of tobacco use')],
  [PREGNANCY, codeable(LOINC, '82810-3', 'Pregnancy status')],
  ['2.16.840.1.113883.10.20.22.4.200', codeable(LOINC, '76689-9', 'Sex assigned at birth')],
];

/** Social History Observation, Smoking Status, Tobacco Use, Pregnancy, Birth Sex to Observation. */
export function socialHistory(statement: XmlNode, at: EntryContext): string {
  const told =
    codeOf(statement) === 'ASSERTION' || codeOf(statement) === undefined
      ? CODES.find(([template]) => hasTemplate(statement, template))
      : undefined;
  const made = observation(statement, at, {
    category: SOCIAL_HISTORY,
    ...(told && { code: told[1] }),
    more: { ...unknownValue(statement), component: deliveryDates(statement, at) },
  });
  noteBirthSex(statement, at);
  return made;
}

/** "Unknown" is an answer to these questions, not a missing one. */
function unknownValue(statement: XmlNode): { valueCodeableConcept?: JsonObject; dataAbsentReason?: undefined } {
  const value = child(statement, 'value');
  if (nullFlavor(value) !== 'UNK' || !hasTemplate(statement, PREGNANCY)) return {};
  return { valueCodeableConcept: codeable(`${HL7}/v3-NullFlavor`, 'UNK', 'unknown'), dataAbsentReason: undefined };
}

/** Estimated date of delivery, inside a pregnancy. */
function deliveryDates(statement: XmlNode, at: EntryContext): JsonObject[] | undefined {
  if (!hasTemplate(statement, PREGNANCY)) return undefined;
  const found = at.related(statement, (each) => codeOf(each) === '11778-8' || hasTemplate(each, '2.16.840.1.113883.10.20.15.3.1'));
  return mapped(found, (each) =>
    element({
      code: conceptOf(child(each, 'code'), at.anchors) ?? codeable(LOINC, '11778-8', 'Delivery date Estimated'),
      ...valueOf(child(each, 'value'), at.anchors, at.zone),
    }),
  );
}

const BIRTH_SEX = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex';

/** Birth sex also stands with the patient. */
function noteBirthSex(statement: XmlNode, at: EntryContext): void {
  const patient = at.document.patient;
  const code = attribute(child(statement, 'value'), 'code');
  if (patient === undefined || code === undefined || !/^[MFU]/.test(code) || (!isCcda(statement, '200') && codeOf(statement) !== '76689-9'))
    return;
  const known = at.document.drafts.get(patient);
  const extension = Array.isArray(known?.['extension']) ? (known['extension'] as JsonObject[]) : [];
  if (extension.some((each) => each['url'] === BIRTH_SEX)) return;
  at.document.drafts.replace(patient, { ...known, extension: [...extension, { url: BIRTH_SEX, valueCode: code }] });
}
