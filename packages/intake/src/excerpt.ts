import { failure, isJsonObject, issue, type Outcome, parseJson, stringify, success } from '@satchel/fhir';
import { type Cut, cutValues } from './formats/fhir-json/values.ts';
import { indented } from './indented.ts';
import type { Source } from './source.ts';
import { unwrap } from './unwrap.ts';

/** No excerpt is longer, in characters. */
const LIMIT = 64 * 1024;

/** `Observation.ndjson line 12`, `entry 31`, `entry 1 entry 3`: a file of an archive, a value in it, an entry of a Bundle that it holds. */
const PLACE = /^(?:(.+?) )??(line|entry) (\d+)(?: entry (\d+))?$/s;

/** The part of an original that a place names, set out for reading, its numbers as they are written. Reads no further than it must. */
export async function excerpt(source: Source, place: string): Promise<Outcome<string>> {
  const [, file, unit, number, inner] = PLACE.exec(place) ?? [];
  if (unit === undefined) return failure(notThere());
  for await (const { source: each, format } of unwrap(source)) {
    if (!format || (file !== undefined && each.name !== file)) continue;
    const found = await valueAt(each, unit, Number(number));
    if (found === undefined) return failure(notThere());
    const text = inner === undefined ? found : entryOf(found, Number(inner));
    return text === undefined ? failure(notThere()) : success(shortened(indented(text)));
  }
  return failure(notThere());
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

const shortened = (text: string): string => (text.length <= LIMIT ? text : `${text.slice(0, LIMIT - 2)}\n…`);
const notThere = () => issue('error', 'not-found', 'This place was not found in the original.', { remedy: 'Open the whole original.' });
