import { isJsonObject, type JsonObject, type JsonValue, keepExact, numberText } from '@satchel/fhir/json';

/** Words as a CodeableConcept; nothing for no words. */
export const concept = (text: string | undefined): JsonObject | undefined => (text ? { text } : undefined);
export const coded = (system: string, code: string): JsonObject => ({ coding: [{ system, code }] });
export const named = (display: string | undefined): JsonObject | undefined => (display ? { display } : undefined);
export const note = (text: string | undefined): JsonObject[] | undefined => (text ? [{ text }] : undefined);

/** An object of those members that are there. */
export function present(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** A number as the person wrote it, a decimal comma allowed; undefined where it is none. */
export function quantity(value: string | undefined, unit: string | undefined): JsonObject | undefined {
  const text = (value ?? '').trim().replace(',', '.');
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const made: JsonObject = { value: Number(text), ...(unit && { unit }) };
  keepExact(made, 'value', text);
  return made;
}

/** Reading back. */
export function textAt(resource: JsonObject, ...path: readonly (string | number)[]): string | undefined {
  let value: JsonValue | undefined = resource;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isJsonObject(value) ? value[step] : undefined;
  }
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : undefined;
}

/** The words of a CodeableConcept: its text, else what its first coding is called. */
export const wordsAt = (resource: JsonObject, ...path: readonly (string | number)[]): string | undefined =>
  textAt(resource, ...path, 'text') ?? textAt(resource, ...path, 'coding', 0, 'display');
export const codeAt = (resource: JsonObject, ...path: readonly (string | number)[]): string | undefined =>
  textAt(resource, ...path, 'coding', 0, 'code');

export function quantityAt(resource: JsonObject, name: string): { readonly value?: string; readonly unit?: string } {
  const found = resource[name];
  if (!isJsonObject(found)) return {};
  const [value, unit] = [numberText(found, 'value'), textAt(found, 'unit')];
  return { ...(value !== undefined && { value }), ...(unit !== undefined && { unit }) };
}

/** Answers without those that are not given. */
export function answers(given: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
