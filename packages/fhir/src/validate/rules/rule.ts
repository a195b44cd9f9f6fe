/**
 * The small vocabulary in which the rules of R4 (its error-severity FHIRPath constraints) are
 * written as functions. Everything here takes whatever shape comes and never throws: the walk
 * reports wrong shapes, the rules only look at what is well formed.
 */
import { compareDates } from '../../dates.ts';
import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';

export interface RuleContext {
  /** `%resource`: the resource the element is in. */
  readonly resource: JsonObject;
  /** `%rootResource`: the resource that contains it, when it is a contained one. */
  readonly root: JsonObject;
}

/** Whether the rule holds for the element; true also where nothing can be said. */
export type Rule = (element: JsonObject, context: RuleContext) => boolean;

/** Rules by the name that structure.json gives them. */
export type Rules = Readonly<Record<string, Rule>>;

export const UCUM = 'http://unitsofmeasure.org';

const companions = new Map<string, string>();

/** The JSON name under which the extensions of a primitive stand: `_birthDate`. */
export function companionOf(name: string): string {
  let companion = companions.get(name);
  if (companion === undefined) companions.set(name, (companion = `_${name}`));
  return companion;
}

/** `name.exists()`: the element is there, if only with extensions. */
export function has(element: JsonObject, name: string): boolean {
  return element[name] !== undefined || element[companionOf(name)] !== undefined;
}

/** `name.exists()` for a choice such as `value[x]`. */
export function hasChoice(element: JsonObject, name: string): boolean {
  for (const each in element) {
    const start = each.charCodeAt(0) === 95 ? 1 : 0;
    if (each.startsWith(name, start) && isUpperCase(each.charCodeAt(start + name.length))) return true;
  }
  return false;
}

function isUpperCase(character: number): boolean {
  return character >= 65 && character <= 90;
}

/** The child objects called `name`, one or many. */
export function all(element: JsonObject, name: string): JsonObject[] {
  const value = element[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value.filter(isJsonObject) : isJsonObject(value) ? [value] : [];
}

/** The objects at the end of a path: `path(bundle, 'entry', 'resource')`. */
export function path(element: JsonObject, ...names: readonly string[]): JsonObject[] {
  return names.reduce<JsonObject[]>((elements, name) => elements.flatMap((each) => all(each, name)), [element]);
}

/** The primitive values called `name`, one or many. */
export function values(element: JsonObject, name: string): JsonValue[] {
  const value = element[name];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.filter((each) => each !== null) : [value];
}

/** `name.count()` */
export function count(element: JsonObject, name: string): number {
  const value = element[name] ?? element[companionOf(name)];
  return Array.isArray(value) ? value.length : value === undefined ? 0 : 1;
}

/** How many of `names` exist. */
export function howMany(element: JsonObject, ...names: readonly string[]): number {
  return names.reduce((sum, name) => sum + count(element, name), 0);
}

/** The text of a primitive, or the empty string. */
export function text(element: JsonObject | undefined, name: string): string {
  const value = element?.[name];
  return typeof value === 'string' ? value : '';
}

/** Whether the primitive `name` is one of `options`. */
export function isOneOf(element: JsonObject, name: string, ...options: readonly string[]): boolean {
  const value = element[name];
  return typeof value === 'string' && options.includes(value);
}

/** Whether the CodeableConcept `name` has the coding. */
export function isCoded(element: JsonObject, name: string, system: string, ...codes: readonly string[]): boolean {
  return path(element, name, 'coding').some((coding) => coding.system === system && isOneOf(coding, 'code', ...codes));
}

export function implies(condition: boolean, consequence: boolean): boolean {
  return !condition || consequence;
}

/** The texts called `name` in those elements that have one. */
export function texts(elements: readonly JsonObject[], name: string): string[] {
  return elements.flatMap((each) => (typeof each[name] === 'string' ? [each[name]] : []));
}

export function isDistinct(items: readonly JsonValue[]): boolean {
  return new Set(items).size === items.length;
}

/** `later >= earlier`, true also where partial dates leave it open. */
export function isNotBefore(later: JsonValue | undefined, earlier: JsonValue | undefined): boolean {
  if (typeof later !== 'string' || typeof earlier !== 'string') return true;
  return (compareDates(later, earlier) ?? 0) >= 0;
}

/** FHIRPath `=` on two elements: the same members, in whatever order. */
export function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const names = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    names.length === Object.keys(b).length &&
    names.every((name) => isSame((a as JsonObject)[name], (b as JsonObject)[name]))
  );
}

/** The elements called `name` at any depth below `element`, as in `item` within `item`. */
export function nested(element: JsonObject, name: string): JsonObject[] {
  return all(element, name).flatMap((each) => [each, ...nested(each, name)]);
}
