import type { Fetch } from '@satchel/intake';
import type { World } from '@satchel/record';
import type { ServiceKey } from '../service-key.ts';
import { type Approvals, createApprovals } from './approvals.ts';
import { type Assertions, createAssertions } from './assertion.ts';
import { createClientKeys } from './client-keys.ts';
import { type Clients, createClients } from './clients.ts';
import { createRequests, type Requests } from './requests.ts';
import { createSigningKey, type SigningKey } from './signing-key.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** The authorization server: who registered, who asks, what was approved, and the tokens that came of it. */
export interface Apps {
  readonly clients: Clients;
  readonly assertions: Assertions;
  readonly requests: Requests;
  readonly approvals: Approvals;
  readonly tokens: Tokens;
  readonly signingKey: SigningKey;
  /** The key that this server holds for one service, if people let it read at any time. */
  serviceSecret(client: string): Uint8Array;
  /** Forgets what has expired. */
  sweep(): Promise<void>;
}

export function createApps(world: World, service: ServiceKey, outward: Fetch): Apps {
  const clients = createClients(world, service);
  const assertions = createAssertions(world, createClientKeys(outward, world.now));
  const requests = createRequests(world, service);
  const approvals = createApprovals(world, service);
  return {
    clients,
    assertions,
    requests,
    approvals,
    tokens: createTokens(world, service, approvals),
    signingKey: createSigningKey(world, service),
    serviceSecret: (client) => service.keyFor(`smart/service/${client}`),
    async sweep() {
      for (const room of [clients, assertions, requests]) await room.sweep();
    },
  };
}
