import type { ChunkSource } from './chunk.ts';
import { dayOf, pick } from './samples.ts';
import type { Samples, SeriesType } from './series.ts';
import { totalOf } from './total.ts';

/** A stretch of a series in numbers. */
export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sum: number;
  readonly first: number;
  readonly last: number;
}

/** The numbers of each day (days since 1970) that has a sample which counts. */
export function daysOf(samples: Samples, sources: readonly ChunkSource[], daily: SeriesType['daily']): Map<number, Summary> {
  return summariesBy(dayOf, samples, sources, daily);
}

/** The numbers of whatever `groupOf` puts together. */
export function summariesBy(
  groupOf: (samples: Samples, at: number) => number,
  samples: Samples,
  sources: readonly ChunkSource[],
  daily: SeriesType['daily'],
): Map<number, Summary> {
  const places = new Map<number, number[]>();
  let [group, its]: [number, number[]] = [Number.NaN, []];
  for (let at = 0; at < samples.start.length; at++) {
    if (sources[samples.source[at] as number]?.withdrawn !== undefined) continue;
    const now = groupOf(samples, at);
    if (now !== group) {
      group = now;
      its = places.get(now) ?? [];
      places.set(now, its);
    }
    its.push(at);
  }
  return new Map([...places].map(([name, at]) => [name, summaryOf(pick(samples, at), sources, daily)]));
}

function summaryOf(samples: Samples, sources: readonly ChunkSource[], daily: SeriesType['daily']): Summary {
  const { value } = samples;
  let [min, max, added] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const each of value) {
    if (each < min) min = each;
    if (each > max) max = each;
    added += each;
  }
  return {
    count: value.length,
    min,
    max,
    mean: tidy(added / value.length),
    sum: tidy(daily === 'sum' ? totalOf(samples, sources) : added),
    first: value[0] as number,
    last: value.at(-1) as number,
  };
}

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));
