import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { Sight } from '../view/sight.ts';
import { nameOf } from './coding.ts';
import { type Summary, summariesBy } from './days.ts';
import { readChunk } from './known-month.ts';
import type { Month } from './month.ts';
import { type MonthRow, monthRows } from './months.ts';
import { between, copySample, dateOfDay, dayOf, emptySamples } from './samples.ts';
import type { Samples, Series, SeriesListed, SeriesPoint, SeriesResolution, SeriesSource } from './series.ts';

interface Wanted {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly resolution: SeriesResolution;
}

const HOUR = 3_600_000;

/** A series between two days by their own clock, as far as this reader's keys open it; what is aside is left out. */
export async function readSeries(sight: Sight, code: string, { from, to, resolution }: Wanted): Promise<Outcome<Series>> {
  const rows = await monthRows(sight, {
    code,
    ...(from !== undefined && { from: from.slice(0, 7) }),
    ...(to !== undefined && { to: to.slice(0, 7) }),
  });
  if (!rows.ok) return rows;
  const months = rows.value.filter(({ aside }) => !aside);
  const type = months.at(-1)?.month.type;
  if (!type) return failure(issue('error', 'not-found', 'There is no such series here.', { expression: [code] }));
  // A series in another unit is another one: the newest speaks.
  const same = months.filter(({ month }) => month.type.unit === type.unit);
  const isAsked = (day: string) => (from === undefined || day >= from.slice(0, 10)) && (to === undefined || day <= endOf(to));
  if (resolution === 'day') return success({ type, resolution, points: same.flatMap(({ month }) => dayPoints(month, isAsked)) });
  if (resolution === 'month') return success({ type, resolution, points: same.flatMap(({ month }) => monthPoint(month, isAsked)) });
  const opened = await openAll(sight, same, isAsked);
  if (!opened.ok) return opened;
  const { samples, sources } = opened.value;
  return success(
    resolution === 'sample'
      ? { type, resolution, samples, sources }
      : { type, resolution, points: hourPoints(samples, sources, type.daily) },
  );
}

/** `2026-03` as an end means all of March. */
const endOf = (to: string): string => `${to.slice(0, 10)}${'-99'.slice(0, Math.max(0, 10 - to.length))}`;

function dayPoints({ days }: Month, isAsked: (day: string) => boolean): SeriesPoint[] {
  const dated = [...days].sort(([a], [b]) => a - b).map(([day, summary]) => ({ at: dateOfDay(day), ...summary }));
  return dated.filter(({ at }) => isAsked(at));
}

function monthPoint(month: Month, isAsked: (day: string) => boolean): SeriesPoint[] {
  const days = dayPoints(month, isAsked);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const count = days.reduce((sum, day) => sum + day.count, 0);
  return [
    {
      at: month.month,
      count,
      min: Math.min(...days.map(({ min }) => min)),
      max: Math.max(...days.map(({ max }) => max)),
      mean: days.reduce((sum, day) => sum + day.mean * day.count, 0) / count,
      sum: days.reduce((sum, day) => sum + day.sum, 0),
      first: first.first,
      last: last.last,
    },
  ];
}

function hourPoints(samples: Samples, sources: readonly SeriesSource[], daily: 'mean' | 'sum'): SeriesPoint[] {
  const hours = summariesBy(({ start }, at) => Math.floor((start[at] as number) / HOUR), samples, sources, daily);
  return [...hours].map(([hour, summary]: [number, Summary]) => ({ at: new Date(hour * HOUR).toISOString(), ...summary }));
}

/** The samples that count, of all months together, in order. */
async function openAll(
  sight: Sight,
  rows: readonly MonthRow[],
  isAsked: (day: string) => boolean,
): Promise<Outcome<{ samples: Samples; sources: readonly SeriesSource[] }>> {
  const all = emptySamples(rows.reduce((sum, { month }) => sum + [...month.days.values()].reduce((count, day) => count + day.count, 0), 0));
  const sources: SeriesSource[] = [];
  let length = 0;
  for (const { id, month } of rows) {
    const chunk = await readChunk(sight.world, sight.reading, id, month);
    if (!chunk.ok) return chunk;
    const numbers = chunk.value.sources.map(({ withdrawn, ...source }) => (withdrawn === undefined ? numberOf(sources, source) : -1));
    const { samples } = chunk.value;
    let [day, isIn] = [Number.NaN, false];
    for (let at = 0; at < samples.start.length; at++) {
      const its = dayOf(samples, at);
      if (its !== day) [day, isIn] = [its, isAsked(dateOfDay(its))];
      const source = numbers[samples.source[at] as number] ?? -1;
      if (!isIn || source < 0) continue;
      copySample(samples, at, all, length);
      all.source[length++] = source;
    }
  }
  return success({ samples: between(all, 0, length), sources });
}

function numberOf(sources: SeriesSource[], source: SeriesSource): number {
  const found = sources.findIndex((each) => each.name === source.name && each.device === source.device);
  return found >= 0 ? found : sources.push(source) - 1;
}

/** Every series that this reader has, with its days, readings and sources. */
export async function listSeries(sight: Sight): Promise<Outcome<readonly SeriesListed[]>> {
  const rows = await monthRows(sight, {});
  if (!rows.ok) return rows;
  const own = rows.value.filter(({ aside }) => !aside).map(({ month }) => month);
  const groups = Map.groupBy(own, ({ type }) => `${nameOf(type.code)} ${type.unit}`);
  return success([...groups.values()].flatMap(listed));
}

function listed(months: readonly Month[]): SeriesListed[] {
  const days = months.flatMap((month) => [...month.days]);
  const last = months.at(-1);
  if (!last || days.length === 0) return [];
  const numbers = days.map(([day]) => day);
  const sources = new Map(months.flatMap(({ sources: its }) => its.map((each) => [`${each.name} ${each.device ?? ''}`, each] as const)));
  return [
    {
      type: last.type,
      from: dateOfDay(numbers.reduce((a, b) => Math.min(a, b))),
      to: dateOfDay(numbers.reduce((a, b) => Math.max(a, b))),
      samples: days.reduce((sum, [, day]) => sum + day.count, 0),
      sources: [...sources.values()],
    },
  ];
}
