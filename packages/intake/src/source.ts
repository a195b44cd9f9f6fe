import { type DocumentFacts, issue, type Issue } from '@satchel/fhir';
import type { Draft, SeriesBatch } from '@satchel/record';

/** Bytes to be read, more than once if need be; never held whole. */
export interface Source {
  /** File name as the person knows it. */
  readonly name: string;
  readonly size?: number;
  open(): AsyncIterable<Uint8Array>;
  /** The bytes from this one on, where they need not be read from the start for it. */
  openAt?(offset: number): AsyncIterable<Uint8Array>;
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
  /** Readings of a device, many at once. */
  | { readonly kind: 'series'; readonly series: SeriesBatch }
  /** What the file itself is, said before anything else of it. `member` names a file inside the source. */
  | { readonly kind: 'document'; readonly document: DocumentFacts; readonly member?: string }
  /** Not understood: what, where and why. The original keeps it. */
  | { readonly kind: 'unread'; readonly type?: string; readonly issues: readonly Issue[] }
  /** Something to tell about the source as a whole. */
  | { readonly kind: 'note'; readonly issue: Issue };

/** The beginning of a file, by which it is recognised. */
export interface Head {
  readonly name: string;
  /** Its first 64 KB at most. */
  readonly bytes: Uint8Array;
  /** The same as text, without leading white space; what is not UTF-8 is replaced. */
  readonly text: string;
}

/** What of the world around it a parser may know. */
export interface Reading {
  /** Instant of the import, ISO 8601. */
  readonly at: string;
}

/** A format is a pure room: bytes in; drafts, issues and unread parts out. */
export interface Format {
  readonly name: string;
  /** Raised when the same bytes are read better: originals are then worth reading again. */
  readonly version: string;
  /** What this file is, in words of the report, where it is of this format. */
  recognise(head: Head): string | undefined;
  parse(source: Source, reading: Reading): AsyncIterable<Parsed>;
  /** Files that it carries, each to be recognised for itself: attachments of an e-mail, the text of a code in a picture. */
  inside?(source: Source): AsyncIterable<Source>;
  /** The part of a source that a place of one of its drafts names, set out for reading. */
  excerpt?(source: Source, place: string): Promise<string | undefined>;
}

export const unread = (
  words: string,
  location: string,
  code: Issue['code'] = 'structure',
  remedy = 'The original is kept; ask the sender for a complete file.',
): Parsed => ({ kind: 'unread', issues: [issue('error', code, words, { location, remedy })] });
