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
