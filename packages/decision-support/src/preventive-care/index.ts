import type { Check } from '../evaluate.ts';
import { checkPreventiveCare } from './check.ts';
import { type CareRules, loadCareRules } from './rules.ts';

export { checkPreventiveCare } from './check.ts';
export { loadCareRules } from './rules.ts';
export type { CareRules } from './rules.ts';

let careRules: Promise<CareRules> | undefined;

/** Preventive care and the follow-up of conditions. */
export const CARE: Check = {
  topics: ['preventive-care', 'follow-up'],
  types: [
    'Condition',
    'Observation',
    'Procedure',
    'DiagnosticReport',
    'Encounter',
    'MedicationStatement',
    'MedicationRequest',
    'MedicationDispense',
    'Medication',
  ],
  async load() {
    const rules = await (careRules ??= loadCareRules());
    return (facts) => checkPreventiveCare(facts, rules);
  },
};
