import { isJsonObject, type JsonObject } from '@satchel/fhir';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { factsOf } from '../facts.ts';
import { checkDeviations } from './check.ts';
import { replay } from './replay.ts';
import { type DeviationRules, loadDeviationRules } from './rules.ts';
import { type Event, type Kind, KINDS, lifeOf } from './trials/lives.ts';
import { PERSON, ruleFor } from './trials/series.ts';

/** The same readings in another unit, by measure: factor and offset from the unit of the measure. */
const OTHER: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  weight: ['[lb_av]', 1 / 0.45359237],
  glucose: ['mmol/L', 10 / 180.156],
  creatinine: ['umol/L', 10_000 / 113.118],
  hemoglobin: ['g/L', 10],
};

const kind = fc.constantFrom(...KINDS.filter(({ measure }) => OTHER[measure]));
const event = fc.record({
  at: fc.integer({ min: 150, max: 290 }),
  shift: fc.double({ min: -8, max: 8, noNaN: true }),
  driftPer30Days: fc.constantFrom(0, 1),
});
const life = fc.tuple(kind, fc.integer({ min: 1, max: 1e6 }), event).map(([each, seed, its]) => [each, madeOf(each, seed, its)] as const);

function madeOf(each: Kind, seed: number, its: Event): ReturnType<typeof lifeOf> {
  return lifeOf(each, each.every > 1 ? 1500 : 300, seed, each.every > 1 ? { ...its, at: its.at * 4 } : its);
}

describe('what is said of a life', () => {
  let rules: DeviationRules;
  beforeAll(async () => {
    rules = await loadDeviationRules();
  });

  const said = (resources: readonly JsonObject[], today: string, measure: string): unknown[] =>
    checkDeviations(factsOf([PERSON, ...resources], today), rules)
      .findings.filter(({ about }) => about === measure)
      .map(({ rule, answer, urgency, detail }) => [rule.id, answer, urgency, detail?.['alerts'], detail?.['alertDays']]);

  it('does not depend on the unit', () => {
    fc.assert(
      fc.property(life, ([{ measure }, { resources, today }]) => {
        const [unit, factor] = OTHER[measure] as readonly [string, number];
        const other = resources.map((each) => ({
          ...each,
          valueQuantity: { value: valueOf(each) * factor, unit, code: unit, system: 'http://unitsofmeasure.org' },
        }));
        const mixed = resources.map((each, n) => (n % 2 === 0 ? each : (other[n] as JsonObject)));
        expect(said(other, today, measure)).toEqual(said(resources, today, measure));
        expect(said(mixed, today, measure)).toEqual(said(resources, today, measure));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on how often a reading was imported, from where, and how it was rounded', () => {
    fc.assert(
      fc.property(life, fc.integer({ min: 1, max: 4 }), ([{ measure }, { resources, today }], every) => {
        const again = resources
          .filter((_, n) => n % every === 0)
          .map((each): JsonObject => {
            return {
              ...each,
              id: `again-${String(each['id'])}`,
              meta: { source: 'urn:other' },
              effectiveDateTime: String(each['effectiveDateTime']).replace('Z', '+00:00'),
            };
          });
        expect(said([...resources, ...again], today, measure)).toEqual(said(resources, today, measure));
        expect(said(again.concat(resources).toReversed(), today, measure)).toEqual(said(resources, today, measure));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the device, as long as it is one, or on a constant that devices differ by', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: -5, max: 5, noNaN: true }), (seed, bias) => {
        const weight = KINDS[1] as Kind;
        const { resources, today } = lifeOf(weight, 300, seed, { at: 280, shift: 6 });
        const renamed = resources.map((each) => ({ ...each, device: { display: 'another' } }));
        expect(said(renamed, today, 'weight')).toEqual(said(resources, today, 'weight'));
        const rule = ruleFor(rules, 'shift', 'weight');
        const beside = resources.map((each): JsonObject => ({
          ...each,
          id: `b${String(each['id'])}`,
          device: { display: 'z' },
          valueQuantity: { ...quantityOf(each), value: valueOf(each) + bias },
        }));
        const one = replay(factsOf([PERSON, ...resources], today), rule, 'usual').days;
        const both = replay(factsOf([PERSON, ...resources, ...beside], today), rule, 'usual').days;
        expect(both).toEqual(one);
      }),
      { numRuns: 15 },
    );
  });
});

const quantityOf = (each: JsonObject): JsonObject => (isJsonObject(each['valueQuantity']) ? each['valueQuantity'] : {});
const valueOf = (each: JsonObject): number => Number(quantityOf(each)['value']);
