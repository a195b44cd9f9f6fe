import type { JsonObject, Units } from '@satchel/fhir';
import type { Measure } from './rules.ts';

/** A unit as a source gave it. */
export interface GivenUnit {
  readonly text: string;
  /** From the unit of the measure back to this one. */
  readonly back: (value: number) => number;
  readonly factor: number;
}

/** What leads from a quantity's own unit to the measure's; undefined for a unit that is unknown or measures something else. */
export type UnitReader = (quantity: JsonObject) => (GivenUnit & { readonly to: (value: number) => number }) | undefined;

/** Conversion for one measure, by UCUM. Each unit is looked up once: every one that a measure has is a straight line. */
export function unitReader(measure: Measure, units: Units): UnitReader {
  const known = new Map<string, ReturnType<UnitReader>>();
  return ({ unit, code, system }) => {
    const text = [code, unit].find((each): each is string => typeof each === 'string' && each !== '') ?? '';
    const shown = typeof unit === 'string' && unit !== '' ? unit : text;
    const key = `${text}\n${shown}\n${typeof system === 'string' ? system : ''}`;
    if (!known.has(key)) known.set(key, lookUp(measure, units, text, shown, typeof system === 'string' ? system : undefined));
    return known.get(key);
  };
}

function lookUp(measure: Measure, units: Units, text: string, shown: string, system: string | undefined): ReturnType<UnitReader> {
  const ucum = units.ucumOf(text, system) ?? text;
  const line = measure.also[ucum] ?? measure.also[text] ?? (text === '' ? undefined : lineBetween(measure, units, ucum));
  if (!line) return undefined;
  const [factor, offset] = line;
  const isSame = factor === 1 && offset === 0;
  return {
    text: shown,
    factor,
    to: isSame ? (value) => value : (value) => value * factor + offset,
    back: isSame ? (value) => value : (value) => (value - offset) / factor,
  };
}

function lineBetween({ unit, weight }: Measure, units: Units, from: string): readonly [number, number] | undefined {
  const options = weight === undefined ? {} : { molecularWeight: weight };
  const [zero, thousand] = [units.convert(0, from, unit, options), units.convert(1000, from, unit, options)];
  return zero.ok && thousand.ok ? [(thousand.value - zero.value) / 1000, zero.value] : undefined;
}
