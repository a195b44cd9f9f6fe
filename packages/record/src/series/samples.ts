import type { Samples } from './series.ts';

const DAY = 86_400_000;

export const emptySamples = (length: number): Samples => ({
  start: new Float64Array(length),
  duration: new Float64Array(length),
  offset: new Int16Array(length),
  value: new Float64Array(length),
  source: new Uint16Array(length),
});

/** Some neighbours, without copying. */
export const between = ({ start, duration, offset, value, source }: Samples, from: number, to: number): Samples => ({
  start: start.subarray(from, to),
  duration: duration.subarray(from, to),
  offset: offset.subarray(from, to),
  value: value.subarray(from, to),
  source: source.subarray(from, to),
});

export function copySample(from: Samples, at: number, to: Samples, into: number): void {
  to.start[into] = from.start[at] as number;
  to.duration[into] = from.duration[at] as number;
  to.offset[into] = from.offset[at] as number;
  to.value[into] = from.value[at] as number;
  to.source[into] = from.source[at] as number;
}

/** The samples at these places, in this order. */
export function pick(samples: Samples, places: ArrayLike<number>): Samples {
  const picked = emptySamples(places.length);
  for (let n = 0; n < places.length; n++) copySample(samples, places[n] as number, picked, n);
  return picked;
}

/** The calendar day of a sample by its own clock, in days since 1970. */
export const dayOf = ({ start, offset }: Samples, at: number): number =>
  Math.floor(((start[at] as number) + (offset[at] as number) * 60_000) / DAY);

/** `2026-03-01` */
export const dateOfDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
export const dayOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;

/** The order in which samples are kept: by start, then by what else tells them apart. */
export function compareSamples(a: Samples, i: number, b: Samples, j: number): number {
  return (
    (a.start[i] as number) - (b.start[j] as number) ||
    (a.duration[i] as number) - (b.duration[j] as number) ||
    (a.source[i] as number) - (b.source[j] as number) ||
    (a.value[i] as number) - (b.value[j] as number)
  );
}

/** In order, each once. */
export function sorted(samples: Samples): Samples {
  const { length } = samples.start;
  let isSorted = true;
  for (let at = 1; at < length && isSorted; at++) isSorted = compareSamples(samples, at - 1, samples, at) < 0;
  if (isSorted) return samples;
  const places = Uint32Array.from({ length }, (_, at) => at).sort((i, j) => compareSamples(samples, i, samples, j));
  const once = places.filter((place, n) => n === 0 || compareSamples(samples, places[n - 1] as number, samples, place) !== 0);
  return pick(samples, once);
}

/** Both, in order, each once; how many of `more` were not in `known`, and the days that they fall on. Both are sorted. */
export function merged(known: Samples, more: Samples): { samples: Samples; added: number; days: ReadonlySet<number> } {
  const [ours, theirs] = [known.start.length, more.start.length];
  const all = emptySamples(ours + theirs);
  const days = new Set<number>();
  let [i, j, n, added] = [0, 0, 0, 0];
  while (i < ours || j < theirs) {
    const order = i === ours ? 1 : j === theirs ? -1 : compareSamples(known, i, more, j);
    if (order <= 0) copySample(known, i++, all, n++);
    if (order === 0) j += 1;
    else if (order > 0) {
      days.add(dayOf(more, j));
      copySample(more, j++, all, n++);
      added += 1;
    }
  }
  return { samples: between(all, 0, n), added, days };
}

/** By calendar month (`2026-03`) of each sample's own clock, each part in the order given. */
export function byMonth(samples: Samples): Map<string, Samples> {
  const places = new Map<string, number[]>();
  let [day, month]: [number, number[]] = [Number.NaN, []];
  for (let at = 0; at < samples.start.length; at++) {
    const its = dayOf(samples, at);
    if (its !== day) {
      day = its;
      const name = dateOfDay(its).slice(0, 7);
      month = places.get(name) ?? [];
      places.set(name, month);
    }
    month.push(at);
  }
  return new Map([...places].map(([name, at]) => [name, pick(samples, at)]));
}
