import type { SeriesBatch, SeriesSource, SeriesType } from '../src/index.ts';

export const HEART_RATE: SeriesType = {
  code: { system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' },
  category: 'vital-signs',
  unit: '/min',
  unitText: 'beats/minute',
  daily: 'mean',
};
export const STEPS: SeriesType = {
  code: { system: 'http://loinc.org', code: '55423-8', display: 'Steps' },
  category: 'activity',
  unit: '{steps}',
  unitText: 'steps',
  daily: 'sum',
};
export const WATCH: SeriesSource = { name: 'Watch', device: 'Watch4,2', rank: 1 };
export const PHONE: SeriesSource = { name: 'Phone', rank: 2 };

/** A sample: when (`2026-03-01T10:00:00Z`), value, and perhaps for how many seconds, of which source, on which clock. */
export type Reading = readonly [at: string, value: number, seconds?: number, source?: number, offset?: number];

export function batchOf(type: SeriesType, readings: readonly Reading[], sources: readonly SeriesSource[] = [WATCH, PHONE]): SeriesBatch {
  return {
    type,
    sources,
    samples: {
      start: Float64Array.from(readings, ([at]) => Date.parse(at)),
      duration: Float64Array.from(readings, ([, , seconds = 0]) => seconds * 1000),
      offset: Int16Array.from(readings, ([, , , , offset = 0]) => offset),
      value: Float64Array.from(readings, ([, value]) => value),
      source: Uint16Array.from(readings, ([, , , source = 0]) => source),
    },
  };
}
