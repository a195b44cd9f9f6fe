import type { JsonObject, JsonValue } from '@satchel/fhir';
import { dateOf } from '../deviations/days.ts';
import type { Reading, Series, Unusable } from '../deviations/readings.ts';
import { objectOf, textsOf } from '../deviations/rules.ts';
import { median } from '../deviations/statistics.ts';
import { unitReader, type UnitReader } from '../deviations/unit-reader.ts';
import { plainNumber } from '../deviations/words.ts';
import type { Fact } from '../facts.ts';
import { type Contradiction, count, type Sight, type Verdict } from './verdict.ts';

/** Values that nobody can have, and that no other unit makes possible. */
export function impossibleValues(sight: Sight): Verdict {
  return over(sight, (series) =>
    ofKind(series, 'value').flatMap((each) => (likelyUnit(sight, series, each.quantity) === undefined ? [each] : [])),
  );
}

/** Units that measure something else, or in which the number is impossible, or far from all others of this person. */
export function wrongUnits(sight: Sight): Verdict {
  return over(sight, (series) => [
    ...ofKind(series, 'unit').filter(({ quantity }) => isKnownUnit(sight, quantity)),
    ...ofKind(series, 'value').flatMap((each) => withUnit(each, likelyUnit(sight, series, each.quantity))),
    ...series.readings.flatMap((each) => withUnit(asGiven(each), unitByUsual(sight, series, each))),
  ]);
}

type Odd = Pick<Unusable, 'fact' | 'day' | 'quantity'> & { readonly likely?: string };

const ofKind = ({ unusable }: Series, kind: Unusable['kind']): Odd[] => unusable.filter((each) => each.kind === kind);
const withUnit = (odd: Odd, likely: string | undefined): Odd[] => (likely === undefined ? [] : [{ ...odd, likely }]);
const asGiven = ({ fact, day, value, unit }: Reading): Odd => ({ fact, day, quantity: { value: unit.back(value), unit: unit.text } });

function over({ facts, readings, rules }: Sight, odd: (series: Series) => Odd[]): Verdict {
  const byReference = new Map<string, Fact>();
  const factAt = (reference: string): Fact | undefined => {
    if (byReference.size === 0) for (const fact of facts.of('Observation')) byReference.set(fact.reference, fact);
    return byReference.get(reference);
  };
  const found: Contradiction[] = [];
  let [looked, unknown] = [0, 0];
  for (const series of readings.series.values()) {
    looked += series.readings.length + series.unusable.length;
    unknown += series.unusable.filter(({ kind, quantity }) => kind === 'unit' && !isKnownUnit({ rules }, quantity)).length;
    for (const { fact: reference, day, quantity, likely } of odd(series)) {
      const fact = factAt(reference);
      if (!fact) continue;
      const value = `${plainNumber(Number(quantity['value']))} ${shown(quantity['unit'] ?? quantity['code'])}`.trim();
      const values = { what: series.measure.name, value, date: Number.isFinite(day) ? dateOf(day) : '?' };
      const detail = { measure: series.measure.id, value: Number(quantity['value']), ...(likely !== undefined && { likelyUnit: likely }) };
      found.push({ about: `${reference}/${series.measure.id}`, facts: [fact], ask: fact, values, detail });
    }
  }
  return {
    found,
    doubts: unknown > 0 ? [count(unknown, 'Values without a unit that is known here', 'Valores sin una unidad que se conozca aquí')] : [],
    looked,
  };
}

function isKnownUnit({ rules }: Pick<Sight, 'rules'>, { unit, code, system }: JsonObject): boolean {
  const text = [code, unit].find((each) => typeof each === 'string' && each !== '');
  return typeof text === 'string' && rules.readings.units.ucumOf(text, typeof system === 'string' ? system : undefined) !== undefined;
}

/** The unit in which an impossible number would be an ordinary one. */
function likelyUnit(sight: Sight, { measure }: Series, { value }: JsonObject): string | undefined {
  const [least, most] = measure.possible;
  return others(sight, measure.id).find((unit) => {
    const as = convert(sight, measure, Number(value), unit);
    return as !== undefined && as >= least && as <= most;
  });
}

/** Far from the person's own values, and close to them in another unit: 180 kg where 180 lb would be as always. */
const NEAR = 0.12;
const FAR = 0.4;

function unitByUsual(sight: Sight, series: Series, { fact, value, unit }: Reading): string | undefined {
  const units = others(sight, series.measure.id);
  if (units.length === 0 || series.readings.length < 4) return undefined;
  const usual = usualOf(series);
  if (Math.abs(value - usual) <= FAR * Math.abs(usual)) return undefined;
  const given = unit.back(value);
  const likely = units.find((other) => {
    const as = convert(sight, series.measure, given, other);
    return as !== undefined && Math.abs(as - value) > FAR * Math.abs(usual) && Math.abs(as - usual) <= NEAR * Math.abs(usual);
  });
  const alike = (each: Reading): boolean => each.fact !== fact && Math.abs(each.value - value) <= NEAR * Math.abs(value);
  return likely !== undefined && series.readings.filter(alike).length <= 1 ? likely : undefined;
}

const usuals = new WeakMap<Series, number>();
function usualOf(series: Series): number {
  const usual = usuals.get(series) ?? median(series.readings.map(({ value }) => value));
  usuals.set(series, usual);
  return usual;
}

const others = ({ settings, rules }: Sight, measure: string): string[] =>
  textsOf(objectOf(rules.rules.get('wrong-unit')?.settings['unitsByMeasure'] ?? settings['unitsByMeasure'])[measure]);

function convert({ rules }: Sight, measure: Series['measure'], value: number, unit: string): number | undefined {
  const reader = readers.get(measure) ?? unitReader(measure, rules.readings.units);
  readers.set(measure, reader);
  return reader({ unit, code: unit })?.to(value);
}
const readers = new WeakMap<Series['measure'], UnitReader>();

const shown = (unit: JsonValue | undefined): string => (typeof unit === 'string' ? unit : '');
