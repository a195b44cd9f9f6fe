import { holdsExact, numberText } from './exact.ts';
import type { JsonObject, JsonValue } from './value.ts';

/**
 * Compact JSON in which every number that `parseJson` read keeps the digits of its source.
 * Otherwise the same text as `JSON.stringify`; members that are `undefined` are left out.
 */
export function stringify(value: JsonValue): string {
  if (typeof value !== 'object' || value === null || !holdsExact(value)) return JSON.stringify(value);
  return Array.isArray(value) ? writeArray(value) : writeObject(value);
}

function writeArray(array: JsonValue[]): string {
  return `[${array.map((_, index) => writeMember(array, index) ?? 'null').join(',')}]`;
}

function writeObject(object: JsonObject): string {
  const members: string[] = [];
  for (const name of Object.keys(object)) {
    const text = writeMember(object, name);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

function writeMember(holder: JsonObject | JsonValue[], key: string | number): string | undefined {
  const value: JsonValue | undefined = (holder as JsonObject)[key];
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(holder, key) : 'null';
  return value === undefined ? undefined : stringify(value);
}
