import { isJsonObject } from '@satchel/fhir';
import type { Check } from '../evaluate.ts';
import type { Facts } from '../facts.ts';
import { checkImmunizations } from './check.ts';
import { loadSchedule, type LoadedSchedule } from './load.ts';

export { checkImmunizations } from './check.ts';
export { loadSchedule } from './load.ts';
export type { LoadedSchedule } from './load.ts';

let schedules: Promise<readonly [us: LoadedSchedule, uk: LoadedSchedule]> | undefined;

/** Vaccinations by the schedule of the country that the person lives in, the United States' where nothing says so. */
export const IMMUNIZATIONS: Check = {
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
