import { type JsonObject, parseJson, stringify } from '@satchel/fhir';
import { indented } from '../indented.ts';
import { type Parsed, type Source, unread } from '../source.ts';
import { wholeText } from '../whole-text.ts';

/** Backups of other programs are read whole; none of a person's is longer. */
const LONGEST = 256 * 1024 * 1024;

/** A backup as JSON, or why it cannot be read. */
export async function wholeJson(source: Source): Promise<{ json: JsonObject } | { trouble: Parsed }> {
  const text = await wholeText(source, LONGEST);
  if (text === undefined) return { trouble: unread('This backup is longer than 256 MB.', source.name, 'too-long') };
  const parsed = parseJson(text);
  return parsed.ok ? { json: parsed.value } : { trouble: { kind: 'unread', issues: parsed.issues } };
}

/** The value that one of the places of a backup names, set out for reading. */
export async function excerptOf(
  source: Source,
  place: string,
  find: (json: JsonObject) => Iterable<{ readonly place: string; readonly value: JsonObject }>,
): Promise<string | undefined> {
  const read = await wholeJson(source);
  if ('trouble' in read) return undefined;
  for (const each of find(read.json)) if (each.place === place) return indented(stringify(each.value));
  return undefined;
}
