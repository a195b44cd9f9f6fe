import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@satchel/fhir';
import type { Source } from '../../source.ts';

/** Files of devices are short; a longer one is no export of readings. */
const LONGEST = 64 * 1024 * 1024;

/** Everything a JSON file holds: one value, a list, or one a line. Undefined for what is none, or too long. */
export async function valuesIn(source: Source): Promise<JsonObject[] | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of source.open()) {
    parts.push(bytes);
    size += bytes.length;
    if (size > LONGEST) return undefined;
  }
  const text = new TextDecoder().decode(Buffer.concat(parts)).trim();
  const whole = parseJson(text.startsWith('[') ? `{"list":${text}}` : text);
  if (whole.ok) return text.startsWith('[') ? objectsIn(whole.value['list']) : [whole.value];
  const lines = text.split('\n').map((line) => parseJson(line));
  return lines.every((line) => line.ok) ? lines.map((line) => (line.ok ? line.value : {})) : undefined;
}

export const objectsIn = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
export const objectAt = (value: JsonObject | undefined, name: string): JsonObject | undefined => {
  const found = value?.[name];
  return isJsonObject(found) ? found : undefined;
};
export const numberAt = (value: JsonObject | undefined, name: string): number | undefined => {
  const found = value?.[name];
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};
export const textAt = (value: JsonObject | undefined, name: string): string | undefined => {
  const found = value?.[name];
  return typeof found === 'string' ? found : undefined;
};
