import { isJsonObject, parseJson, stringify } from '@satchel/fhir';
import { indented } from '../../indented.ts';
import type { Source } from '../../source.ts';
import { type Cut, cutValues } from './values.ts';

/** `line 12`, `entry 31`, `entry 1 entry 3`: a value of the file, an entry of a Bundle that it holds. */
const PLACE = /^(line|entry) (\d+)(?: entry (\d+))?$/;

/** The value that a place names, its numbers as they are written. Reads no further than it must. */
export async function excerpt(source: Source, place: string): Promise<string | undefined> {
  const [, unit, number, inner] = PLACE.exec(place) ?? [];
  if (unit === undefined) return undefined;
  const found = await valueAt(source, unit, Number(number));
  const text = found === undefined || inner === undefined ? found : entryOf(found, Number(inner));
  return text === undefined ? undefined : indented(text);
}

async function valueAt(source: Source, unit: string, number: number): Promise<string | undefined> {
  for await (const cut of cutValues(source.open())) {
    if (isAt(cut, unit, number)) return 'bytes' in cut ? new TextDecoder().decode(cut.bytes) : undefined;
  }
  return undefined;
}

function isAt(cut: Cut, unit: string, number: number): boolean {
  return unit === 'entry' ? cut.kind === 'entry' && cut.index + 1 === number : cut.kind !== 'entry' && cut.line === number;
}

function entryOf(text: string, number: number): string | undefined {
  const parsed = parseJson(text);
  const value = parsed.ok ? parsed.value : {};
  const bundle = isJsonObject(value['resource']) ? value['resource'] : value;
  const entry = Array.isArray(bundle['entry']) ? bundle['entry'][number - 1] : undefined;
  return entry === undefined ? undefined : stringify(entry);
}
