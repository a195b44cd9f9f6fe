import { dateInterval } from '../dates.ts';
import { parseReference } from '../references.ts';
import { isResourceId } from '../types.ts';
import { canonicalRange, UCUM } from './convert/quantities.ts';
import type { ToCanonical } from './entries.ts';
import { splitUnescaped, unescape } from './escapes.ts';
import type { DateValue, NumberValue, Prefix, QuantityValue, ReferenceValue, TokenValue } from './query.ts';

/** Parsers of single values; each gives undefined for text that is no such value. */

const PREFIXED = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(?=[-+\d.])/;

function splitPrefix(text: string): [Prefix, string] {
  const prefix = PREFIXED.exec(text)?.[1] as Prefix | undefined;
  return prefix === undefined ? ['eq', text] : [prefix, text.slice(2)];
}

/** `ap` reaches a tenth of the way from now to the value, to both sides ("10% of the gap"). */
export function parseDate(text: string, now: number | undefined): DateValue | undefined {
  const [prefix, date] = splitPrefix(unescape(text));
  // A plus sign in a query string arrives as a space.
  const interval = dateInterval(date.replace(' ', '+'));
  if (interval === undefined) return undefined;
  const gap = prefix === 'ap' && now !== undefined ? Math.round(Math.max(now - interval.high, interval.low - now, 0) / 10) : 0;
  return { prefix, low: interval.low - gap, high: interval.high + gap };
}

const NUMBER = /^[-+]?(\d+)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;

export function parseNumber(text: string): NumberValue | undefined {
  const [prefix, digits] = splitPrefix(unescape(text));
  const match = NUMBER.exec(digits);
  if (match === null) return undefined;
  const value = Number(digits);
  const [, , decimals = '', exponent = '0'] = match;
  const half = prefix === 'ap' ? Math.abs(value) / 10 : 0.5 * 10 ** (Number(exponent) - decimals.length);
  return Number.isFinite(value) && Number.isFinite(half) ? { prefix, value, low: value - half, high: value + half } : undefined;
}

/** `number`, `number|system|code` or `number||code`. */
export function parseQuantity(text: string, toCanonical: ToCanonical | undefined): QuantityValue | undefined {
  const [amount = '', system, code, ...more] = splitUnescaped(text, '|').map(unescape);
  const number = parseNumber(amount);
  if (number === undefined || more.length > 0 || (system !== undefined && code === undefined)) return undefined;
  const unit = { ...(system ? { system } : {}), ...(code ? { code } : {}) };
  if (system !== UCUM || !code || toCanonical === undefined) return { ...number, ...unit };
  const range = canonicalRange(number.low, number.high, code, toCanonical);
  const value = toCanonical(number.value, code)?.value;
  return range === undefined || value === undefined ? { ...number, ...unit } : { ...number, ...unit, canonical: { ...range, value } };
}

/** `code`, `system|code`, `|code` or `system|`. */
export function parseToken(text: string): TokenValue | undefined {
  const [first = '', second, ...more] = splitUnescaped(text, '|').map(unescape);
  if (more.length > 0) return undefined;
  if (second === undefined) return { code: first };
  if (first === '' && second === '') return undefined;
  return { system: first, ...(second === '' ? {} : { code: second }) };
}

/** `system|code|value` of `:of-type`, as the token under which identifiers with a type are kept. */
export function parseOfType(text: string): TokenValue | undefined {
  const [system = '', code, value, ...more] = splitUnescaped(text, '|').map(unescape);
  if (more.length > 0 || !code || !value) return undefined;
  return { ...(system === '' ? {} : { system }), code: `${code}|${value}` };
}

/** `Type/id`, `id` (of one of `types`; empty for any), or an absolute URI; under `base` it means the record itself. */
export function parseReferenceValue(text: string, types: readonly string[], base: string | undefined): ReferenceValue | undefined {
  const plain = unescape(text);
  if (isResourceId(plain)) return { types, id: plain };
  const literal = parseReference(plain);
  if (literal === undefined || literal.kind === 'contained' || literal.kind === 'conditional') return undefined;
  if (literal.kind === 'relative') return { types: [literal.type], id: literal.id };
  if (literal.kind !== 'absolute') return { uri: literal.kind === 'uuid' ? `urn:uuid:${literal.uuid}` : plain };
  if (literal.base === base?.replace(/\/$/, '')) return { types: [literal.type], id: literal.id };
  return { uri: `${literal.base}/${literal.type}/${literal.id}` };
}
