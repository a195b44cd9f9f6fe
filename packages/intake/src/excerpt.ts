import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { Source } from './source.ts';
import { prefixOf, unwrap } from './unwrap.ts';

/** No excerpt is longer, in characters. */
const LIMIT = 64 * 1024;

/** The part of an original that a place names: in the file of an archive with which the place begins, else in the file itself. */
export async function excerpt(source: Source, place: string): Promise<Outcome<string>> {
  for await (const { source: file, format } of unwrap(source)) {
    const prefix = prefixOf(source, file);
    if (!format?.excerpt || !place.startsWith(prefix)) continue;
    const text = await format.excerpt(file, place.slice(prefix.length));
    if (text !== undefined) return success(text.length <= LIMIT ? text : `${text.slice(0, LIMIT - 2)}\n…`);
  }
  return failure(issue('error', 'not-found', 'This place was not found in the original.', { remedy: 'Open the whole original.' }));
}
