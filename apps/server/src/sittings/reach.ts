import { type Capabilities, type HeldKeys, type TokenReach } from '@satchel/vault';
import type { Slice } from '@satchel/record';

/** One record that a session or token reaches, as its owner's device sealed it into the token. */
export interface Reach extends TokenReach {
  /** What the account calls this record. */
  readonly name?: string;
  /** A choice finer than its grant's, held by the server: of an access token for less than was granted, and of tokens older than limits in grants. */
  readonly slice?: Slice;
  /** What an access token of an app was told that it may do. */
  readonly scope?: string;
}

/** What keys let their holder do, in words of the API: `read`, `read:general`, `write`, `drain`, `audit`, `manage`. */
export function abilitiesOf(keys: HeldKeys): string[] {
  const newest = keys.read.at(-1);
  const read = newest?.pmk ? ['read'] : Object.keys(newest?.categories ?? {}).map((category) => `read:${category}`);
  return [...read, ...(['write', 'drain', 'audit', 'manage'] as const).filter((name) => keys[name])];
}

/** The same, from what a grant states. */
export function capabilitiesInWords({ read, ...rest }: Capabilities): string[] {
  const reads = read === 'all' ? ['read'] : (read ?? []).map((category) => `read:${category}`);
  return [...reads, ...(['write', 'drain', 'audit', 'manage'] as const).filter((name) => rest[name])];
}
