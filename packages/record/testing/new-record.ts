import {
  type AccountKeys,
  base64url,
  type Bytes,
  type Capabilities,
  genesis,
  headMessage,
  makeGrant,
  newAccountKeys,
  newRecordKeys,
  type RecordKeys,
  signCertificate,
} from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { createHall, foundRecord, grantRow, type Holder, openHolder, type OpenHall, type Slice, type World } from '../src/index.ts';
import { createMemoryStore } from '../src/storage/memory.ts';
import type { Store } from '../src/storage/store.ts';

/** A record with its owner, as a device would have made it; for tests and benchmarks. */
export interface TestRecord {
  readonly world: World;
  readonly hall: OpenHall;
  readonly person: string;
  readonly account: AccountKeys;
  readonly keys: RecordKeys;
  readonly owner: Holder;
  /** Another holder: a grant made by the owner's device, put into the store, and opened. */
  hold(capabilities: Capabilities, name?: string, slice?: Slice): Promise<Holder>;
  /** The same record as another process finds it: its own hall, on this store or a copy of it. */
  reopen(store?: Store): Promise<{ readonly world: World; readonly hall: OpenHall; readonly owner: Holder }>;
}

export interface TestWorld {
  readonly store?: Store;
  readonly now?: () => number;
  readonly world?: World;
  readonly hall?: OpenHall;
}

export async function newRecord({ store, now, ...given }: TestWorld = {}): Promise<TestRecord> {
  const engine = nodeEngine;
  const world: World = given.world ?? { store: store ?? createMemoryStore(), engine, now: now ?? Date.now, serviceKey: engine.random(32) };
  const hall = given.hall ?? createHall(world);
  const account = newAccountKeys(engine);
  const keys = newRecordKeys(engine);
  const person = base64url(engine.random(12));
  const incarnation = base64url(engine.random(6));
  const createdAt = new Date(world.now()).toISOString();
  const certificate = signCertificate(engine, account.sign, keys.manage, {
    format: 1,
    person,
    owner: base64url(engine.signPublic(account.sign)),
    write: base64url(engine.signPublic(keys.write)),
    manage: base64url(engine.signPublic(keys.manage)),
    drain: base64url(engine.exchangePublic(keys.drain)),
    audit: base64url(engine.exchangePublic(keys.audit)),
    service: base64url(engine.signPublic(world.serviceKey)),
    createdAt,
  });
  const manage = base64url(engine.signPublic(keys.manage));
  const make = (grant: string, holder: Bytes, capabilities: Capabilities, slice?: Slice) => {
    const terms = { person, grant, kind: 'account', label: grant, capabilities, history: true, createdAt, expiresAt: null } as const;
    return makeGrant(engine, keys, engine.exchangePublic(holder), terms, slice && JSON.stringify(slice));
  };
  const grant = make('owner', account.exchange, { read: 'all', write: true, manage: true, drain: true, audit: true });
  const signature = engine.sign(keys.write, headMessage(person, incarnation, 0, 1, genesis(engine, person)));
  must(await foundRecord(world, engine.signPublic(account.sign), { person, incarnation, certificate, signature, grant }));
  const open = async (name: string, holder: Bytes, at = world) =>
    must(await openHolder(at, { person, grant: name, holder: base64url(holder), manage }, `${name}-sitting`));
  return {
    async reopen(store = world.store) {
      const at = { ...world, store };
      return { world: at, hall: createHall(at), owner: await open('owner', account.exchange, at) };
    },
    world,
    hall,
    person,
    account,
    keys,
    owner: await open('owner', account.exchange),
    async hold(capabilities, name = base64url(engine.random(6)), slice) {
      const holder = engine.random(32);
      const row = grantRow(world, manage, person, make(name, holder, capabilities, slice));
      if (row) await world.store.write({ shard: person, operations: [{ insert: 'grant', rows: [row] }] });
      return open(name, holder);
    },
  };
}

export function must<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly { readonly diagnostics: string }[] },
): T {
  if (!outcome.ok) throw new Error(outcome.issues.map((each) => each.diagnostics).join('; '));
  return outcome.value;
}
