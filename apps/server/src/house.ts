import type { Fetch } from '@satchel/intake';
import type { OpenHall, World } from '@satchel/record';
import type { Accounts } from './accounts/accounts.ts';
import type { Devices } from './accounts/devices.ts';
import type { Prover } from './accounts/prove.ts';
import type { Throttle } from './accounts/throttle.ts';
import type { Imports } from './jobs/imports.ts';
import type { Rewraps } from './jobs/rewraps.ts';
import type { Rules } from './findings/rules.ts';
import type { Journal } from './journal.ts';
import type { Links } from './links/links.ts';
import type { PictureReader } from './pictures/read-text.ts';
import type { ServiceKey } from './service-key.ts';
import type { Settings } from './settings.ts';
import type { BackgroundProofs } from './sittings/background-proofs.ts';
import type { Sittings } from './sittings/sittings.ts';
import type { Apps } from './smart/apps.ts';

/** Everything the server is made of, wired once (wire.ts) and handed to whoever needs it. */
export interface House {
  readonly settings: Settings;
  readonly version: string;
  readonly world: World;
  readonly hall: OpenHall;
  readonly service: ServiceKey;
  readonly accounts: Accounts;
  readonly devices: Devices;
  readonly throttle: Throttle;
  readonly prover: Prover;
  readonly sittings: Sittings;
  readonly proofs: BackgroundProofs;
  /** What follows from a record. */
  readonly rules: Rules;
  /** Apps and services that may use a record: the authorization server. */
  readonly apps: Apps;
  /** What the person handed on by link. */
  readonly links: Links;
  readonly imports: Imports;
  readonly rewraps: Rewraps;
  readonly pictures: PictureReader;
  /** The way to other machines, for what the person asks for. */
  readonly outward: Fetch;
  readonly journal: Journal;
  /** Folder of the built web app; of the sample people; where the erasure ledger lies. */
  readonly places: { readonly web: string; readonly people: string; readonly ledger: string };
  /** Aborted when the process is asked to end: streams close themselves. */
  readonly closing: AbortSignal;
}
