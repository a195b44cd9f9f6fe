import type { Entries, Words } from '@satchel/fhir';
import type { Card } from '../doors.ts';
import type { Flag } from './schema.ts';

/** What the index keeps of a resource beside its entries. */
export interface Indexed {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** Milliseconds since 1970, UTC. */
  readonly updatedAt: number;
  /** Number of the commit in the person's chain. */
  readonly seq: number;
  /** Its category labels, sorted and joined by `+`; empty for none, or `unsorted`. */
  readonly labels: string;
  /** Equal content, equal fingerprint. */
  readonly fingerprint: string;
  readonly flags: readonly Flag[];
  /** The clinical date in milliseconds UTC; null where the resource has none. */
  readonly timelineAt: number | null;
  readonly card: Card;
}

/** A resource as it is put: what is kept, what it is found by, and its words. */
export interface IndexRow extends Indexed {
  readonly entries: Entries;
  readonly words: Words;
}
