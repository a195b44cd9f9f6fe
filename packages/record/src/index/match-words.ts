import { foldText } from '@satchel/fhir';

/** A word as the FTS5 tokenizer unicode61 takes it; marks are gone after folding. */
const WORD = /[\p{L}\p{N}\p{Co}]+/gu;

/** Words beyond these are not looked at. */
const MOST = 20;

/**
 * What a person typed as an FTS5 query for all of its words, the last perhaps only begun. Every word is quoted, so that
 * nothing typed is ever syntax. Undefined when there is no word in it.
 */
export function matchWords(text: string, part: 'title' | 'narrative' | 'all', last: 'begins' | 'whole' = 'whole'): string | undefined {
  const folded = foldText(text);
  const words = folded.match(WORD)?.slice(0, MOST);
  if (words === undefined) return undefined;
  const begun = last === 'begins' && folded.endsWith(words.at(-1) ?? '') && !/\s$/.test(text);
  const terms = words.map((word, at) => `"${word}"${begun && at === words.length - 1 ? ' *' : ''}`).join(' AND ');
  return part === 'all' ? terms : `${part} : (${terms})`;
}
