import type { Row, World } from '@satchel/record';
import { base64url, type Bytes, equal, fromBase64url, utf8 } from '@satchel/vault';
import type { JSONWebKeySet } from 'jose';
import type { ServiceKey } from '../service-key.ts';
import { createDrawer } from './drawer.ts';

export type AuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
export type ClientGrant = 'authorization_code' | 'refresh_token' | 'client_credentials';

/** An app or service as it registered itself (RFC 7591). What it says of itself is its own claim. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly authMethod: AuthMethod;
  readonly grants: readonly ClientGrant[];
  readonly scope: string;
  readonly registeredAt: number;
  /** When somebody here first approved it. */
  readonly approvedAt?: number;
  /** base64url of SHA-256: secrets are 256 random bits, so no slow derivation is needed. */
  readonly secretHash?: string;
  readonly jwks?: JSONWebKeySet;
  readonly jwksUri?: string;
  readonly website?: string;
}

/** Who registered. A registration alone opens nothing; without anybody's approval it is forgotten after a day. */
export interface Clients {
  register(
    client: Omit<Client, 'id' | 'registeredAt' | 'approvedAt' | 'secretHash'>,
  ): Promise<{ readonly client: Client; readonly secret?: string }>;
  find(id: string): Promise<Client | undefined>;
  /** Somebody approved it: it stays, and pages of its origins may call the token endpoint and the FHIR API. */
  keep(id: string): Promise<void>;
  /** Whether a page of this origin belongs to an app that somebody here approved. */
  isKnownOrigin(origin: string): Promise<boolean>;
  secretFits(client: Client, secret: string): boolean;
  sweep(): Promise<void>;
}

const SHARD = 'smart-client';
const ORIGINS = 'smart-origin';
const TRIAL = 24 * 3_600_000;
const LONG = 20 * 365 * 24 * 3_600_000;
/** Registrations that wait for their first approval; beyond it the oldest gives way. */
const WAITING = 1000;

export function createClients(world: World, service: ServiceKey): Clients {
  const { engine, now } = world;
  const clients = createDrawer<Client>(world, service, 'smart-client');
  const origins = createDrawer<true>(world, service, 'smart-origin');
  const hash = (text: string): Bytes => engine.sha256(utf8(text));
  const originId = (origin: string) => base64url(hash(origin));

  return {
    async register(asked) {
      await makeRoom(world);
      const isSecret = asked.authMethod.startsWith('client_secret');
      const secret = isSecret ? base64url(engine.random(32)) : undefined;
      const client: Client = {
        ...asked,
        id: base64url(engine.random(16)),
        registeredAt: now(),
        ...(secret !== undefined && { secretHash: base64url(hash(secret)) }),
      };
      await clients.add(SHARD, client.id, client, now() + TRIAL);
      return { client, ...(secret !== undefined && { secret }) };
    },
    async find(id) {
      return (await clients.get(SHARD, id))?.value;
    },
    async keep(id) {
      const kept = await clients.get(SHARD, id);
      if (!kept) return;
      if (kept.value.approvedAt === undefined) await clients.replace(kept, { ...kept.value, approvedAt: now() }, now() + LONG);
      for (const origin of new Set(kept.value.redirectUris.map(originOf)))
        if (origin) await origins.add(ORIGINS, originId(origin), true, now() + LONG);
    },
    isKnownOrigin: async (origin) => (await origins.get(ORIGINS, originId(origin))) !== undefined,
    secretFits({ secretHash }, secret) {
      const expected = fromBase64url(secretHash);
      return expected !== undefined && equal(expected, hash(secret));
    },
    sweep: () => clients.sweep(SHARD),
  };
}

function originOf(uri: string): string | undefined {
  const url = URL.parse(uri);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.origin : undefined;
}

async function makeRoom({ store, now }: World): Promise<void> {
  const waiting: Pick<Row<'job'>, 'id' | 'expires'>[] = [];
  for await (const batch of store.scan('job', { person: SHARD }, { columns: ['expires'] }))
    waiting.push(...batch.filter(({ expires }) => expires <= now() + TRIAL));
  if (waiting.length < WAITING) return;
  const oldest = waiting.sort((a, b) => a.expires - b.expires).slice(0, waiting.length - WAITING + 1);
  await store.write({ shard: SHARD, operations: oldest.map(({ id }) => ({ remove: 'job', prefix: { person: SHARD, id } })) });
}
