import { isJsonObject } from '@satchel/fhir';
import { CONTRADICTIONS } from './contradictions/index.ts';
import { DEVIATIONS } from './deviations/index.ts';
import type { Check } from './evaluate.ts';
import type { Facts } from './facts.ts';
import { MEDICINES } from './medicines/index.ts';
import { checkImmunizations } from './immunization/check.ts';
import { loadSchedule, type LoadedSchedule } from './immunization/load.ts';
import { checkPreventiveCare } from './preventive-care/check.ts';
import { type CareRules, loadCareRules } from './preventive-care/rules.ts';

let schedules: Promise<readonly [us: LoadedSchedule, uk: LoadedSchedule]> | undefined;

/** Vaccinations by the schedule of the country that the person lives in, the United States' where nothing says so. */
const IMMUNIZATIONS: Check = {
  topics: ['immunization'],
  types: ['Immunization', 'Condition', 'Observation', 'Procedure', 'MedicationStatement', 'MedicationRequest', 'AllergyIntolerance'],
  async load() {
    const [us, uk] = await (schedules ??= Promise.all([loadSchedule('US'), loadSchedule('GB')]));
    return (facts) => checkImmunizations(facts, livesInBritain(facts) ? uk : us);
  },
};

function livesInBritain({ patient }: Facts): boolean {
  const addresses = patient?.['address'];
  return (
    Array.isArray(addresses) &&
    addresses.filter(isJsonObject).some(({ country }) => /^(GB|GBR|UK|United Kingdom)$/i.test(String(country ?? '')))
  );
}

let careRules: Promise<CareRules> | undefined;

/** Preventive care and the follow-up of conditions. */
const CARE: Check = {
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

/** Every check there is. What a person reads about their record comes from these and nothing else. */
export const CHECKS: readonly Check[] = [MEDICINES, IMMUNIZATIONS, CARE, DEVIATIONS, CONTRADICTIONS];

/** Types of resources that any check looks at. */
export const CHECKED_TYPES: readonly string[] = [...new Set(['Patient', ...CHECKS.flatMap(({ types }) => types)])];
