import { failure, issue, success } from '@satchel/fhir';
import { erasePerson, foundRecord } from '@satchel/record';
import { base64url, type Bytes, fromBase64url, json, type Statement } from '@satchel/vault';
import type { FastifyInstance } from 'fastify';
import { writeLedger } from '../ledger.ts';
import type { House } from '../house.ts';
import { grantOf } from '../sittings/start.ts';
import { placeOf } from './accounts.ts';
import type { NewRecord, Proof, RecordOpened } from './api.ts';
import { openRoute, recordRoute } from './routes.ts';
import { body, coded, grant, list, members, proof, text, uuid } from './schemas.ts';

const newRecord = body({
  proof,
  person: uuid,
  incarnation: uuid,
  certificate: coded(10_000),
  signature: coded(100),
  grant: members(grant),
});
const asked = body({ proof, held: list(members({ person: uuid, grant: uuid }), 200) });

/** Records as wholes: founding, what a device needs to open its grants, and erasing. */
export function recordRoutes(app: FastifyInstance, house: House): void {
  const { accounts, prover, world } = house;

  openRoute<NewRecord>(app, 'POST', '/api/records', { schema: newRecord, status: 201 }, async (record, request) => {
    const proved = await prover.prove(record.proof, placeOf(house, request, record.proof.account));
    if (!proved.ok) return proved;
    const owner = fromBase64url(accounts.publicKeysOf(proved.value).sign) as Bytes;
    return foundRecord(world, owner, {
      person: record.person,
      incarnation: record.incarnation,
      grant: grantOf(record.grant),
      certificate: fromBase64url(record.certificate) as Bytes,
      signature: fromBase64url(record.signature) as Bytes,
    });
  });

  openRoute<{ proof: Proof; held: { person: string; grant: string }[] }>(
    app,
    'POST',
    '/api/records/open',
    { schema: asked },
    async (wanted, request) => {
      const proved = await prover.prove(wanted.proof, placeOf(house, request, wanted.proof.account));
      if (!proved.ok) return proved;
      const holder = accounts.publicKeysOf(proved.value).exchange;
      const records = await Promise.all(wanted.held.map(({ person, grant: id }) => openedFor(house, holder, person, id)));
      return records.filter((each) => each !== undefined);
    },
  );

  recordRoute<{ name: string }>(app, house, 'DELETE', '', { schema: body({ name: text() }) }, async ({ body: { name }, person, place }) => {
    if (place.kind !== 'session' || !place.holder.keys.write)
      return failure(issue('error', 'forbidden', 'Only its holder, signed in, can erase a record.'));
    if (name.trim() !== (place.reach.name ?? person))
      return failure(
        issue('error', 'business-rule', 'That is not the name of this record; nothing was erased.', {
          remedy: 'Type the name exactly as it is shown.',
        }),
      );
    house.imports.stop(person);
    house.rewraps.stop(person);
    await writeLedger(house.places.ledger, { person, at: new Date(world.now()).toISOString() });
    await erasePerson(world, person);
    house.hall.tools.readings.forget(person);
    house.journal.note('erased', { person });
    return success(undefined);
  });
}

/** Only to the account that the grant was made for; everything in it was sealed or signed by the person's own devices. */
async function openedFor({ world }: House, holder: string, person: string, id: string): Promise<RecordOpened | undefined> {
  const [row, given] = await Promise.all([world.store.get('person', { person }), world.store.get('grant', { person, grant: id })]);
  if (!row || !given || (json(given.statement) as Partial<Statement> | undefined)?.holder !== holder) return undefined;
  return {
    person,
    certificate: base64url(row.certificate),
    incarnation: row.incarnation,
    seq: row.seq,
    head: base64url(row.head),
    grant: { grant: id, statement: base64url(given.statement), wrap: base64url(given.wrap), signature: base64url(given.signature) },
  };
}
