import type { JsonObject } from '@satchel/fhir';
import { codeable, element, list, LOINC, reference } from '../build.ts';
import { codeOf, type EntryContext } from '../context.ts';
import { identifiersOf, idsOf } from '../datatypes/ids.ts';
import { pointOf, timeElement } from '../datatypes/times.ts';
import type { XmlNode } from '../xml/node.ts';
import { statusOf, whenIn } from './elements.ts';
import { observation, observationOf, VITAL_SIGNS } from './observations.ts';
import { spanOf } from './results.ts';

const SYSTOLIC = '8480-6';
const DIASTOLIC = '8462-4';
const PANEL = codeable(LOINC, '85353-1', 'Vital signs, weight, height, head circumference, oxygen saturation and BMI panel');
const BLOOD_PRESSURE = codeable(LOINC, '85354-9', 'Blood pressure panel with all children optional');

/** Vital Signs Organizer to a panel that has its observations; systolic and diastolic of one time are one blood pressure. */
export function vitalSigns(organizer: XmlNode, at: EntryContext): string {
  const found = at.related(organizer, (each) => each.name === 'observation');
  const pressures = pairs(found, at);
  const inPair = new Set(pressures.flat());
  const members = [
    ...pressures.map(([systolic, diastolic]) => bloodPressure(systolic, diastolic, at)),
    ...found.filter((each) => !inPair.has(each)).map((each) => vitalSign(each, at)),
  ];
  const resource = element({
    resourceType: 'Observation',
    identifier: identifiersOf(organizer),
    status: statusOf(organizer) === 'nullified' ? 'entered-in-error' : 'final',
    category: list(VITAL_SIGNS),
    code: PANEL,
    subject: at.patient,
    ...timeElement('effective', spanOf(organizer, found, at)),
    hasMember: members.map((each) => reference(each)),
  });
  return at.add(resource, organizer);
}

export const vitalSign = (statement: XmlNode, at: EntryContext): string => observation(statement, at, { category: VITAL_SIGNS });

type Pair = readonly [systolic: XmlNode, diastolic: XmlNode];

/** Each systolic with the next diastolic of the same time. */
function pairs(found: readonly XmlNode[], at: EntryContext): Pair[] {
  const timeOf = (each: XmlNode): string | undefined => pointOf(whenIn(each, at));
  const diastolics = found.filter((each) => codeOf(each) === DIASTOLIC);
  return found
    .filter((each) => codeOf(each) === SYSTOLIC)
    .flatMap((systolic) => {
      const n = diastolics.findIndex((each) => timeOf(each) === timeOf(systolic));
      const [diastolic] = n < 0 ? [] : diastolics.splice(n, 1);
      return diastolic ? [[systolic, diastolic] as const] : [];
    });
}

const OF_COMPONENT = ['code', 'valueQuantity', 'valueString', 'dataAbsentReason', 'interpretation', 'referenceRange'] as const;

function bloodPressure(systolic: XmlNode, diastolic: XmlNode, at: EntryContext): string {
  const parts = [systolic, diastolic].map((each) => observationOf(each, at, { category: VITAL_SIGNS }));
  at.take(diastolic);
  const [first, second] = parts as [JsonObject, JsonObject];
  const { valueQuantity: _v, valueString: _s, dataAbsentReason: _d, interpretation: _i, referenceRange: _r, ...whole } = first;
  const resource = element({
    ...whole,
    identifier: [...identifiersOf(systolic), ...identifiersOf(diastolic)],
    code: BLOOD_PRESSURE,
    note: [...notes(first), ...notes(second)],
    component: parts.map((part) => element(Object.fromEntries(OF_COMPONENT.map((name) => [name, part[name]])))),
  });
  return at.add(resource, systolic, idsOf(systolic));
}

const notes = (part: JsonObject): JsonObject[] => (Array.isArray(part['note']) ? (part['note'] as JsonObject[]) : []);
