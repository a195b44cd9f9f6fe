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
  for (let at = 0; at < lower.length; at++) {
    if (!isWordCharacter(lower.charCodeAt(at))) continue;
    const candidates = phrases[startOf(lower, at)];
    const found = candidates === undefined ? undefined : longestOf(candidates, lower, original, at);
    if (found !== undefined) {
      mask |= found.mask;
      at += found.text.length;
    }
    while (isWordCharacter(lower.charCodeAt(at))) at++;
  }
  return mask;
}

function longestOf(phrases: readonly Phrase[], lower: string, original: string, at: number): Phrase | undefined {
  for (const phrase of phrases) if (occurs(phrase, lower, original, at)) return phrase;
  return undefined;
}

function occurs(phrase: Phrase, lower: string, original: string, at: number): boolean {
  return (
    lower.startsWith(phrase.text, at) &&
    (phrase.open || !isWordCharacter(lower.charCodeAt(at + phrase.text.length))) &&
    (phrase.capitals === undefined || original.startsWith(phrase.capitals, at))
  );
}

function unaccented(text: string): string {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 127) return text.normalize('NFD').replace(/\p{M}/gu, '');
  }
  return text;
}

/** Letters, digits, and whatever is beyond ASCII; NaN, past the end, is none. */
function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127;
}

/** Where the phrases that begin like the word at `at` are kept: its first three characters, five bits each. */
function startOf(lower: string, at: number): number {
  return ((lower.charCodeAt(at) & 31) << 10) | ((lower.charCodeAt(at + 1) & 31) << 5) | (lower.charCodeAt(at + 2) & 31);
}

type PhrasesByStart = readonly (readonly Phrase[] | undefined)[];

let compiled: PhrasesByStart | undefined;

function phrasesByStart(): PhrasesByStart {
  return (compiled ??= compile(WORD_LISTS));
}

/** Every phrase has three characters at least; those that begin alike stand longest first. */
function compile(lists: readonly WordList[]): PhrasesByStart {
  const byStart = Array.from<Phrase[] | undefined>({ length: 32 ** 3 });
  const phrases = [...masksOf(lists)].map(([written, mask]) => phraseOf(written, mask));
  for (const phrase of phrases.sort((one, other) => other.text.length - one.text.length)) {
    (byStart[startOf(phrase.text, 0)] ??= []).push(phrase);
  }
  return byStart;
}

function masksOf(lists: readonly WordList[]): ReadonlyMap<string, Mask> {
  const masks = new Map<string, Mask>();
  for (const list of lists) {
    for (const written of list.except) masks.set(written, NONE);
    for (const [category, words] of Object.entries(list.categories)) {
      for (const written of words) masks.set(written, (masks.get(written) ?? NONE) | maskOf(category as Category));
    }
  }
  return masks;
}

function phraseOf(written: string, mask: Mask): Phrase {
  const open = written.endsWith('*');
  const text = open ? written.slice(0, -1) : written;
  const lower = text.toLowerCase();
  return { text: lower, open, capitals: lower === text ? undefined : text, mask };
}
