import { isJsonObject, type JsonObject, type JsonValue, keepExact, numberText } from '@satchel/fhir';

/** One thing that changed between two versions, set right on a copy whose nested values are never altered. */
export type Rule = (node: JsonObject) => void;
export type Rules = Readonly<Record<string, readonly Rule[]>>;
/** How a value becomes another; undefined leaves it to be kept as an extension. */
export type As = (value: JsonValue, node: JsonObject) => JsonValue | undefined;

/** An element has another name in R4. Where R4's is there already, nothing is done. */
export function move(from: string, to: string, as: As = (value) => value): Rule {
  return (node) => {
    const value = node[from];
    if (value === undefined || (from !== to && node[to] !== undefined)) return;
    const moved = as(value, node);
    if (moved === undefined) return;
    put(node, from, to, moved);
  };
}

/** The value, or values, go behind what a list of R4 holds already. */
export function append(from: string, to: string, as: As = (value) => value): Rule {
  return (node) => {
    const value = node[from];
    if (value === undefined) return;
    const more = listOf(value).map((each) => as(each, node));
    if (more.some((each) => each === undefined)) return;
    put(node, from, to, [...listOf(node[to]), ...(more as JsonValue[])]);
  };
}

/** A required code of another name. */
export function codes(name: string, to: Readonly<Record<string, string>>): Rule {
  return (node) => {
    const code = node[name];
    if (typeof code === 'string' && Object.hasOwn(to, code)) node[name] = to[code] as string;
  };
}

/** `true` says that it was not done. */
export const refused =
  (name: string, status: string): Rule =>
  (node) => {
    if (typeof node[name] !== 'boolean') return;
    if (node[name]) node['status'] = status;
    delete node[name];
  };

/** Sets what the older version means without saying it. */
export const meant =
  (name: string, value: JsonValue): Rule =>
  (node) => {
    node[name] ??= value;
  };

/**
 * A member of an element takes its place: `requester.agent` is the requester. The other members wait under their path,
 * by which they are kept.
 */
export const becomesItsPart =
  (name: string, part: string): Rule =>
  (node) => {
    const whole = node[name];
    if (!isJsonObject(whole) || !isJsonObject(whole[part])) return;
    node[name] = whole[part];
    for (const [other, value] of Object.entries(whole)) if (other !== part) node[`${name}.${other}`] = value;
  };

/** A code in a system that the older version leaves unsaid. */
export const conceptIn =
  (system: string, to: Readonly<Record<string, string>> = {}): As =>
  (value) =>
    typeof value === 'string' ? { coding: [{ system, code: Object.hasOwn(to, value) ? (to[value] as string) : value }] } : undefined;

export const asText: As = (value) => (typeof value === 'string' ? { text: value } : isJsonObject(value) ? value : undefined);
export const asList: As = (value) => listOf(value);
export function listOf(value: JsonValue | undefined): JsonValue[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function put(node: JsonObject, from: string, to: string, value: JsonValue): void {
  const text = numberText(node, from);
  node[to] = value;
  if (from === to) return;
  if (text !== undefined && value === node[from]) keepExact(node, to, text);
  delete node[from];
  const companion = node[`_${from}`];
  if (companion !== undefined && (typeof value !== 'object' || value === null)) {
    node[`_${to}`] = companion;
    delete node[`_${from}`];
  }
}
