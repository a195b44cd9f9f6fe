import { foldText } from '@satchel/fhir';

/**
 * What a person typed as an FTS5 query that finds all of its words, the last also as the beginning of a word. Every word
 * is quoted, so nothing typed is ever syntax. Undefined when there is no word in it.
 */
export function matchWords(text: string, part: 'narrative' | 'all', last: 'begins' | 'whole' = 'whole'): string | undefined {
  const words = foldText(text).match(/[\p{L}\p{N}\p{Co}]+/gu);
  if (words === null) return undefined;
  const open = last === 'begins' && /[\p{L}\p{N}\p{Co}\p{M}]$/u.test(text);
  const terms = words.map((word, at) => `"${word}"${open && at === words.length - 1 ? ' *' : ''}`).join(' AND ');
  return part === 'narrative' ? `narrative : (${terms})` : terms;
}
