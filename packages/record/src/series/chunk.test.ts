import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeChunk, encodeChunk } from './chunk.ts';
import { compareSamples, emptySamples, merged, sorted } from './samples.ts';
import type { Samples } from './series.ts';
import { totalOf } from './total.ts';

const sources = [
  { name: 'Watch', rank: 1 },
  { name: 'Phone', rank: 2 },
];
const sample = fc.record({
  start: fc.integer({ min: -4e12, max: 4e12 }),
  duration: fc.integer({ min: 0, max: 1e9 }),
  offset: fc.integer({ min: -900, max: 900 }),
  value: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(6.1, 0.1, -0, 1e300)),
  source: fc.integer({ min: 0, max: 1 }),
});
const samplesOf = fc.array(sample, { maxLength: 60 }).map((list): Samples => {
  const made = emptySamples(list.length);
  for (const [at, each] of list.entries())
    for (const name of ['start', 'duration', 'offset', 'value', 'source'] as const) made[name][at] = each[name];
  return made;
});
const plain = (samples: Samples) =>
  Object.fromEntries(Object.entries(samples).map(([name, column]) => [name, [...(column as Float64Array)]]));

describe('a chunk of a series', () => {
  it('gives every sample back as it was', () => {
    fc.assert(
      fc.property(samplesOf, (samples) => {
        const decoded = decodeChunk(encodeChunk({ row: 'id', sources, samples }));
        expect(decoded && plain(decoded.samples)).toEqual(plain(samples));
        expect(decoded?.sources).toEqual(sources);
      }),
    );
  });

  it('keeps a heartbeat in a few bytes', () => {
    const samples = emptySamples(10_000);
    for (let at = 0; at < 10_000; at++) {
      samples.start[at] = 1_700_000_000_000 + at * 5000;
      samples.value[at] = 60 + (at % 40);
    }
    expect(encodeChunk({ row: 'id', sources, samples }).length).toBeLessThan(60_000);
  });

  it('is refused when it is cut short or no chunk', () => {
    fc.assert(
      fc.property(samplesOf, fc.nat(), (samples, cut) => {
        const bytes = encodeChunk({ row: 'id', sources, samples });
        expect(decodeChunk(bytes.slice(0, cut % bytes.length))).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (noise) => void decodeChunk(new Uint8Array(noise))));
  });
});

describe('samples together', () => {
  it('are in order, each once, whatever came first', () => {
    fc.assert(
      fc.property(samplesOf, samplesOf, (one, other) => {
        const [a, b] = [sorted(one), sorted(other)];
        const both = merged(a, b);
        expect(plain({ ...merged(b, a).samples, offset: new Int16Array() })).toEqual(plain({ ...both.samples, offset: new Int16Array() }));
        for (let at = 1; at < both.samples.start.length; at++)
          expect(compareSamples(both.samples, at - 1, both.samples, at)).toBeLessThan(0);
        expect(merged(both.samples, b)).toMatchObject({ added: 0 });
      }),
    );
  });

  it('add up to no more than all of them, and to all of one source', () => {
    const positive = fc.array(
      fc.record({
        ...{ start: fc.integer({ min: 0, max: 1000 }), duration: fc.integer({ min: 1, max: 100 }) },
        value: fc.integer({ min: 1, max: 50 }),
        source: fc.integer({ min: 0, max: 1 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(positive, (list) => {
        const made = emptySamples(list.length);
        for (const [at, each] of list.entries())
          for (const name of ['start', 'duration', 'value', 'source'] as const) made[name][at] = each[name];
        const samples = sorted(made);
        const sum = (of: (source: number) => boolean) =>
          samples.value.reduce((total, value, at) => total + (of(samples.source[at] as number) ? value : 0), 0);
        const total = totalOf(samples, sources);
        expect(total).toBeLessThanOrEqual(sum(() => true) + 1e-6);
        expect(total).toBeGreaterThanOrEqual(sum((source) => source === (samples.source.includes(0) ? 0 : 1)) - 1e-6);
      }),
    );
  });
});
