import type { Series } from '../../../../server/src/http/api.ts';

type Point = Series['points'][number];

/** What to draw: times in seconds, and one list of values for each line, null where it has none. */
export interface TrendData {
  readonly times: readonly number[];
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** The latest reference range that applies to the whole picture. */
  readonly low?: number;
  readonly high?: number;
}

/** Lines beyond this many share the last one, so that each stays readable. */
const MOST = 4;

/**
 * Groups points (any order) into lines: by component where a value has several (systolic, diastolic), else by who
 * measured. `unnamed` stands for points that say neither.
 */
export function trendOf(points: readonly Point[], unnamed: string): TrendData {
  const sorted = points.toSorted((a, b) => a.at - b.at);
  const hasComponents = sorted.some(({ component }) => component);
  const nameOf = (point: Point): string => (hasComponents ? point.component : point.who) ?? unnamed;
  const names = [...new Set(sorted.map(nameOf))];
  const lineOf = (point: Point): number => Math.min(names.indexOf(nameOf(point)), MOST - 1);
  const times = [...new Set(sorted.map(({ at }) => at / 1000))];
  const place = new Map(times.map((time, at) => [time, at]));
  const lines = names.slice(0, MOST).map((name, at) => ({
    name: at === MOST - 1 && names.length > MOST ? `${name} …` : name,
    values: times.map((): number | null => null),
  }));
  for (const point of sorted) (lines[lineOf(point)] as (typeof lines)[number]).values[place.get(point.at / 1000) as number] = point.value;
  const ranged = hasComponents ? undefined : sorted.findLast(({ low, high }) => low !== undefined || high !== undefined);
  return { times, lines, ...(ranged?.low !== undefined && { low: ranged.low }), ...(ranged?.high !== undefined && { high: ranged.high }) };
}
