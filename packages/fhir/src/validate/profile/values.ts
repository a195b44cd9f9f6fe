import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';

/** One value of an element, with its place. */
export interface Valued {
  readonly value: JsonValue;
  /** `Observation.component[1].valueQuantity`. */
  readonly at: string;
  /** The member's name; of a choice it tells the type. */
  readonly name: string;
  /** Of a choice, its type as it is written: `Quantity`. */
  readonly type?: string;
}

/** The values that an element of this name has in an object; `value[x]` is whatever the choice was. */
export function valuesOf(holder: JsonObject, name: string, at: string): Valued[] {
  const stem = name.endsWith('[x]') ? name.slice(0, -3) : undefined;
  const members = new Set(
    Object.keys(holder)
      .map((each) => each.replace(/^_/, ''))
      .filter((each) => each === name || (stem !== undefined && each.startsWith(stem) && /^[A-Z]/.test(each.slice(stem.length)))),
  );
  return [...members].flatMap((member) => {
    // An element that says why it has no value is there.
    const value = holder[member] ?? holder[`_${member}`] ?? null;
    const choice = stem === undefined ? {} : { type: member.slice(stem.length) };
    return Array.isArray(value)
      ? value.map((one, index) => ({ value: one, at: `${at}.${member}[${index}]`, name: member, ...choice }))
      : [{ value, at: `${at}.${member}`, name: member, ...choice }];
  });
}

/** Whether all that a pattern says stands in a value (http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_). */
export function fitsPattern(value: JsonValue, pattern: JsonValue): boolean {
  if (Array.isArray(pattern)) return Array.isArray(value) && pattern.every((wanted) => value.some((each) => fitsPattern(each, wanted)));
  if (isJsonObject(pattern))
    return isJsonObject(value) && Object.entries(pattern).every(([name, wanted]) => fitsPattern(value[name] ?? null, wanted));
  return value === pattern;
}

/** Whether a value is the fixed one: the same members and items, in whatever order the members stand. */
export function isFixed(value: JsonValue, fixed: JsonValue): boolean {
  if (Array.isArray(fixed))
    return Array.isArray(value) && value.length === fixed.length && fixed.every((wanted, at) => isFixed(value[at] ?? null, wanted));
  if (!isJsonObject(fixed)) return value === fixed;
  const names = Object.keys(fixed);
  return (
    isJsonObject(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => isFixed(value[name] ?? null, fixed[name] ?? null))
  );
}
