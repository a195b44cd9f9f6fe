import type { Check } from '../evaluate.ts';
import { checkContradictions } from './check.ts';
import { type ContradictionRules, loadContradictionRules } from './rules.ts';

export { checkContradictions } from './check.ts';
export { loadContradictionRules, readContradictionRules } from './rules.ts';
export type { ContradictionId, ContradictionRule, ContradictionRules } from './rules.ts';

let loaded: Promise<ContradictionRules> | undefined;

/** What cannot all be true, or was ordered and never came. */
export const CONTRADICTIONS: Check = {
  topics: ['contradiction'],
  types: [
    'AllergyIntolerance',
    'Appointment',
    'CarePlan',
    'ClinicalImpression',
    'Communication',
    'CommunicationRequest',
    'Condition',
    'DiagnosticReport',
    'DocumentReference',
    'Encounter',
    'ImagingStudy',
    'Immunization',
    'Medication',
    'MedicationAdministration',
    'MedicationDispense',
    'MedicationRequest',
    'MedicationStatement',
    'Observation',
    'Procedure',
    'Provenance',
    'ServiceRequest',
    'Task',
  ],
  async load() {
    const rules = await (loaded ??= loadContradictionRules());
    return (facts) => checkContradictions(facts, rules);
  },
};
