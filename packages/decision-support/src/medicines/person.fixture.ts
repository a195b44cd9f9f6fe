import type { JsonObject } from '@satchel/fhir';
import { factsOf, type Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { checkMedicines } from './check.ts';
import type { MedicineKnowledge } from './knowledge.ts';

/** The day on which the invented people below are asked about. */
export const TODAY = '2026-11-25';

let next = 0;
const id = (): string => `x${next++}`;

/** Somebody takes this, since a short while. */
export const takes = (name: string, more: JsonObject = {}): JsonObject => ({
  resourceType: 'MedicationStatement',
  id: id(),
  status: 'active',
  effectivePeriod: { start: '2026-10-01' },
  medicationCodeableConcept: { text: name },
  ...more,
});

export const patient = (birthDate = '1980-05-01', gender = 'female'): JsonObject => ({
  resourceType: 'Patient',
  id: id(),
  birthDate,
  gender,
});

export const problem = (text: string, more: JsonObject = {}): JsonObject => ({
  resourceType: 'Condition',
  id: id(),
  code: { text },
  onsetDateTime: '2026-06-01',
  ...more,
});

export const allergicTo = (text: string, more: JsonObject = {}): JsonObject => ({
  resourceType: 'AllergyIntolerance',
  id: id(),
  code: { text },
  ...more,
});

const observed = (code: string, more: JsonObject): JsonObject => ({
  resourceType: 'Observation',
  id: id(),
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime: '2026-11-01',
  ...more,
});

export const egfr = (value: number, on = '2026-11-01'): JsonObject =>
  observed('33914-3', { valueQuantity: { value, unit: 'mL/min/1.73 m2' }, effectiveDateTime: on });
export const pregnancyStatus = (code: string): JsonObject =>
  observed('82810-3', { valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code }] } });
export const feedingStatus = (code: string): JsonObject =>
  observed('63895-7', { valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code }] } });

/** A record about which everything is known: nothing is pending but the medicines. */
export const wellKnown = (birthDate = '1980-05-01', gender = 'female'): readonly JsonObject[] => [
  patient(birthDate, gender),
  problem('Ingrown toenail'),
  { resourceType: 'AllergyIntolerance', id: id(), code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] } },
  egfr(95),
  pregnancyStatus('60001007'),
  feedingStatus('169746009'),
];

export const facts = (...resources: readonly JsonObject[]): Facts => factsOf(resources, TODAY);

export const findings = (of: Facts, knowledge: MedicineKnowledge): readonly Finding[] => checkMedicines(of, knowledge).findings;

/** The answers of one rule. */
export const answers = (rule: string, of: Facts, knowledge: MedicineKnowledge): readonly Finding[] =>
  findings(of, knowledge).filter((each) => each.rule.id === rule);

/** The rules that found something. */
export const foundBy = (of: Facts, knowledge: MedicineKnowledge): readonly string[] =>
  [
    ...new Set(
      findings(of, knowledge)
        .filter(({ answer }) => answer === 'found')
        .map(({ rule }) => rule.id),
    ),
  ].sort();
