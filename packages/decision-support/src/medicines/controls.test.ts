import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkMedicines } from './check.ts';
import { NEGATIVE, POSITIVE } from './controls.fixture.ts';
import { loadMedicines } from './load.ts';
import { facts, foundBy, takes, wellKnown } from './person.fixture.ts';

const knowledge = await loadMedicines();
/** Told of any use of the medicine, whatever else is taken. */
const ALONE = /^(food|age|maximum)\//;
const spoken = (a: string, b: string): readonly string[] =>
  foundBy(facts(...wellKnown(), takes(a), takes(b)), knowledge).filter((rule) => !ALONE.test(rule));

describe('control pairs, as published in docs/knowledge/medicines.md', () => {
  it('speaks of every positive one', () => {
    const missed = POSITIVE.filter(([a, b, rule]) => !spoken(a, b).some((each) => each.startsWith(rule)));
    expect(missed).toEqual([]);
    expect(POSITIVE.length).toBe(45);
  });

  it('is silent about the negative ones, and could check them', () => {
    const all = NEGATIVE.map(([a, b]) => ({ pair: `${a} + ${b}`, rules: spoken(a, b) }));
    expect(all.filter(({ rules }) => rules.length > 0)).toEqual([]);
    const unread = NEGATIVE.filter(
      ([a, b]) => checkMedicines(facts(...wellKnown(), takes(a), takes(b)), knowledge).coverage[0]?.checked !== 2,
    );
    expect(unread).toEqual([]);
    expect(NEGATIVE.length).toBe(50);
  });
});

const samples = process.env['SATCHEL_SAMPLES'];

describe.skipIf(samples === undefined)('the published pairs of the fifteen high-priority classes (SATCHEL_SAMPLES)', () => {
  const text =
    samples === undefined
      ? ''
      : gunzipSync(readFileSync(join(samples, 'g1-ddi/ONC-High-Priority/ONC_High_Priority_Mapped.csv.gz'))).toString('utf8');
  const pairs = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('$'))
    .map(([a = '', , b = '']) => [a, b] as const);

  it('interrupts for every one of them, by name alone', () => {
    expect(pairs.length).toBeGreaterThan(1900);
    const base = wellKnown();
    const missed = pairs.filter(([a, b]) => {
      const { findings } = checkMedicines(facts(...base, takes(a.replaceAll('_', ' ')), takes(b.replaceAll('_', ' '))), knowledge);
      return !findings.some(
        ({ answer, urgency, rule }) => answer === 'found' && urgency === 'interrupt' && rule.id.startsWith('onc-high/'),
      );
    });
    expect(missed).toEqual([]);
  });
});
