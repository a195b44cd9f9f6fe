import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import {
  type Bytes,
  equal,
  fromBase64url,
  type Grant,
  headMessage,
  hex,
  type Keyset,
  keyIdIn,
  keysetOf,
  type Labels,
  openableKeysets,
  latest,
  openPiecesHead,
  readCertificate,
  type ReadKeys,
  readGrant,
  rewrapRow,
  sealPiecesHead,
  utf8,
} from '@satchel/vault';
import { breathe } from './breathe.ts';
import type { Holder } from './doors.ts';
import { grantRow } from './found.ts';
import { labelText } from './put-row.ts';
import type { Row } from './storage/schema.ts';
import type { Operation } from './storage/store.ts';
import type { World } from './world.ts';

/** Everything about a new epoch, made and signed by the holder's device, which alone has the manage key. */
export interface NextEpoch {
  readonly epoch: number;
  /** Where the chain stood when the device signed it. */
  readonly incarnation: string;
  readonly seq: number;
  /** Names the new write, drain and audit keys; signed by the owner and the manage key like the one before. */
  readonly certificate: Bytes;
  /** The head as it stands, signed for the new epoch by the new write key. */
  readonly signature: Bytes;
  /** Those who stay, made anew for the new keys; and the grants of kind `former` that lead from each key to the one before. */
  readonly grants: readonly Grant[];
}

/** The job that re-wraps what lies under earlier epochs: there from the start of an epoch until nothing is left. */
export const REWRAP = 'rewrap';

/**
 * A new epoch (revocation): the grants of those who stay are replaced by ones for the new keys, all others are gone
 * with the same write; from the next request on, nothing opens for them.
 */
export async function beginEpoch(world: World, by: Holder, next: NextEpoch): Promise<Outcome<{ readonly epoch: number }>> {
  const { store } = world;
  const { epoch } = next;
  const person = await store.get('person', { person: by.person });
  if (!person || !by.keys.write) return failure(issue('error', 'forbidden', 'This grant cannot begin a new epoch.'));
  if (epoch !== person.epoch + 1)
    return failure(issue('error', 'conflict', `The next epoch is ${person.epoch + 1}.`, { remedy: 'Load the record again.' }));
  if (next.incarnation !== person.incarnation || next.seq !== person.seq) return failure(movedOn());
  const wrong = troubleWith(world, by, person, next);
  if (wrong) return failure(wrong);
  const rows = next.grants.map((grant) => grantRow(world, by.certificate.manage, by.person, grant) as Row<'grant'>);
  const written = await store.write({
    shard: by.person,
    operations: [
      {
        update: 'person',
        key: { person: by.person },
        set: { epoch, certificate: next.certificate, signature: next.signature },
        when: { epoch: person.epoch, seq: person.seq, incarnation: person.incarnation },
      },
      { remove: 'grant', prefix: { person: by.person } },
      { insert: 'grant', rows },
      { remove: 'image', prefix: { person: by.person } },
      { replace: 'job', row: { person: by.person, id: REWRAP, kind: REWRAP, expires: 0, state: utf8(String(epoch)) } },
    ],
  });
  return written === 'written' ? success({ epoch }) : failure(movedOn());
}

/** What a device signed must fit together, and leave somebody who can open and manage the record. */
function troubleWith({ engine }: World, by: Holder, person: Row<'person'>, next: NextEpoch): Issue | undefined {
  const manage = fromBase64url(by.certificate.manage) as Bytes;
  const certificate = readCertificate(engine, next.certificate, fromBase64url(by.certificate.owner));
  if (certificate?.person !== by.person || certificate.manage !== by.certificate.manage || certificate.service !== by.certificate.service)
    return issue('error', 'security', 'The certificate of the new epoch is not signed by the holder of this record.');
  const message = headMessage(by.person, person.incarnation, person.seq, next.epoch, person.head);
  if (!engine.verify(fromBase64url(certificate.write) ?? new Uint8Array(0), message, next.signature))
    return issue('error', 'security', 'The head is not signed by the write key of the new epoch.');
  const statements = next.grants.map((grant) => readGrant(engine, manage, grant));
  if (statements.some((each) => each?.person !== by.person))
    return issue('error', 'security', 'A grant is not signed by the manage key of this record.');
  if (statements.some((each) => each?.kind !== 'former' && each?.epoch !== next.epoch))
    return issue('error', 'conflict', `A grant is not for epoch ${next.epoch}: it would open nothing.`);
  if (!statements.some((each) => each?.kind === 'account' && each.capabilities.read === 'all' && each.capabilities.manage))
    return issue('error', 'business-rule', 'Nobody would be left who can open and manage this record.', {
      remedy: 'Include a grant for the account that holds it.',
    });
  return undefined;
}

const movedOn = (): Issue => issue('error', 'conflict', 'The record changed meanwhile; nobody was revoked.', { remedy: 'Try again.' });

/** Re-wraps for a holder of all read keys until nothing lies under an earlier epoch; false when it was broken off. */
export async function finishEpoch(world: World, by: Holder, signal?: AbortSignal): Promise<boolean> {
  const next = latest(by.keys.read);
  const key = { person: by.person, id: REWRAP };
  const state = utf8(String(next.epoch));
  const old = by.keys.read.filter(({ epoch }) => epoch !== next.epoch);
  while (!signal?.aborted && (await rewrapAll(world, by.person, old, next, signal)) > 0);
  if (signal?.aborted) return false;
  // Where yet another epoch began meanwhile, its own work is left to do.
  await world.store.write({
    shard: by.person,
    operations: [
      { update: 'job', key, set: { state }, when: { state } },
      { remove: 'job', prefix: key },
    ],
  });
  return true;
}

/**
 * Re-wraps the data keys of all rows and originals of older epochs in batches; bodies are not touched. It can be
 * stopped anywhere and resumed: what has the new keyset already is passed over. Answers how many were moved.
 */
export async function rewrapAll(
  world: World,
  person: string,
  old: readonly ReadKeys[],
  next: ReadKeys,
  signal?: AbortSignal,
): Promise<number> {
  const from = openableKeysets(world.engine, old);
  const to = new Map<string, Keyset>();
  const target = (labels: Labels): Keyset => {
    const name = labelText(labels);
    const made = to.get(name) ?? keysetOf(world.engine, next, labels);
    if (!made) throw new Error('A new epoch needs the keys of every label.');
    to.set(name, made);
    return made;
  };
  let moved = 0;
  for await (const batch of world.store.scan('row', { person }, { columns: ['keyset', 'dek'] })) {
    const operations: Operation[] = [];
    for (const row of batch) {
      const keyset = from.get(hex(row.keyset));
      const place = { person, id: row.id, version: row.version };
      const wrapped = keyset && row.dek && rewrapRow(world.engine, keyset, target(keyset.labels), place, row.dek);
      if (wrapped && !equal(wrapped.keyset, row.keyset))
        operations.push({ update: 'row', key: place, set: wrapped, when: { keyset: row.keyset } });
    }
    moved += await writeAll(world, person, operations);
    if (signal?.aborted) return moved;
    await breathe();
  }
  return moved + (await rewrapOriginals(world, person, from, target, signal));
}

/** Together; where a commit relabelled one of the rows meanwhile, and so moved it to the new keys, one by one. */
async function writeAll(world: World, person: string, operations: readonly Operation[]): Promise<number> {
  if (operations.length === 0) return 0;
  if ((await world.store.write({ shard: person, operations })) === 'written') return operations.length;
  let written = 0;
  for (const operation of operations) if ((await world.store.write({ shard: person, operations: [operation] })) === 'written') written += 1;
  return written;
}

async function rewrapOriginals(
  world: World,
  person: string,
  from: ReadonlyMap<string, Keyset>,
  target: (labels: Labels) => Keyset,
  signal: AbortSignal | undefined,
): Promise<number> {
  let moved = 0;
  for await (const batch of world.store.scan('chunk', { person }, { columns: [] })) {
    for (const key of batch.filter(({ n }) => n === 0)) {
      if (signal?.aborted) return moved;
      const row = await world.store.get('chunk', key);
      const keyset: Keyset | undefined = row && from.get(hex(keyIdIn(row.blob)));
      const head = row && keyset && openPiecesHead(world.engine, person, keyset, row.address, row.blob);
      if (!keyset || !head) continue;
      const blob: Bytes = sealPiecesHead(world.engine, person, target(keyset.labels), head);
      if (
        (await world.store.write({ shard: person, operations: [{ update: 'chunk', key, set: { blob }, when: { blob: row.blob } }] })) ===
        'written'
      )
        moved += 1;
    }
  }
  return moved;
}
