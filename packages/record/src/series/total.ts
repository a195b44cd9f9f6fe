import type { ChunkSource } from './chunk.ts';
import type { Samples } from './series.ts';

/**
 * What adds up, each time counted once: where a watch and a phone both counted the same steps, the source of lower rank
 * speaks (of equal rank the one met first), and the others count for the part of their time that it left open.
 */
export function totalOf(samples: Samples, sources: readonly ChunkSource[]): number {
  const { start, duration, value, source } = samples;
  const present = [...new Set(source)].sort((a, b) => rankOf(sources, a) - rankOf(sources, b) || a - b);
  if (present.length <= 1) return value.reduce((sum, each) => sum + each, 0);
  let total = 0;
  let covered: Spans = [];
  for (const speaker of present) {
    const own: [number, number][] = [];
    const cursor = new Cursor(covered);
    for (let at = 0; at < start.length; at++) {
      if (source[at] !== speaker) continue;
      const [from, long] = [start[at] as number, duration[at] as number];
      total += (value[at] as number) * cursor.openShare(from, long);
      own.push([from, from + long]);
    }
    covered = union(covered, own);
  }
  return total;
}

const rankOf = (sources: readonly ChunkSource[], at: number): number => sources[at]?.rank ?? 0;

/** Stretches of time, in order and apart. */
type Spans = readonly (readonly [from: number, to: number])[];

function union(a: Spans, b: Spans): Spans {
  const all = [...a, ...b].sort((one, other) => one[0] - other[0]);
  const joined: [number, number][] = [];
  for (const [from, to] of all) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Asked in order of time, so that it never looks back. */
class Cursor {
  readonly #spans: Spans;
  #at = 0;

  constructor(spans: Spans) {
    this.#spans = spans;
  }

  /** How much of a stretch is in none of the spans, from 0 to 1. */
  openShare(from: number, long: number): number {
    const to = from + long;
    while (this.#at < this.#spans.length && (this.#spans[this.#at]?.[1] as number) < from) this.#at += 1;
    let taken = 0;
    for (let at = this.#at; at < this.#spans.length; at++) {
      const [begin, end] = this.#spans[at] as Spans[number];
      if (begin > to) break;
      if (long === 0) return 0;
      taken += Math.max(0, Math.min(to, end) - Math.max(from, begin));
    }
    return long === 0 ? 1 : 1 - taken / long;
  }
}
