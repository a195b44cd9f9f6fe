import { type JsonObject, keepExact } from '@satchel/fhir/json';
import type { Measured } from './measured.ts';
import type { Taken } from './taken.ts';
import type { Symptom } from './vocabulary.ts';
import type { When } from './when.ts';

const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';
const category = (code: string): JsonObject[] => [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }] },
];
const loinc = (code: string, display: string, text = display): JsonObject => ({ coding: [{ system: LOINC, code, display }], text });

/** A vital sign or other home measurement (FHIR vital signs profile; a panel has components). */
export function measurement({ measure, values, unit }: Measured, when: When, language: 'en' | 'es'): JsonObject {
  const words = language === 'es' ? measure.spanish : measure.display;
  const quantity = (value: string): JsonObject => quantityOf(value, unit.unit, unit.ucum);
  return {
    resourceType: 'Observation',
    status: 'final',
    category: category(measure.category ?? 'vital-signs'),
    code: loinc(unit.loinc ?? measure.loinc, measure.display, words),
    ...effective(when),
    ...(measure.parts
      ? { component: measure.parts.map((part, n) => ({ code: loinc(part.loinc, part.display), valueQuantity: quantity(values[n] ?? '') })) }
      : { valueQuantity: quantity(values[0] ?? '') }),
  };
}

/** A complaint: an Observation whose code says so, its value the complaint, its component how bad it is. */
export function symptomOf(
  { snomed, display, spanish }: Symptom,
  when: When,
  language: 'en' | 'es',
  severity: string | undefined,
): JsonObject {
  const words = language === 'es' ? spanish : display;
  return {
    resourceType: 'Observation',
    status: 'final',
    category: category('survey'),
    code: loinc('75325-1', 'Symptom', words),
    ...effective(when),
    valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: snomed, display }], text: words },
    ...(severity !== undefined && {
      component: [{ code: loinc('72514-3', 'Pain severity 0 to 10'), valueQuantity: quantityOf(severity, 'of 10', '{score}') }],
    }),
  };
}

/** A dose that was taken: a MedicationStatement that is over. */
export function medicineTaken(name: string, { amount, count }: Taken, when: When): JsonObject {
  const quantity = count ?? amount;
  const words = [count && [count.value, count.unit].filter(Boolean).join(' '), amount && `${amount.value} ${amount.unit ?? 'mg'}`]
    .filter(Boolean)
    .join(' × ');
  const dose = quantity && quantityOf(quantity.value, quantity.unit ?? (count ? '' : 'mg'));
  return {
    resourceType: 'MedicationStatement',
    status: 'completed',
    medicationCodeableConcept: { text: amount ? `${name} ${amount.value} ${amount.unit ?? 'mg'}` : name },
    ...effective(when),
    ...(dose && { dosage: [{ text: words, doseAndRate: [{ doseQuantity: dose }] }] }),
  };
}

/** The person's own words, kept as they are. */
export const noteOf = (text: string, when: When): JsonObject => ({
  resourceType: 'Observation',
  status: 'final',
  category: category('survey'),
  code: loinc('51855-5', 'Patient Note'),
  ...effective(when),
  valueString: text,
});

function quantityOf(value: string, unit: string, ucum?: string): JsonObject {
  const quantity: JsonObject = { value: Number(value), ...(unit && { unit }), ...(ucum !== undefined && { system: UCUM, code: ucum }) };
  keepExact(quantity, 'value', value);
  return quantity;
}

const effective = ({ at, since }: When): JsonObject => (since ? { effectivePeriod: { start: at } } : { effectiveDateTime: at });
