import type { Card } from '@satchel/record';

/** How the app sorts what happened, in a person's terms. The filters of the timeline and the groups of search. */
export const KINDS = [
  'visits',
  'problems',
  'medicines',
  'results',
  'vaccinations',
  'procedures',
  'documents',
  'plans',
  'claims',
  'other',
] as const;
export type Kind = (typeof KINDS)[number];

export const TYPES_BY_KIND: Readonly<Record<Exclude<Kind, 'other'>, readonly string[]>> = {
  visits: ['Encounter', 'EpisodeOfCare', 'Appointment'],
  problems: ['Condition', 'AllergyIntolerance', 'Flag', 'DetectedIssue', 'FamilyMemberHistory'],
  medicines: ['MedicationRequest', 'MedicationStatement', 'MedicationDispense', 'MedicationAdministration', 'Medication'],
  results: ['Observation', 'DiagnosticReport', 'Specimen'],
  vaccinations: ['Immunization', 'ImmunizationRecommendation'],
  procedures: ['Procedure', 'ImagingStudy', 'DeviceUseStatement', 'Device'],
  documents: ['DocumentReference', 'Composition', 'Media', 'Binary', 'QuestionnaireResponse'],
  plans: ['CarePlan', 'CareTeam', 'Goal', 'ServiceRequest', 'Task', 'NutritionOrder', 'DeviceRequest'],
  claims: ['Claim', 'ClaimResponse', 'ExplanationOfBenefit', 'Coverage', 'Invoice'],
};

const kindByType = new Map(Object.entries(TYPES_BY_KIND).flatMap(([kind, types]) => types.map((type) => [type, kind as Kind] as const)));

export const kindOf = (card: Pick<Card, 'type'>): Kind => kindByType.get(card.type) ?? 'other';
