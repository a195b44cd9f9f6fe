import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import { textOf } from './converter.ts';
import type { Converter } from './converter.ts';
import type { CanonicalRange, ToCanonical } from '../entries.ts';

export const UCUM = 'http://unitsofmeasure.org';
const CURRENCY = 'urn:iso:std:iso:4217';

interface Measured {
  readonly low: number;
  readonly high: number;
  /** The element that tells the unit. */
  readonly unit: JsonObject;
}

/** Converters of the quantity parameters (http://hl7.org/fhir/R4/search.html#quantity). */
export function quantityConverter(type: string): Converter | undefined {
  const measure = MEASURES.get(type);
  if (measure === undefined) return undefined;
  return (value, parameter, { quantities }, toCanonical) => {
    const measured = isJsonObject(value) ? measure(value) : undefined;
    if (measured === undefined) return;
    const { low, high } = measured;
    const unit = unitOf(measured.unit);
    const canonical = unit.system === UCUM && toCanonical !== undefined ? canonicalRange(low, high, unit.code, toCanonical) : undefined;
    quantities.push({ parameter, low, high, ...unit, ...(canonical === undefined ? {} : { canonical }) });
  };
}

/** Converters of the number parameters. */
export function numberConverter(type: string): Converter | undefined {
  if (type === 'Range') {
    return (value, parameter, { numbers }) => {
      const measured = isJsonObject(value) ? range(value) : undefined;
      if (measured !== undefined) numbers.push({ parameter, low: measured.low, high: measured.high });
    };
  }
  if (type !== 'decimal' && !/integer|positiveInt|unsignedInt/.test(type)) return undefined;
  return (value, parameter, { numbers }) => {
    if (typeof value === 'number') numbers.push({ parameter, low: value, high: value });
  };
}

/** Both ends in the canonical unit; infinite ends stay so. Undefined where the unit is unknown. */
export function canonicalRange(low: number, high: number, unit: string, toCanonical: ToCanonical): CanonicalRange | undefined {
  const first = Number.isFinite(low) ? toCanonical(low, unit) : undefined;
  const last = low === high || !Number.isFinite(high) ? first : toCanonical(high, unit);
  const known = first ?? last;
  if (known === undefined) return undefined;
  return {
    low: first === undefined ? -Infinity : first.value,
    high: Number.isFinite(high) && last !== undefined ? last.value : Infinity,
    unit: known.unit,
  };
}

function unitOf(value: JsonObject): { system: string; code: string; unit: string } {
  const currency = textOf(value, 'currency');
  if (currency !== undefined) return { system: CURRENCY, code: currency, unit: currency };
  return { system: textOf(value, 'system') ?? '', code: textOf(value, 'code') ?? '', unit: textOf(value, 'unit') ?? '' };
}

const MEASURES = new Map<string, (value: JsonObject) => Measured | undefined>([
  ...['Quantity', 'Age', 'Duration', 'Count', 'Distance', 'SimpleQuantity', 'Money'].map((type) => [type, quantity] as const),
  ['Range', range],
  ['SampledData', sampled],
]);

/** A comparator opens the range: `<5` lies below five, however far. */
function quantity(value: JsonObject): Measured | undefined {
  const amount = value['value'];
  if (typeof amount !== 'number') return undefined;
  switch (textOf(value, 'comparator') ?? '') {
    case '<':
      return { low: -Infinity, high: below(amount), unit: value };
    case '<=':
      return { low: -Infinity, high: amount, unit: value };
    case '>':
      return { low: above(amount), high: Infinity, unit: value };
    case '>=':
      return { low: amount, high: Infinity, unit: value };
    default:
      return { low: amount, high: amount, unit: value };
  }
}

function range(value: JsonObject): Measured | undefined {
  const [low, high] = [value['low'], value['high']];
  const lowest = isJsonObject(low) && typeof low['value'] === 'number' ? low['value'] : undefined;
  const highest = isJsonObject(high) && typeof high['value'] === 'number' ? high['value'] : undefined;
  const unit = highest !== undefined && isJsonObject(high) ? high : low;
  if ((lowest === undefined && highest === undefined) || !isJsonObject(unit)) return undefined;
  return { low: lowest ?? -Infinity, high: highest ?? Infinity, unit };
}

/** From the lowest to the highest sample. */
function sampled(value: JsonObject): Measured | undefined {
  const origin = value['origin'];
  const data = value['data'];
  if (!isJsonObject(origin) || typeof origin['value'] !== 'number' || typeof data !== 'string') return undefined;
  const factor = typeof value['factor'] === 'number' ? value['factor'] : 1;
  let [low, high] = [Infinity, -Infinity];
  for (const text of data.split(' ')) {
    const sample = sampleOf(text, value) * factor + origin['value'];
    if (sample < low) low = sample;
    if (sample > high) high = sample;
  }
  return low > high ? undefined : { low, high, unit: origin };
}

/** `L` and `U` stand for the limits, `E` for an error. */
function sampleOf(text: string, value: JsonObject): number {
  const limit = (member: JsonValue | undefined): number => (typeof member === 'number' ? member : NaN);
  if (text === 'L') return limit(value['lowerLimit']);
  if (text === 'U') return limit(value['upperLimit']);
  return text === '' || text === 'E' ? NaN : Number(text);
}

/** The nearest number below `value`: `<5` does not reach five. */
function below(value: number): number {
  return -above(-value);
}

function above(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  const [pattern = 0n] = bits;
  bits[0] = pattern + (value > 0 ? 1n : -1n);
  return new Float64Array(bits.buffer)[0] ?? value;
}
