import type { JsonObject } from '@satchel/fhir';
import type { Parsed } from '../../source.ts';
import { category, effective, observation, quantity } from './drafts.ts';
import type { AppleTime } from './times.ts';
import { HEALTHKIT } from './types.ts';

interface Half {
  readonly value: number;
  readonly start: AppleTime;
  readonly end: AppleTime;
  readonly source: string;
  readonly place: string;
}

interface Pair extends Omit<Half, 'value'> {
  systolic?: number;
  diastolic?: number;
}

const SYSTOLIC = 'HKQuantityTypeIdentifierBloodPressureSystolic';
const DIASTOLIC = 'HKQuantityTypeIdentifierBloodPressureDiastolic';
const LOINC = 'http://loinc.org';

/**
 * Each blood pressure stands three times in an export: upper and lower value at the top of the file, and both again in
 * their correlation. Of one time and source they are one measurement.
 */
export class BloodPressures {
  readonly #pairs = new Map<string, Pair>();

  /** False for readings of anything else. */
  add(type: string, half: Half): boolean {
    if (type !== SYSTOLIC && type !== DIASTOLIC) return false;
    const { value, ...rest } = half;
    const key = `${half.start.at} ${half.source}`;
    const pair = this.#pairs.get(key) ?? { ...rest };
    if (type === SYSTOLIC) pair.systolic ??= value;
    else pair.diastolic ??= value;
    this.#pairs.set(key, pair);
    return true;
  }

  *drafts(): Iterable<Parsed> {
    for (const [key, pair] of this.#pairs) {
      const { systolic, diastolic, start, end, source, place } = pair;
      yield observation(
        { key: `BloodPressure ${key}`, place },
        {
          category: category('vital-signs'),
          code: {
            coding: [
              { system: LOINC, code: '85354-9', display: 'Blood pressure panel with all children optional' },
              { system: HEALTHKIT, code: 'HKCorrelationTypeIdentifierBloodPressure', display: 'Blood pressure' },
            ],
            text: 'Blood pressure',
          },
          ...effective(start, end),
          device: { display: source },
          component: [component('8480-6', 'Systolic blood pressure', systolic), component('8462-4', 'Diastolic blood pressure', diastolic)],
        },
      );
    }
    this.#pairs.clear();
  }
}

function component(code: string, display: string, value: number | undefined): JsonObject {
  return {
    code: { coding: [{ system: LOINC, code, display }] },
    ...(value !== undefined && Number.isFinite(value)
      ? { valueQuantity: quantity(value, undefined, 'mmHg', 'mm[Hg]') }
      : { dataAbsentReason: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }] } }),
  };
}
