import type { JsonObject, JsonValue } from './value.ts';

/**
 * Key under which an object or array remembers the source text of those numbers that JavaScript
 * would write differently: `6.10`, `1.0e2`, 20 digits. FHIR asks for it: "implementations SHALL
 * preserve the precision of decimals" (http://hl7.org/fhir/R4/datatypes.html#decimal).
 *
 * Being an enumerable symbol it survives spread and `Object.assign`, and is ignored by
 * `JSON.stringify`, `Object.keys` and `for in`.
 */
export const EXACT: unique symbol = Symbol.for('satchel.fhir.exact');

type Container = (JsonObject | JsonValue[]) & { [EXACT]?: Record<string, string> };

/** Remembers that the number `holder[key]` was written as `text`. */
export function keepExact(holder: JsonObject | JsonValue[], key: string | number, text: string): void {
  const texts = ((holder as Container)[EXACT] ??= Object.create(null) as Record<string, string>);
  texts[key] = text;
}

/**
 * The text of the number `holder[key]` as its source wrote it, or as JavaScript writes it.
 * A remembered text whose value is no longer the number there is stale and ignored.
 */
export function numberText(holder: JsonObject | JsonValue[], key: string | number): string | undefined {
  const value = (holder as JsonObject)[key];
  if (typeof value !== 'number') return undefined;
  const text = (holder as Container)[EXACT]?.[key];
  return text !== undefined && Object.is(Number(text), value) ? text : String(value);
}

/** Whether `value` or anything inside it remembers the text of a number. */
export function holdsExact(value: JsonValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ((value as Container)[EXACT] !== undefined) return true;
  if (Array.isArray(value)) return value.some(holdsExact);
  for (const name in value) {
    const member = value[name];
    if (typeof member === 'object' && holdsExact(member)) return true;
  }
  return false;
}
