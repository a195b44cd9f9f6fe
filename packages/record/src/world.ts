import type { Bytes, Engine } from '@satchel/vault';
import type { Store } from './storage/store.ts';

/** Everything the record takes from outside, handed in by whoever wires it (house rule 5). */
export interface World {
  readonly store: Store;
  readonly engine: Engine;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Ed25519 seed of this service: numbers and signs what arrives while a record is locked. Lives outside the database. */
  readonly serviceKey: Bytes;
  readonly limits?: {
    /** Bytes of indexes and opened bodies kept in memory while their keys are. */
    readonly cacheBytes?: number;
  };
}
