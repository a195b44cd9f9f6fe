import { issue, type Issue } from '@satchel/fhir';
import type { Draft } from '@satchel/record';

/** Bytes to be read, more than once if need be; never held whole. */
export interface Source {
  /** File name as the person knows it. */
  readonly name: string;
  readonly size?: number;
  open(): AsyncIterable<Uint8Array>;
}

/** What a parser makes of a source, one thing at a time. */
export type Parsed =
  | { readonly kind: 'draft'; readonly draft: Draft }
  | {
      readonly kind: 'withdrawal';
      readonly source: { readonly system: string; readonly id: string };
      readonly type: string;
      readonly reason: string;
      readonly place: string;
    }
  /** Not understood: what, where and why. The original keeps it. */
  | { readonly kind: 'unread'; readonly type?: string; readonly issues: readonly Issue[] }
  /** Something to tell about the source as a whole. */
  | { readonly kind: 'note'; readonly issue: Issue };

/** A format is a pure room: bytes in; drafts, issues and unread parts out. */
export interface Format {
  readonly name: string;
  readonly version: string;
  /** In words, for the report. */
  readonly words: string;
  parse(source: Source): AsyncIterable<Parsed>;
}

export const unread = (
  words: string,
  location: string,
  code: Issue['code'] = 'structure',
  remedy = 'The original is kept; ask the sender for a complete file.',
): Parsed => ({ kind: 'unread', issues: [issue('error', code, words, { location, remedy })] });
