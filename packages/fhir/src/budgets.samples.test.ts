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

/** Microseconds for one item, best of eight rounds, of two acts whose rounds take turns. */
function costs(ours: () => void, bare: () => void, count: number): [ours: number, bare: number] {
  const best: [number, number] = [Infinity, Infinity];
  for (let round = 0; round < 8; round++) {
    [ours, bare].forEach((act, which) => {
      const start = performance.now();
      act();
      best[which] = Math.min(best[which]!, performance.now() - start);
    });
  }
  return [(best[0] / count) * 1000, (best[1] / count) * 1000];
}

describe.skipIf(!isThere)('budgets a resource (SATCHEL_SAMPLES)', () => {
  const texts = isThere
    ? gunzipSync(readFileSync(file))
        .toString()
        .split('\n')
        .filter((line) => line !== '')
    : [];
  const resources = texts.map((line) => JSON.parse(line) as JsonObject);
  const exact = texts.map((line) => {
    const outcome = parseJson(line.replace('{', '{"precise":{"value":6.10},'));
    if (!outcome.ok) throw new Error('fixture');
    return outcome.value;
  });

  const bareParse = () => texts.forEach((text) => JSON.parse(text) as unknown);
  const bareStringify = () => resources.forEach((each) => JSON.stringify(each));

  // The absolute budget is for a machine that does nothing else; a busy one is judged by the ratio.
  it.each([
    { name: 'parseJson', budget: 35, ratio: 6, ours: () => texts.forEach((text) => parseJson(text)), bare: bareParse },
    { name: 'stringify', budget: 15, ratio: 3, ours: () => resources.forEach((each) => stringify(each)), bare: bareStringify },
    {
      name: 'stringify with exact numbers',
      budget: 30,
      ratio: 6,
      ours: () => exact.forEach((each) => stringify(each)),
      bare: bareStringify,
    },
    { name: 'validate', budget: 50, ratio: 6, ours: () => resources.forEach((each) => validate(each)), bare: bareParse },
    {
      name: 'mapReferences',
      budget: 6,
      ratio: 2,
      ours: () => resources.forEach((each) => mapReferences(each, (text) => `${text}x`)),
      bare: bareParse,
    },
    { name: 'collectReferences', budget: 6, ratio: 2, ours: () => resources.forEach((each) => collectReferences(each)), bare: bareParse },
  ])('$name within $budget us, or $ratio times bare JSON', { retry: 2 }, ({ name, budget, ratio, ours, bare }) => {
    const [own, reference] = costs(ours, bare, texts.length);
    console.info(`${name}: ${own.toFixed(1)} us a resource, ${(own / reference).toFixed(1)} times bare JSON`);
    expect(own < budget || own < ratio * reference).toBe(true);
  });

  it('writes every resource back as it was read', () => {
    for (const text of texts) {
      const outcome = parseJson(text);
      expect(outcome.issues).toEqual([]);
      expect(outcome.ok && stringify(outcome.value)).toBe(JSON.stringify(JSON.parse(text)));
    }
  });
});
