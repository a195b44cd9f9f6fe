import type { Check } from '../evaluate.ts';
import { checkMedicines } from './check.ts';
import { loadMedicines } from './load.ts';

/** Medicines: with each other, with allergies and problems, with age, kidneys, pregnancy, food, and too much of them. */
export const MEDICINES: Check = {
  topics: ['medicine'],
  types: [
    'MedicationRequest',
    'MedicationStatement',
    'MedicationDispense',
    'MedicationAdministration',
    'Medication',
    'AllergyIntolerance',
    'Condition',
    'Observation',
  ],
  async load() {
    const knowledge = await loadMedicines();
    return (facts) => checkMedicines(facts, knowledge);
  },
};
