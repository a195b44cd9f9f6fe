import type { JsonObject } from '@satchel/fhir';
import type { Summary } from './days.ts';
import { SERIES } from './month.ts';
import { dateOfDay } from './samples.ts';
import type { SeriesType } from './series.ts';

const UCUM = 'http://unitsofmeasure.org';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
/** http://hl7.org/fhir/R4/codesystem-observation-statistics.html */
const STATISTICS = 'http://terminology.hl7.org/CodeSystem/observation-statistics';

/** By which a day of a series is known from what somebody said of that day. */
export const DAY_META = { tag: [{ system: SERIES, code: 'day' }] };

export interface Day {
  readonly type: SeriesType;
  /** Days since 1970. */
  readonly day: number;
  readonly summary: Summary;
  /** Names of the sources that the series has. */
  readonly sources: readonly string[];
  readonly subject?: string;
}

/** One day of a series as an Observation: its mean or total, with count, minimum and maximum beside. */
export function dayObservation({ type, day, summary, sources, subject }: Day): JsonObject {
  const isSum = type.daily === 'sum';
  const [value, statistic] = isSum ? [summary.sum, 'sum'] : [summary.mean, 'average'];
  return {
    resourceType: 'Observation',
    meta: DAY_META,
    status: 'final',
    category: [{ coding: [{ system: CATEGORY, code: type.category }] }],
    code: { coding: [type.code, ...(type.also ?? [])].map((each) => ({ ...each })), text: type.code.display },
    ...(subject !== undefined && { subject: { reference: subject } }),
    effectiveDateTime: dateOfDay(day),
    valueQuantity: quantity(type, readable(value)),
    method: { coding: [{ system: STATISTICS, code: statistic }] },
    ...(sources.length > 0 && { device: { display: sources.join(', ') } }),
    component: [
      component('count', { value: summary.count, unit: 'readings', system: UCUM, code: '{#}' }),
      component('minimum', quantity(type, summary.min)),
      component('maximum', quantity(type, summary.max)),
    ],
  };
}

const component = (code: string, valueQuantity: JsonObject): JsonObject => ({
  code: { coding: [{ system: STATISTICS, code }] },
  valueQuantity,
});

const quantity = ({ unit, unitText }: SeriesType, value: number): JsonObject => ({
  value,
  unit: unitText ?? unit,
  system: UCUM,
  code: unit,
});

/** Four digits say what a mean of noisy readings can; what is counted keeps its whole number. */
function readable(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}
