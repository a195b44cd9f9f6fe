import type { Card } from '@satchel/record';
import { formatPeriod } from './dates.ts';
import { unitWords } from './units.ts';

const BILLS = new Set(['Claim', 'ExplanationOfBenefit', 'ClaimResponse']);

/** What a fact is called: the source's own words, else its code, else `typeWord`, what kind of thing it is. */
export function titleOf(card: Card, typeWord: string): string {
  // A bill's own words are codes for its form ("professional"); what was billed says more.
  const title = BILLS.has(card.type) ? (card.detail ?? card.title) : card.title;
  return capitalised(title ?? card.code?.split('|').at(-1) ?? typeWord);
}

/** `metformin 500 MG` begins with a capital like its neighbours; `eGFR`, `pH` and file names stay as they are. */
export const capitalised = (title: string): string =>
  /^\p{Ll}{3,}(?=[\s,]|$)/u.test(title) ? title.replace(/^./u, (first) => first.toUpperCase()) : title;

/** The value exactly as the source wrote it, with its unit. */
export function valueOf(card: Card): string | undefined {
  if (card.value === undefined) return undefined;
  const unit = card.unit && !card.value.endsWith(card.unit) ? unitWords(card.unit) : '';
  return unit ? `${card.value} ${unit}` : card.value;
}

/** The reference range as written; `3.5 – 5.1`, `below 5.7`, or the source's text. */
export function rangeOf(card: Card, words: { readonly below: string; readonly above: string }): string | undefined {
  const { low, high, text } = card.range ?? {};
  if (low !== undefined && high !== undefined) return `${low} – ${high}`;
  if (high !== undefined) return `${words.below} ${high}`;
  if (low !== undefined) return `${words.above} ${low}`;
  return text;
}

export const whenOf = (locales: string, card: Card): string | undefined =>
  card.date ? formatPeriod(locales, card.date, card.end) : undefined;
