import { isJsonObject, type JsonObject, type JsonValue, keepExact, numberText, typePlan } from '@satchel/fhir';
import { looksLike } from './shape.ts';

/** Datatypes told apart by the names of their members, the narrower first. */
const BY_SHAPE = [
  'CodeableConcept',
  'Period',
  'Range',
  'Ratio',
  'Coding',
  'Quantity',
  'Identifier',
  'Reference',
  'Money',
  'Annotation',
  'Attachment',
  'HumanName',
  'ContactPoint',
  'Address',
  'Timing',
  'Dosage',
];
const valueTypes = (): ReadonlySet<string> =>
  new Set([...(typePlan('Extension')?.elements.keys() ?? [])].filter((name) => name.startsWith('value')));
const nameOf = (type: string) => `value${type.charAt(0).toUpperCase()}${type.slice(1)}`;

/** What R4 has no place for as extensions of one URL: a value each where R4 has its datatype, else parts by name. */
export function extensionsFor(url: string, value: JsonValue, type?: string): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((each) => extensionsFor(url, each, type));
  if (value === null || value === '') return [];
  if (isJsonObject(value)) return objectExtension(url, value, type);
  const name = type !== undefined && /^[a-z]/.test(type) && looksLike(value, type, false) ? nameOf(type) : primitiveName(value);
  return [{ url, [valueTypes().has(name) ? name : primitiveName(value)]: value }];
}

function objectExtension(url: string, value: JsonObject, type?: string): JsonObject[] {
  const fitting = [...(type === undefined ? [] : [type]), ...BY_SHAPE].find(
    (each) => valueTypes().has(nameOf(each)) && typePlan(each) !== undefined && looksLike(value, each, false),
  );
  if (fitting !== undefined) return Object.keys(value).length ? [{ url, [nameOf(fitting)]: value }] : [];
  const parts = Object.keys(value).flatMap((name) => memberExtensions(value, name));
  return parts.length ? [{ url, extension: parts }] : [];
}

/** A member under its own name; extensions that were there already stay as they are. */
function memberExtensions(holder: JsonObject, name: string): JsonObject[] {
  const value = holder[name] as JsonValue;
  if (name === 'extension' || name === 'modifierExtension') return Array.isArray(value) ? value.filter(isJsonObject) : [];
  if (name === 'id') return [];
  const made = extensionsFor(name.replace(/^_/, ''), value);
  const text = numberText(holder, name);
  const [only] = made;
  if (only && text !== undefined && 'valueDecimal' in only) keepExact(only, 'valueDecimal', text);
  return made;
}

function primitiveName(value: string | number | boolean): string {
  if (typeof value === 'boolean') return 'valueBoolean';
  return typeof value === 'string' ? 'valueString' : Number.isInteger(value) ? 'valueInteger' : 'valueDecimal';
}
