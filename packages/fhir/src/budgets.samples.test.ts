/**
 * What reading, checking and writing a resource costs, on the 6,103 resources of one person, each
 * beside the bare JSON functions measured in the same run. Best of several rounds: other work on the
 * machine can only make a round slower.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { collectReferences, mapReferences, parseJson, stringify, validate } from './index.ts';
import type { JsonObject } from './index.ts';

const file = join(process.env['SATCHEL_SAMPLES'] ?? '', 'a9-large-assembled', 'xl-merged-dev.ndjson.gz');
const isThere = process.env['SATCHEL_SAMPLES'] !== undefined && existsSync(file);

/** Microseconds for one item, best of `rounds`. */
function cost<T>(items: readonly T[], act: (item: T) => unknown, rounds = 8): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (const item of items) act(item);
    best = Math.min(best, performance.now() - start);
  }
  return (best / items.length) * 1000;
}

describe.skipIf(!isThere)('budgets a resource (SATCHEL_SAMPLES)', () => {
  const texts = isThere ? gunzipSync(readFileSync(file)).toString().split('\n').filter((line) => line !== '') : [];
  const resources = texts.map((line) => JSON.parse(line) as JsonObject);
  const exact = texts.map((line) => {
    const outcome = parseJson(line.replace('{', '{"precise":{"value":6.10},'));
    if (!outcome.ok) throw new Error('fixture');
    return outcome.value;
  });

  it.each<[string, number, () => number, () => number]>([
    ['parseJson', 35, () => cost(texts, (text) => parseJson(text)), () => cost(texts, (text) => JSON.parse(text) as unknown)],
    ['stringify', 15, () => cost(resources, stringify), () => cost(resources, (each) => JSON.stringify(each))],
    ['stringify with exact numbers', 30, () => cost(exact, stringify), () => cost(exact, (each) => JSON.stringify(each))],
    ['validate', 50, () => cost(resources, validate), () => cost(texts, (text) => JSON.parse(text) as unknown)],
    ['mapReferences', 6, () => cost(resources, (each) => mapReferences(each, (reference) => `${reference}x`)), () => cost(texts, (text) => JSON.parse(text) as unknown)],
    ['collectReferences', 6, () => cost(resources, collectReferences), () => cost(texts, (text) => JSON.parse(text) as unknown)],
  ])('%s within %i us', (name, budget, ours, bare) => {
    const [own, reference] = [ours(), bare()];
    console.info(`${name}: ${own.toFixed(1)} us a resource, ${(own / reference).toFixed(1)} times bare JSON`);
    expect(own).toBeLessThan(budget);
  });

  it('writes every resource back as it was read', () => {
    for (const text of texts) {
      const outcome = parseJson(text);
      expect(outcome.issues).toEqual([]);
      expect(outcome.ok && stringify(outcome.value)).toBe(JSON.stringify(JSON.parse(text)));
    }
  });
});
