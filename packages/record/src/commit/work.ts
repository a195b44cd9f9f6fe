import type { Issue, JsonObject } from '@satchel/fhir';
import type { Bytes, Labels } from '@satchel/vault';
import type { RowBody } from '../body.ts';
import type { Change, Effect, Holder } from '../doors.ts';
import type { Reading } from '../reading.ts';
import type { Operation } from '../storage/store.ts';
import type { World } from '../world.ts';

/** One fact on its way through the steps of a commit; each step fills in what it knows. */
export interface Item {
  /** Undefined for a restoration or withdrawal of a fact that is not there. */
  readonly type: string;
  id: string;
  resource: JsonObject;
  readonly place?: string;
  readonly source?: { readonly system: string; readonly id: string };
  /** Whoever sent it named our id: they mean this entry. */
  readonly isEdit?: true;
  /** What is here already stays as it is. */
  readonly isCopy?: true;
  issues: Issue[];
  /** The version it replaces, 0 for none. */
  before: number;
  effect: Effect;
  labels: Labels;
  aside?: true;
  withdrawn?: string;
  /** By its own source older than what is here: not taken over. */
  isOlder?: true;
  /** The row that tells it, for it has none of its own: a day of a device series in its month. */
  readonly toldBy?: Item;
  body?: RowBody;
  /** Of the body, once matched. */
  fingerprint?: string;
  /** References along which labels flow, once labelled. */
  closure?: readonly string[];
}

/** A commit under way: who, what, and what the steps have made of it so far. */
export interface Work {
  readonly world: World;
  readonly by: Holder;
  readonly change: Change;
  readonly reading: Reading;
  /** Where the reading stood when this try began: what the commit stands on, whatever comes in meanwhile. */
  readonly base: { readonly seq: number; readonly head: Bytes; readonly incarnation: string };
  readonly at: number;
  readonly idOf: (system: string, id: string) => string;
  items: Item[];
  /** Facts already in the record whose labels grow because of this change: id -> labels. */
  relabels: Map<string, { readonly type: string; readonly labels: Labels }>;
  /** What belongs to the same transaction besides rows: the chunks of series. */
  readonly operations: Operation[];
  /** Samples that the series step met. */
  readonly series: { readonly samples: { new: number; known: number } };
}

/** Those that will be other than they were. */
export const changed = (work: Work): Item[] => work.items.filter((item) => item.effect !== 'unchanged');

/** Of them, those that will become rows. */
export const changedRows = (work: Work): Item[] => changed(work).filter((item) => !item.toldBy);
