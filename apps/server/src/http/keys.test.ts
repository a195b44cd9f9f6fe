import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renewKeys } from '@satchel/ceremonies';
import { openHolder, randomId, REWRAP, type Row } from '@satchel/record';
import { base64url, hex, keyIdIn, makeGrant, openableKeysets, openAudit, openPiecesHead, openRow } from '@satchel/vault';
import { nodeEngine as engine } from '@satchel/vault/node';
import { ask, bundleOf, importText, newPerson, patient, type Person, type Served, weight } from '../../testing/served.ts';
import { engines, ground, type Ground } from '../../testing/stores.ts';
import { callServer } from '../cli/desk/call.ts';
import { mintPass } from '../cli/desk/records.ts';
import { giveNewKeys } from '../cli/desk/renew.ts';
import type { GrantLine, KeysInUse, KeysState, NewKeys, Session } from './api.ts';

const FACTS = 60;
const FILE = bundleOf([patient('p', 'Aster'), ...Array.from({ length: FACTS }, (_, n) => weight(`w${n}`, 60 + n, '2024-01-01'))]);

describe.each(engines)('[S40] giving a record new keys, %s', (name) => {
  let where: Ground | undefined;
  let one: Served;
  let two: Served;
  let ana: Person;

  beforeAll(async () => {
    where = await ground(name);
    if (!where) return;
    [one, two] = [await where.serve(), await where.serve()];
    ana = await newPerson(one, 'Ana');
    await importText(ana, 'a.json', FILE);
  });
  afterAll(() => where?.clear());

  const test = (title: string, prove: () => Promise<void>) =>
    it(title, async (context) => (where ? prove() : context.skip(`no ${name} here`)), 60_000);
  const counts = async (served: Served, bearer: string) =>
    (await ask(served.base, 'POST', ana.path('timeline'), { body: {}, bearer })).status;
  const grantOf = async (label: string) =>
    (await ana.api.call<readonly GrantLine[]>('GET', ana.path('grants'))).find((each) => each.label === label)?.grant ?? '';
  const settled = async () => {
    while ((await ana.api.call<KeysState>('GET', ana.path('keys/state'))).rewrapping) await new Promise((done) => setTimeout(done, 20));
  };

  test('shuts the revoked out at the next request on every server, and nobody else', async () => {
    const thief = await ana.pass({ kind: 'token', label: 'Thief' });
    const friend = await ana.pass({ kind: 'token', label: 'Friend' });
    for (const served of [one, two]) for (const bearer of [thief, friend]) expect(await counts(served, bearer)).toBe(200);
    const saved = await keysOf(two, thief);
    const revoked = await grantOf('Thief');

    expect(await giveNewKeys(ana.api, ana.account, ana.record, [revoked])).toEqual([revoked]);
    expect([await counts(one, thief), await counts(two, thief)]).toEqual([404, 404]);
    expect([await counts(two, friend), await counts(one, friend), await counts(two, ana.bearer), await counts(one, ana.bearer)]).toEqual([
      200, 200, 200, 200,
    ]);
    await settled();
    const logged = await sessions();
    // What comes after is new to the thief, and what was there was moved.
    await importText(ana, 'b.json', bundleOf([weight('after', 99, '2025-01-01')]));
    expect((await ana.api.call<Session>('GET', '/api/session')).records[0]?.alarms).toEqual([]);
    expect(await opens(saved, logged)).toBe(0);
    const again = await importText(ana, 'a.json', FILE);
    expect(again.report?.types['Observation']).toMatchObject({ new: 0, changed: 0, unchanged: FACTS });
  });

  test('is done again and again, and every log entry of before still opens', async () => {
    const keys = await ownersKeys();
    for (let round = 0; round < 2; round++) await giveNewKeys(ana.api, ana.account, { ...ana.record, keys: await ownersKeys() }, []);
    await settled();
    expect(keys.read).toHaveLength(2);
    expect((await ownersKeys()).read).toHaveLength(4);
    const lines = JSON.parse((await ask(one.base, 'GET', ana.path('access-log'), { bearer: ana.bearer })).text) as { what: string }[];
    expect(lines.filter(({ what }) => what.startsWith('new keys')).length).toBe(3);
    expect(lines.every(({ what }) => !what.includes('does not open'))).toBe(true);
    expect((await ana.api.call<readonly GrantLine[]>('GET', ana.path('grants'))).some(({ kind }) => kind === 'former')).toBe(false);
  });

  test('is refused to a token, to whoever signs with other keys, and where somebody was let in meanwhile', async () => {
    const keys = await ownersKeys();
    const inUse = await ana.api.call<KeysInUse>('GET', ana.path('keys'));
    const renewed = (holder: Parameters<typeof renewKeys>[1]) =>
      renewKeys(engine, holder, inUse, { revoked: [], now: Date.now(), newId: () => randomId(engine) })?.next;
    const { person } = ana;
    const next = renewed({ person, sign: ana.account.keys.sign, keys }) as NewKeys;
    expect(renewed({ person, sign: engine.random(32), keys })).toBeUndefined();
    expect(renewed({ person, sign: ana.account.keys.sign, keys: { ...keys, manage: engine.random(32) } })).toBeUndefined();
    expect(renewed({ person, sign: ana.account.keys.sign, keys: { ...keys, write: engine.random(32) } })).toBeUndefined();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const pass = { kind: 'token', label: 'Late', capabilities: { read: 'all' }, expiresAt } as const;
    const { bearer: token } = await mintPass(callServer(one.base), ana.account, [{ ...ana.record, keys }], pass);
    const post = (body: object, bearer = ana.bearer) => ask(one.base, 'POST', ana.path('keys'), { body, bearer });
    expect((await post(next, token)).status).toBe(403);
    expect((await ask(one.base, 'GET', ana.path('keys'), { bearer: token })).status).toBe(403);
    // "Late" is in neither list.
    expect((await post(next)).status).toBe(409);
    const late = [...next.ended, await grantOf('Late')];
    expect((await post({ ...next, ended: late, epoch: next.epoch + 1 })).status).toBe(409);
    expect((await post({ ...next, ended: late, grants: [] })).status).toBe(409);
    expect((await post({ ...next, ended: late, certificate: base64url(engine.random(200)) })).status).toBe(422);
    expect((await post({ ...next, ended: late })).status).toBe(200);
    expect(await counts(two, token)).toBe(404);
    await settled();
  });

  test('goes on with what a restart left to re-wrap, at the next unlock, whoever that asks', async () => {
    const { person } = ana;
    const epoch = (await one.house.world.store.get('person', { person }))?.epoch;
    const row = { person, id: REWRAP, kind: REWRAP, expires: 0, state: Buffer.from(String(epoch)) };
    await one.house.world.store.write({ shard: person, operations: [{ replace: 'job', row }] });
    expect(await ana.api.call<KeysState>('GET', ana.path('keys/state'))).toEqual({ epoch, rewrapping: true });
    expect((await ask(two.base, 'GET', '/api/session', { bearer: ana.bearer })).status).toBe(200);
    await settled();
  });

  test('makes a limited grant anew with its limits', async () => {
    const keys = await ownersKeys();
    const { person } = ana;
    const holder = engine.random(32);
    const terms = {
      person,
      grant: randomId(engine),
      kind: 'app',
      label: 'An app',
      capabilities: { read: 'all' },
      history: true,
      createdAt: new Date().toISOString(),
      expiresAt: null,
    } as const;
    const made = makeGrant(engine, keys, engine.exchangePublic(holder), terms, '{"types":["Patient"]}');
    const row = { person, grant: terms.grant, kind: 'app', ...made, created: 0, expires: 0 };
    await one.house.world.store.write({ shard: person, operations: [{ insert: 'grant', rows: [row] }] });
    await giveNewKeys(ana.api, ana.account, { ...ana.record, keys }, []);
    const reach = { person, grant: terms.grant, holder: base64url(holder), manage: ana.record.held.manage };
    const opened = await openHolder(one.house.world, reach, 'app');
    expect(opened).toMatchObject({ ok: true, value: { slice: { types: ['Patient'] } } });
    await settled();
  });

  /** The owner's keys as their device opens them now. */
  async function ownersKeys() {
    const { person, grant, manage } = ana.record.held;
    const opened = await openHolder(one.house.world, { person, grant, manage, holder: base64url(ana.account.keys.exchange) }, 'device');
    if (!opened.ok) throw new Error('The owner is shut out.');
    return opened.value.keys as typeof ana.record.keys;
  }

  async function keysOf(served: Served, bearer: string) {
    const sitting = await served.house.sittings.find(bearer);
    const place = sitting && (await served.house.sittings.enter(sitting, ana.person));
    if (!place) throw new Error('The token opens nothing.');
    return place.holder.keys;
  }

  async function sessions(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for await (const { table, row } of one.house.world.store.snapshot()) if (table === 'audit') found.add(String(row['session']));
    return found;
  }

  /** What saved keys open in a copy of the store as it is now, but for the log of sittings that began before. */
  async function opens(keys: Awaited<ReturnType<typeof keysOf>>, before: ReadonlySet<string>): Promise<number> {
    const keysets = openableKeysets(engine, keys.read);
    const { person } = ana;
    let count = 0;
    for await (const { table, row } of one.house.world.store.snapshot()) {
      if (table === 'row') {
        const { id, version, dek, body } = row as unknown as Row<'row'>;
        const keyset = dek && keysets.get(hex(keyIdIn(dek)));
        if (keyset && dek && body && openRow(engine, keyset, { person, id, version }, { dek, body }, new Map())) count += 1;
        if (keyset) count += 1;
      }
      const { address, n, blob } = row as unknown as Row<'chunk'>;
      const keyset = table === 'chunk' && n === 0 ? keysets.get(hex(keyIdIn(blob))) : undefined;
      if (keyset && openPiecesHead(engine, person, keyset, address, blob)) count += 1;
      const { session } = row as unknown as Row<'audit'>;
      if (table === 'audit' && n === 0 && !before.has(session) && keys.audit)
        if (openAudit(engine, keys.audit, person, session, [row as unknown as Row<'audit'>])) count += 1;
    }
    return count;
  }
});
