import type { Language } from '../patient-summary/words.ts';

/** Sizes of paper; `wallet` is a card of 85.6 by 54 mm (ISO/IEC 7810 ID-1). */
export const PAPERS = ['A4', 'Letter', 'A5', 'wallet'] as const;
export type Paper = (typeof PAPERS)[number];

export interface Column {
  readonly title: string;
  /** Share of the width. */
  readonly share: number;
  /** The main words of a line. */
  readonly strong?: true;
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly quiet?: true }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[]; readonly boxes?: true }
  /** A line each, its first words first. */
  | { readonly kind: 'list'; readonly rows: readonly (readonly string[])[] }
  /** Lines to write on. */
  | { readonly kind: 'lines'; readonly count: number };

/** What is printed, whatever it is printed on. */
export interface Sheet {
  readonly title: string;
  readonly language: Language;
  /** Whose it is: on every page. */
  readonly person: { readonly name: string; readonly birthDate?: string };
  /** When it was made, ISO 8601. */
  readonly madeAt: string;
  readonly blocks: readonly Block[];
  /** Letters may become smaller, down to three quarters, for it to be one page; not in large print. */
  readonly isOnePage?: true;
}
