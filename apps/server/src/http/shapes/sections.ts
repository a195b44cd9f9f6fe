import type { Listed } from '@satchel/record';
import type { Summary } from '../api.ts';

type Section = Summary['sections'][number]['id'];

/** Where each fact stands in the summary. */
const BY_TYPE: Readonly<Record<string, Section>> = {
  Condition: 'problems',
  AllergyIntolerance: 'allergies',
  MedicationRequest: 'medicines',
  MedicationStatement: 'medicines',
  MedicationDispense: 'medicines',
  MedicationAdministration: 'medicines',
  Immunization: 'immunizations',
  ImmunizationRecommendation: 'immunizations',
  Procedure: 'procedures',
  DiagnosticReport: 'results',
  ImagingStudy: 'results',
  Encounter: 'encounters',
  FamilyMemberHistory: 'family',
  CarePlan: 'plans',
  CareTeam: 'plans',
  Goal: 'plans',
  ServiceRequest: 'plans',
  Appointment: 'plans',
  NutritionOrder: 'plans',
  DocumentReference: 'documents',
  Composition: 'documents',
  Media: 'documents',
  Claim: 'claims',
  ExplanationOfBenefit: 'claims',
  ClaimResponse: 'claims',
  Coverage: 'claims',
};

/** An observation's category decides (http://hl7.org/fhir/R4/valueset-observation-category.html). */
const BY_CATEGORY: Readonly<Record<string, Section>> = {
  'vital-signs': 'vitals',
  'social-history': 'social',
  survey: 'social',
  laboratory: 'results',
  activity: 'vitals',
  imaging: 'results',
  procedure: 'results',
};

export const SECTIONS: readonly Section[] = [
  'problems',
  'allergies',
  'medicines',
  'immunizations',
  'procedures',
  'results',
  'vitals',
  'encounters',
  'family',
  'social',
  'plans',
  'documents',
  'claims',
  'other',
];

/** Not facts about the person: who and what they are told with. */
const ASIDE = new Set([
  'Patient',
  'Provenance',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'Medication',
  'Substance',
  'Specimen',
  'Binary',
  'Bundle',
  'List',
  'AuditEvent',
  'OperationOutcome',
  'Endpoint',
]);

/** Undefined for what is no fact of its own. */
export function sectionOf({ type, card }: Listed): Section | undefined {
  if (ASIDE.has(type)) return undefined;
  if (type !== 'Observation') return BY_TYPE[type] ?? 'other';
  const known = (card.category ?? []).map((category) => BY_CATEGORY[category]).find((section) => section !== undefined);
  return known ?? (card.category?.length ? 'other' : 'results');
}

const SNOMED = 'http://snomed.info/sct';
const IPS = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';

/** Codes that assert that there is nothing: an answer, not a fact. */
const NONE: ReadonlySet<string> = new Set([
  ...['716186003', '409137002', '428607008', '429625007', '160245001', '1287211007', '787481004'].map((code) => `${SNOMED}|${code}`),
  ...[
    'no-known-allergies',
    'no-known-medication-allergies',
    'no-known-environmental-allergies',
    'no-known-food-allergies',
    'no-known-problems',
    'no-known-medications',
    'no-known-procedures',
    'no-known-immunizations',
    'no-known-devices',
  ].map((code) => `${IPS}|${code}`),
]);
/** Codes that say that nothing is known either way. */
const UNKNOWN: ReadonlySet<string> = new Set(
  ['no-allergy-info', 'no-problem-info', 'no-medication-info', 'no-procedure-info', 'no-immunization-info', 'no-device-info'].map(
    (code) => `${IPS}|${code}`,
  ),
);

export const assertsNone = ({ card }: Listed): boolean => card.code !== undefined && NONE.has(card.code);
export const saysNothing = ({ card }: Listed): boolean => card.code !== undefined && UNKNOWN.has(card.code);

const RULED_OUT = new Set(['refuted', 'entered-in-error']);
/** Somebody said so, and it was found not to be so, or was never meant: kept, shown apart, never among what is. */
export const isRuledOut = ({ card }: Listed): boolean => RULED_OUT.has(card.verification ?? '') || card.status === 'entered-in-error';

const OVER = new Set([
  'resolved',
  'inactive',
  'remission',
  'completed',
  'stopped',
  'cancelled',
  'ended',
  'not-taken',
  'not-done',
  'revoked',
]);
export const isOver = ({ card }: Listed): boolean => card.status !== undefined && OVER.has(card.status);
