import { failure, issue, type Outcome, success } from '@satchel/fhir';
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
  openPiecesHead,
  type ReadKeys,
  readGrant,
  rewrapRow,
  sealPiecesHead,
} from '@satchel/vault';
import { breathe } from './breathe.ts';
import type { Holder } from './doors.ts';
import { grantRow } from './found.ts';
import { labelText } from './put-row.ts';
import type { Operation } from './storage/store.ts';
import type { World } from './world.ts';

/**
 * A new epoch (revocation): the grants of those who stay are replaced by ones for the new keys, all others are gone
 * with the same write; from the next request on, nothing opens for them. `grants` were made by the holder's device.
 */
export async function beginEpoch(
  world: World,
  by: Holder,
  epoch: number,
  grants: readonly Grant[],
): Promise<Outcome<{ readonly epoch: number }>> {
  const { store, engine } = world;
  const person = await store.get('person', { person: by.person });
  if (!person || !by.keys.write) return failure(issue('error', 'forbidden', 'This grant cannot begin a new epoch.'));
  if (epoch !== person.epoch + 1)
    return failure(issue('error', 'conflict', `The next epoch is ${person.epoch + 1}.`, { remedy: 'Load the record again.' }));
  const rows = grants.map((grant) => grantRow(world, by.certificate.manage, by.person, grant));
  if (rows.some((row) => row === undefined))
    return failure(issue('error', 'security', 'A grant is not signed by the manage key of this record.'));
  const statements = grants.map((grant) => readGrant(engine, fromBase64url(by.certificate.manage) as Bytes, grant));
  if (statements.some((each) => each?.epoch !== epoch))
    return failure(issue('error', 'conflict', `A grant is not for epoch ${epoch}: it would open nothing.`));
  if (!statements.some((each) => each?.kind === 'account' && each.capabilities.read === 'all' && each.capabilities.manage)) {
    return failure(
      issue('error', 'business-rule', 'Nobody would be left who can open and manage this record.', {
        remedy: 'Include a grant for the account that holds it.',
      }),
    );
  }
  const signature = engine.sign(by.keys.write, headMessage(by.person, person.incarnation, person.seq, epoch, person.head));
  const written = await store.write({
    shard: by.person,
    operations: [
      { update: 'person', key: { person: by.person }, set: { epoch, signature }, when: { epoch: person.epoch, seq: person.seq } },
      { remove: 'grant', prefix: { person: by.person } },
      { insert: 'grant', rows: rows.filter((row) => row !== undefined) },
      { remove: 'image', prefix: { person: by.person } },
    ],
  });
  return written === 'written'
    ? success({ epoch })
    : failure(issue('error', 'conflict', 'The record changed meanwhile; nobody was revoked.', { remedy: 'Try again.' }));
}

/**
 * Re-wraps the data keys of all rows and originals of older epochs in batches; bodies are not touched. It can be
 * stopped anywhere and resumed: what has the new keyset already is passed over. Answers how many were moved.
 */
export async function rewrapAll(world: World, person: string, old: readonly ReadKeys[], next: ReadKeys): Promise<number> {
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
    await breathe();
  }
  return moved + (await rewrapOriginals(world, person, from, target));
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
): Promise<number> {
  let moved = 0;
  for await (const batch of world.store.scan('chunk', { person }, { columns: [] })) {
    for (const key of batch.filter(({ n }) => n === 0)) {
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
