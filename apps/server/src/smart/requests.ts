import type { World } from '@satchel/record';
import { base64url } from '@satchel/vault';
import type { ServiceKey } from '../service-key.ts';
import { createDrawer, type Kept } from './drawer.ts';

/** A question to the person: may this app see some of a record? */
export interface ConsentRequest {
  readonly client: string;
  /** What was asked for, as far as it can be given. */
  readonly scope: string;
  /** An app's page waits for the answer; a service does not. */
  readonly launch?: {
    readonly redirectUri: string;
    readonly challenge: string;
    readonly state: string;
    readonly nonce?: string;
    readonly issuer: string;
  };
}

export interface Requests {
  /** The name of the request in the address of the consent screen: nobody guesses it. */
  open(request: ConsentRequest): Promise<string>;
  find(id: string): Promise<Kept<ConsentRequest> | undefined>;
  /** Answered once. */
  close(kept: Kept<ConsentRequest>): Promise<boolean>;
  sweep(): Promise<void>;
}

const SHARD = 'smart-request';
const LIFE = 30 * 60_000;

export function createRequests(world: World, service: ServiceKey): Requests {
  const drawer = createDrawer<ConsentRequest>(world, service, 'smart-request');
  return {
    async open(request) {
      const id = base64url(world.engine.random(16));
      await drawer.add(SHARD, id, request, world.now() + LIFE);
      return id;
    },
    find: (id) => drawer.get(SHARD, id),
    close: (kept) => drawer.take(kept),
    sweep: () => drawer.sweep(SHARD),
  };
}
