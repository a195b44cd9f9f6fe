import type { JsonObject } from '@satchel/fhir';
import type { Repetition } from '../syntax/segment.ts';
import { conceptOf } from './concepts.ts';
import { dateTimeOf, timeOf } from './dates.ts';
import { quantityOf } from './numbers.ts';
import { periodOf } from './people.ts';

/** `value[x]` of an Observation from the values of OBX-5 by their type in OBX-2; what cannot be that type stays as text. */
export function valueOf(type: string, all: readonly Repetition[], unit: JsonObject, zone: string): JsonObject {
  const [value] = all;
  if (!value) return {};
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  const words = TEXT_TYPES.has(type) ? all.map((each) => each.text) : all.map(wordsOf);
  return read?.(value, unit, zone) ?? asText(words.join('\n'));
}

const asText = (text: string): JsonObject => (text === '' ? {} : { valueString: text });

type Reader = (value: Repetition, unit: JsonObject, zone: string) => JsonObject | undefined;

const concept: Reader = (value) => wrap('valueCodeableConcept', conceptOf(value));
const moment: Reader = (value, _, zone) => wrap('valueDateTime', dateTimeOf(value.at(1), zone));

const READERS: Readonly<Record<string, Reader>> = {
  NM: (value, unit) => wrap('valueQuantity', quantityOf(value.at(1), unit)),
  SN: structured,
  CE: concept,
  CWE: concept,
  CNE: concept,
  CF: concept,
  IS: concept,
  ID: concept,
  DT: moment,
  DTM: moment,
  TS: moment,
  TM: (value) => wrap('valueTime', timeOf(value.at(1))),
  DR: (value, _, zone) => wrap('valuePeriod', periodOf(value.at(1), value.at(2), zone)),
  NR: (value, unit) => range(value.at(1), value.at(2), unit),
};

/** Text types: they say their words, whichever characters are in them. */
export const TEXT_TYPES: ReadonlySet<string> = new Set(['ST', 'TX', 'FT', '']);

/** An SN: `<^10`, `^1^:^128`, `^4^-^6`, `^2^+`. */
function structured(value: Repetition, unit: JsonObject): JsonObject | undefined {
  const [sign = '', first = '', mark = '', second = ''] = [1, 2, 3, 4].map((n) => value.at(n));
  if (first === '' || sign === '<>') return asText([sign, first, mark, second, unit['unit']].filter(Boolean).join(' '));
  if (mark === '') return wrap('valueQuantity', quantityOf(first, unit, sign));
  if (mark === '-') return range(first, second, unit);
  if (mark === ':' || mark === '/') {
    const [numerator, denominator] = [quantityOf(first, unit), quantityOf(second, unit)];
    if (numerator && denominator) return { valueRatio: { numerator, denominator } };
  }
  return asText([sign, first, mark, second].filter((each) => each !== '').join(''));
}

function range(from: string, to: string, unit: JsonObject): JsonObject | undefined {
  const [low, high] = [quantityOf(from, unit), quantityOf(to, unit)];
  return low || high ? { valueRange: { ...(low && { low }), ...(high && { high }) } } : undefined;
}

/** A value of any type as words: what it says, its parts one after the other. */
function wordsOf(value: Repetition): string {
  const parts = value.components.filter((each) => each !== '');
  return parts.length > 1 ? parts.join(' ') : value.text;
}

function wrap(name: string, value: JsonObject | string | undefined): JsonObject | undefined {
  return value === undefined ? undefined : { [name]: value };
}
