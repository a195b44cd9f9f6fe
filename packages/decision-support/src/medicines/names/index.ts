import { stem, tokensOf } from './stem.ts';

/** Substances that a name stands for; several names can be one, one name can be several. */
export type Ingredients = readonly string[];

/** What a name was found to say. */
export interface Reading {
  readonly ingredients: Ingredients;
  /** A part of the name stands beside another substance, or after a brand, and was not understood. */
  readonly unread?: string;
}

/** Words that say how, how much and how often, but never what. */
export interface Fillers {
  /** Salts, forms, routes, units, times. */
  readonly fillers: readonly string[];
  /** After a brand they make another product: "PM", "Plus", "HCT". */
  readonly suffixes: readonly string[];
  /** Carriers and minerals: a substance only where nothing else in the name is one. */
  readonly weak: readonly string[];
}

interface Entry {
  readonly ingredients: Ingredients;
  readonly isBrand: boolean;
  readonly isWeak: boolean;
}

const SEPARATORS = new Set(['/', '+', '&', ',', ';', '-', 'and', 'y', 'con', 'with', 'und', 'mit', 'et']);
const isWord = (token: string): boolean => /^[a-z]/.test(token);

/** Names of medicines, found in what people and systems write. */
export class NameIndex {
  readonly #phrases = new Map<string, Entry | 'several'>();
  readonly #exact = new Map<string, Entry>();
  readonly #fillers: ReadonlySet<string>;
  readonly #suffixes: ReadonlySet<string>;
  readonly #weak: ReadonlySet<string>;
  #longest = 1;

  constructor(words: Fillers) {
    this.#fillers = new Set(words.fillers.map(stem));
    this.#suffixes = new Set(words.suffixes);
    this.#weak = new Set(words.weak);
  }

  add(name: string, ingredients: Ingredients, isBrand = false): void {
    const words = tokensOf(name);
    const entry = { ingredients, isBrand, isWeak: ingredients.every((each) => this.#weak.has(each)) };
    const exact = words.join(' ');
    if (!words.some(isWord) || this.#exact.has(exact)) return;
    this.#exact.set(exact, entry);
    this.#longest = Math.max(this.#longest, words.length);
    const key = words.map(stem).join(' ');
    const present = this.#phrases.get(key);
    // Two substances whose stems are one are told apart by their exact spelling alone.
    const isOther = present && present !== 'several' && present.ingredients.join('+') !== ingredients.join('+');
    this.#phrases.set(key, isOther ? 'several' : (present ?? entry));
    if (words.length === 2 && words[1] === 'acid') this.add(`acido ${words[0]}`, ingredients, isBrand);
  }

  read(text: string): Reading {
    const tokens = tokensOf(text);
    const stems = tokens.map(stem);
    const found: { at: number; end: number; entry: Entry }[] = [];
    for (let at = 0; at < tokens.length;) {
      const hit = this.#at(tokens, stems, at);
      if (hit) found.push({ at, ...hit });
      at = hit?.end ?? at + 1;
    }
    const strong = found.filter(({ entry }) => !entry.isWeak);
    const kept = strong.length > 0 ? strong : found;
    const ingredients = [...new Set(kept.flatMap(({ entry }) => entry.ingredients))].sort();
    const unread = ingredients.length > 0 ? this.#unread(tokens, stems, found) : undefined;
    return unread === undefined ? { ingredients } : { ingredients, unread };
  }

  #at(tokens: readonly string[], stems: readonly string[], at: number): { end: number; entry: Entry } | undefined {
    if (!isWord(tokens[at] ?? '') && !/^\d/.test(tokens[at] ?? '')) return undefined;
    for (let end = Math.min(tokens.length, at + this.#longest); end > at; end--) {
      const exact = this.#exact.get(tokens.slice(at, end).join(' '));
      const loose = exact ?? this.#phrases.get(stems.slice(at, end).join(' '));
      if (loose && loose !== 'several') return { end, entry: loose };
    }
    return undefined;
  }

  /** The first word of a part that names no substance although its neighbours do; or what makes a brand another product. */
  #unread(
    tokens: readonly string[],
    stems: readonly string[],
    found: readonly { at: number; end: number; entry: Entry }[],
  ): string | undefined {
    for (const { end, entry } of found) {
      const next = tokens[end] ?? '';
      if (entry.isBrand && (this.#suffixes.has(next) || (next === '#' && /^\d/.test(tokens[end + 1] ?? '')))) return next;
    }
    const parts: { isNamed: boolean; strange?: string }[] = [{ isNamed: false }];
    for (const [at, token] of tokens.entries()) {
      const part = parts.at(-1)!;
      if (found.some((hit) => hit.at <= at && at < hit.end)) part.isNamed = true;
      else if (SEPARATORS.has(token)) parts.push({ isNamed: false });
      else if (token.length > 4 && isWord(token) && !this.#fillers.has(stems[at] ?? '')) part.strange ??= token;
    }
    return parts.find(({ isNamed, strange }) => !isNamed && strange !== undefined)?.strange;
  }
}
