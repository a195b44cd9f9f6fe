import type { Operation, World } from '@satchel/record';
import { readAppTokenId } from '@satchel/ceremonies';
import type { ServiceKey } from '../service-key.ts';
import { createDrawer, type Kept } from './drawer.ts';

/** What a person approved for one app: what belongs to the grant and is no key. Kept in the person's shard, sealed to the service key. */
export interface Approval {
  readonly client: string;
  readonly name: string;
  /** The scopes granted, as they were asked for. */
  readonly scope: string;
  /** The account that approved. */
  readonly account: string;
  /** The Patient resource that is the person. */
  readonly patient?: string;
  readonly approvedAt: number;
  /** The end of the grant. */
  readonly until: number;
  /** What the code is bound to; gone for services. */
  readonly launch?: Launch;
  /** The refresh token that is good now. */
  readonly refresh?: string;
  /** The one before, good until the present one is used or this instant, so that an answer that got lost can be given again. */
  readonly before?: { readonly id: string; readonly until: number };
}

export interface Launch {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce?: string;
  readonly codeUntil: number;
  readonly isUsed?: true;
}

/** A grant with its approval. */
export interface Approved {
  readonly person: string;
  readonly grant: string;
  readonly kept: Kept<Approval>;
}

export interface Approvals {
  find(person: string, grant: string): Promise<Approved | undefined>;
  list(person: string): Promise<readonly Approved[]>;
  adding(person: string, grant: string, approval: Approval): Operation;
  replacing(approved: Approved, approval: Approval): Operation;
  /** Takes everything back: the grant first, then what would lead to it. */
  revoke(person: string, grant: string): Promise<void>;
  /** Which people let a service read at any time. */
  serving(client: string): AsyncIterable<ServiceGrant>;
  addingService(client: string, grant: ServiceGrant): Promise<boolean>;
}

/** A grant to the key that this server holds for one service. */
export interface ServiceGrant {
  readonly person: string;
  readonly grant: string;
  readonly manage: string;
}

const PREFIX = 'app.';

export function createApprovals(world: World, service: ServiceKey): Approvals {
  const { store } = world;
  const drawer = createDrawer<Approval>(world, service, 'app');
  const services = createDrawer<ServiceGrant>(world, service, 'smart-service');
  const idOf = (grant: string) => PREFIX + grant;
  const shardOf = (client: string) => `smart-service.${client}`;

  const tokensOf = async (person: string, grant: string): Promise<Operation[]> => {
    const found: Operation[] = [];
    for await (const batch of store.scan('token', { shard: person }, { columns: ['expires'] }))
      for (const { id } of batch) if (readAppTokenId(id)?.grant === grant) found.push({ remove: 'token', prefix: { shard: person, id } });
    return found;
  };

  return {
    async find(person, grant) {
      const kept = await drawer.get(person, idOf(grant));
      return kept && { person, grant, kept };
    },
    async list(person) {
      const found: Approved[] = [];
      for await (const kept of drawer.list(person)) found.push({ person, grant: kept.row.id.slice(PREFIX.length), kept });
      return found;
    },
    adding: (person, grant, approval) => drawer.adding(person, idOf(grant), approval, approval.until),
    replacing: ({ kept }, approval) => drawer.replacing(kept, approval),
    async revoke(person, grant) {
      await store.write({ shard: person, operations: [{ remove: 'grant', prefix: { person, grant } }] });
      const rest: Operation[] = [...(await tokensOf(person, grant)), { remove: 'job', prefix: { person, id: idOf(grant) } }];
      await store.write({ shard: person, operations: rest });
    },
    async *serving(client) {
      for await (const { value } of services.list(shardOf(client))) yield value;
    },
    addingService: (client, grant) => services.add(shardOf(client), grant.grant, grant, world.now() + LONG),
  };
}

const LONG = 20 * 365 * 24 * 3_600_000;
