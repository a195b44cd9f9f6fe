import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { beginEpoch, statementOf } from '@satchel/record';
import { base64url, fromBase64url, type Statement } from '@satchel/vault';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { grantOf } from '../sittings/start.ts';
import type { KeysInUse, KeysState, NewKeys } from './api.ts';
import { recordRoute, type Visit } from './routes.ts';
import { body, coded, grant, list, members, text, uuid, whole } from './schemas.ts';

const newKeys = body({
  epoch: whole(2),
  incarnation: text(60),
  seq: whole(),
  certificate: coded(10_000),
  signature: coded(100),
  grants: list(members(grant), 5000),
  ended: list(uuid, 5000),
});

/** What the holder's device needs to give the record new keys, and taking the new keys into use. */
export function keyRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'keys', {}, async (visit) => mayRenew(visit) ?? keysInUse(visit));

  recordRoute(app, house, 'GET', 'keys/state', {}, async ({ person }): Promise<KeysState> => {
    const row = await house.world.store.get('person', { person });
    return { epoch: row?.epoch ?? 0, rewrapping: await house.rewraps.isUnderWay(person) };
  });

  recordRoute<NewKeys>(app, house, 'POST', 'keys', { schema: newKeys, bodyLimit: 16 * 1024 * 1024 }, async (visit) => {
    const refused = mayRenew(visit) ?? (await forgotten(visit));
    if (refused) return refused;
    const { place, person, body: next } = visit;
    // Its entry goes to the old log key, and durably so, before the new one counts.
    house.hall.tools.log.record(place.holder, { action: 'commit', what: `new keys, ${next.ended.length} grants ended` });
    await house.hall.tools.log.settled(place.holder);
    const begun = await beginEpoch(house.world, place.holder, {
      epoch: next.epoch,
      incarnation: next.incarnation,
      seq: next.seq,
      certificate: bytes(next.certificate),
      signature: bytes(next.signature),
      grants: next.grants.map(grantOf),
    });
    if (!begun.ok) return begun;
    house.journal.note('epoch', { person, epoch: next.epoch });
    await house.rewraps.resume(place.holder, place.reach);
    return success(begun.value);
  });
}

const bytes = (encoded: string) => fromBase64url(encoded) ?? new Uint8Array(0);

function mayRenew({ place }: Visit<unknown>): Outcome<never> | undefined {
  if (place.kind === 'session' && place.holder.keys.write) return undefined;
  return failure(issue('error', 'forbidden', 'Only the holder of the record, signed in, gives it new keys.'));
}

async function keysInUse({ house, person, place }: Visit): Promise<Outcome<KeysInUse>> {
  const row = await house.world.store.get('person', { person });
  if (!row) return failure(issue('error', 'not-found', 'There is no such record here.'));
  const grants: KeysInUse['grants'][number][] = [];
  for await (const { row: each } of statements(house, place))
    grants.push({
      grant: each.grant,
      statement: base64url(each.statement),
      wrap: base64url(each.wrap),
      signature: base64url(each.signature),
    });
  return success({
    person,
    incarnation: row.incarnation,
    seq: row.seq,
    head: base64url(row.head),
    signature: base64url(row.signature),
    certificate: base64url(row.certificate),
    grants,
  });
}

/** Somebody was let in since the device asked: their grant would end without anybody having said so. */
async function forgotten({ house, place, body: next }: Visit<NewKeys>): Promise<Outcome<never> | undefined> {
  const told = new Set([...next.grants.map((each) => each.grant), ...next.ended]);
  for await (const { row, statement } of statements(house, place)) {
    const isOver = statement.expiresAt !== null && Date.parse(statement.expiresAt) <= house.world.now();
    if (!isOver && statement.epoch === next.epoch - 1 && !told.has(row.grant)) return failure(movedOn());
  }
  return undefined;
}

async function* statements({ world }: House, { holder }: Visit['place']) {
  for await (const batch of world.store.scan('grant', { person: holder.person })) {
    for (const row of batch) {
      const statement: Statement | undefined = statementOf(world, holder.certificate, row);
      if (statement) yield { row, statement };
    }
  }
}

const movedOn = (): Issue =>
  issue('error', 'conflict', 'Somebody else was given access meanwhile; nothing was changed.', { remedy: 'Try again.' });
