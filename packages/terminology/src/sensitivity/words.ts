import { maskOf, NONE } from './category.ts';
import type { Category, Mask } from './category.ts';
import { WORD_LISTS } from './lists.ts';
import type { WordList } from './lists.ts';

interface Phrase {
  readonly text: string;
  /** Any ending will do. */
  readonly open: boolean;
  /** As it is written, where only capitals count (`AIDS`, not `aids`). */
  readonly capitals: string | undefined;
  readonly mask: Mask;
}

/**
 * The categories whose words occur in `text`, whatever its case and accents. At each word the
 * longest phrase wins and is passed over whole: `alcohol abuse` speaks of alcohol, not of violence,
 * and `alcohol swab` of neither.
 */
export function maskOfWords(text: string): Mask {
  const phrases = phrasesByStart();
  const original = unaccented(text);
  const lower = original.toLowerCase();
  let mask = NONE;
  for (let at = nextWord(lower, 0); at >= 0; at = nextWord(lower, at)) {
    const found = phrases.get(startKey(lower, at))?.find((phrase) => occurs(phrase, lower, original, at));
    if (found !== undefined) {
      mask |= found.mask;
      at += found.text.length - 1;
    }
    at = wordEnd(lower, at);
  }
  return mask;
}

function occurs(phrase: Phrase, lower: string, original: string, at: number): boolean {
  const end = at + phrase.text.length;
  return lower.startsWith(phrase.text, at)
    && (phrase.open || !isWordCharacter(lower.charCodeAt(end)))
    && (phrase.capitals === undefined || original.startsWith(phrase.capitals, at));
}

function unaccented(text: string): string {
  // eslint-disable-next-line no-control-regex
  return /[^\x00-\x7f]/.test(text) ? text.normalize('NFD').replace(/\p{M}/gu, '') : text;
}

function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127;
}

function nextWord(lower: string, from: number): number {
  for (let at = from; at < lower.length; at++) if (isWordCharacter(lower.charCodeAt(at))) return at;
  return -1;
}

function wordEnd(lower: string, from: number): number {
  let at = from;
  while (at < lower.length && isWordCharacter(lower.charCodeAt(at))) at++;
  return at;
}

/** The first three characters as one number: every phrase has at least as many. */
function startKey(lower: string, at: number): number {
  return lower.charCodeAt(at) + lower.charCodeAt(at + 1) * 256 + lower.charCodeAt(at + 2) * 65536;
}

let compiled: ReadonlyMap<number, readonly Phrase[]> | undefined;

function phrasesByStart(): ReadonlyMap<number, readonly Phrase[]> {
  return compiled ??= compile(WORD_LISTS);
}

function compile(lists: readonly WordList[]): ReadonlyMap<number, readonly Phrase[]> {
  const masks = new Map<string, Mask>();
  for (const list of lists) {
    for (const written of list.except) masks.set(written, NONE);
    for (const [category, words] of Object.entries(list.categories)) {
      for (const written of words) masks.set(written, (masks.get(written) ?? NONE) | maskOf(category as Category));
    }
  }
  const phrases = [...masks].map(([written, mask]) => phraseOf(written, mask));
  phrases.sort((one, other) => other.text.length - one.text.length);
  return Map.groupBy(phrases, (phrase) => startKey(phrase.text, 0));
}

function phraseOf(written: string, mask: Mask): Phrase {
  const open = written.endsWith('*');
  const text = open ? written.slice(0, -1) : written;
  const lower = text.toLowerCase();
  return { text: lower, open, capitals: lower === text ? undefined : text, mask };
}
