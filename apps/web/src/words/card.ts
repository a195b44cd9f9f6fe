import type { I18n } from '@lingui/core';
import type { Card } from '@satchel/record';
import { formatPeriod } from './dates.ts';
import { oneOf } from './types.ts';
import { unitWords } from './units.ts';

const BILLS = new Set(['Claim', 'ExplanationOfBenefit', 'ClaimResponse']);

/** What a fact is called: the source's own words, else its code, else what kind of thing it is. */
export function titleOf(i18n: I18n, card: Card): string {
  // A bill's own words are codes for its form ("professional"); what was billed says more.
  if (BILLS.has(card.type)) return card.detail ?? card.title ?? oneOf(i18n, card.type);
  return card.title ?? card.code?.split('|').at(-1) ?? oneOf(i18n, card.type);
}

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

export const whenOf = (locales: string, card: Card): string | undefined => (card.date ? formatPeriod(locales, card.date, card.end) : undefined);
