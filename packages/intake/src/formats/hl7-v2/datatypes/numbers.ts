import { type JsonObject, keepExact } from '@satchel/fhir';
import type { Repetition } from '../syntax/segment.ts';
import { systemOf } from '../tables/systems.ts';

const NUMBER = /^(<=?|>=?)?\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+))$/;
const UCUM = 'http://unitsofmeasure.org';

/** The unit of a CWE; its code only where the sender says that it is UCUM. */
export function unitOf(value: Repetition | undefined): JsonObject {
  if (!value || value.isEmpty) return {};
  const isUcum = systemOf(value.at(3)) === UCUM;
  const unit = value.at(2) || value.at(1) || value.at(5) || value.at(4);
  return isUcum && value.at(1) !== '' ? { unit, system: UCUM, code: value.at(1) } : { unit };
}

/** A number, with the sign before it that makes it a bound, and its digits as written; undefined for anything else. */
export function quantityOf(text: string, unit: JsonObject, sign = ''): JsonObject | undefined {
  const [, own, digits] = NUMBER.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const comparator = own ?? (/^(<=?|>=?)$/.test(sign) ? sign : undefined);
  const written = digits
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/^(-?)0+(?=\d)/, '$1');
  const quantity: JsonObject = { value: Number(written), ...(comparator !== undefined && { comparator }), ...unit };
  if (String(quantity['value']) !== written) keepExact(quantity, 'value', written);
  return quantity;
}

/** OBX-7 as text, and as bounds where it is written so: `70-105`, `(6.0-8.5)`, `<5`, `>= 3`. */
export function rangeOf(text: string, unit: JsonObject): JsonObject | undefined {
  if (text === '') return undefined;
  const [, low, high] = /^\(?\s*([+-]?\d*\.?\d+)\s*(?:-|–|to|_)\s*([+-]?\d*\.?\d+)\s*\)?$/i.exec(text) ?? [];
  const [, sign, bound] = /^\(?\s*(<=?|>=?)\s*([+-]?\d*\.?\d+)\s*\)?$/.exec(text) ?? [];
  const lower = quantityOf(low ?? (sign?.startsWith('>') ? (bound ?? '') : ''), unit);
  const upper = quantityOf(high ?? (sign?.startsWith('<') ? (bound ?? '') : ''), unit);
  return { ...(lower && { low: lower }), ...(upper && { high: upper }), text };
}
