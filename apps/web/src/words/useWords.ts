import { useLingui } from '@lingui/react/macro';
import type { Card } from '@satchel/record';
import { rangeOf, titleOf, valueOf, whenOf } from './card.ts';
import { codeWords, flagWords, genderWords, statusWords } from './codes.ts';
import { formatAgo, formatDate, formatMonth, formatPeriod, formatSize } from './dates.ts';
import { KIND_WORDS } from './kind-words.ts';
import type { Kind } from './kinds.ts';
import { manyOf, oneOf } from './types.ts';

/** All plain words in the language and regional habits of whoever reads. */
export function useWords() {
  const { i18n, t } = useLingui();
  const locales = typeof i18n.locales === 'string' ? i18n.locales : i18n.locale;
  const number = new Intl.NumberFormat(locales);
  return {
    i18n,
    locales,
    title: (card: Card) => titleOf(card, oneOf(i18n, card.type)),
    value: valueOf,
    range: (card: Card) => rangeOf(card, { below: t`below`, above: t`above` }),
    when: (card: Card) => whenOf(locales, card),
    onDay: (card: Card) => (card.date ? formatPeriod(locales, card.date.slice(0, 10), card.end?.slice(0, 10)) : undefined),
    flag: (flag: string | undefined) => flagWords(i18n, flag),
    status: (status: string | undefined) => statusWords(i18n, status),
    gender: (gender: string | undefined) => genderWords(i18n, gender),
    code: (code: string) => codeWords(i18n, code),
    kind: (kind: Kind) => i18n._(KIND_WORDS[kind]),
    one: (type: string) => oneOf(i18n, type),
    many: (type: string) => manyOf(i18n, type),
    date: (date: string) => formatDate(locales, date),
    day: (date: string) => formatDate(locales, date, 'day'),
    time: (at: number) => new Intl.DateTimeFormat(locales, { hour: 'numeric', minute: '2-digit' }).format(at),
    month: (at: number) => formatMonth(locales, at),
    period: (start: string, end?: string) => formatPeriod(locales, start, end),
    ago: (at: number) => formatAgo(locales, at, Date.now()),
    size: (bytes: number) => formatSize(locales, bytes),
    count: (count: number) => number.format(count),
  };
}

export type Words = ReturnType<typeof useWords>;
