import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64url } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { ask, importText, bundleOf, newPerson, patient, type Person, type Served, weight } from '../../testing/served.ts';
import { callServer } from '../cli/desk/call.ts';
import { mintPass } from '../cli/desk/records.ts';
import { engines, ground, type Ground } from '../../testing/stores.ts';

describe.each(engines)('[S07] a session on two servers over one %s', (engine) => {
  let where: Ground | undefined;
  let clock = 0;
  let one: Served;
  let two: Served;
  let ana: Person;

  beforeAll(async () => {
    where = await ground(engine);
    if (!where) return;
    const now = () => Date.now() + clock;
    one = await where.serve({ now });
    two = await where.serve({ now });
    ana = await newPerson(one, 'Ana');
    await importText(ana, 'a.json', bundleOf([patient('p', 'Aster'), weight('w', 70, '2024-01-01')]));
  });
  afterAll(() => where?.clear());

  const test = (title: string, prove: () => Promise<void>) =>
    it(title, async (context) => (where ? prove() : context.skip(`no ${engine} here`)));
  const on = (served: Served, bearer: string) => ask(served.base, 'POST', ana.path('timeline'), { body: {}, bearer });

  test('is answered alike by both', async () => {
    const [a, b] = [await on(one, ana.bearer), await on(two, ana.bearer)];
    expect(a.status).toBe(200);
    expect(b.text).toBe(a.text);
    await importText(ana, 'b.json', bundleOf([weight('w2', 71, '2024-02-01')]));
    expect((await on(two, ana.bearer)).text).toBe((await on(one, ana.bearer)).text);
  });

  test('that is locked on one is dead on the other at the next request', async () => {
    const bearer = await ana.pass();
    expect([(await on(one, bearer)).status, (await on(two, bearer)).status]).toEqual([200, 200]);
    expect((await ask(one.base, 'DELETE', '/api/session', { bearer })).status).toBe(204);
    expect([(await on(two, bearer)).status, (await on(one, bearer)).status]).toEqual([401, 401]);
    expect((await ask(two.base, 'GET', '/api/session', { bearer })).status).toBe(401);
  });

  test('whose grant is revoked on one opens nothing on the other', async () => {
    const bearer = await ana.pass({ kind: 'token', label: 'Revoked' });
    expect((await on(two, bearer)).status).toBe(200);
    const grants = JSON.parse((await ask(one.base, 'GET', ana.path('grants'), { bearer: ana.bearer })).text) as {
      grant: string;
      label: string;
    }[];
    const grant = grants.find(({ label }) => label === 'Revoked')?.grant;
    expect((await ask(one.base, 'DELETE', ana.path(`grants/${grant}`), { bearer: ana.bearer })).status).toBe(204);
    expect((await on(two, bearer)).status).toBe(404);
    expect((await ask(two.base, 'GET', '/api/session', { bearer })).status).toBe(401);
  });

  test('ends when its time is over, wherever the clock says so', async () => {
    const bearer = await ana.pass({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect((await on(one, bearer)).status).toBe(200);
    clock = 61_000;
    expect([(await on(one, bearer)).status, (await on(two, bearer)).status]).toEqual([401, 401]);
    // A clock that is set back does not revive it.
    clock = 0;
    expect([(await on(one, bearer)).status, (await on(two, bearer)).status]).toEqual([401, 401]);
  });

  test('is not opened by a bearer with another secret, or none', async () => {
    const [shard, id] = ana.bearer.split('.');
    const wrong = `${shard}.${id}.${base64url(nodeEngine.random(32))}`;
    for (const bearer of [wrong, `${shard}.${id}.`, 'x', `${ana.bearer}.x`, `${shard}.nobody.${base64url(nodeEngine.random(32))}`]) {
      expect(await on(one, bearer)).toMatchObject({ status: 401, issues: [{ code: 'login' }] });
    }
    expect((await ask(one.base, 'POST', ana.path('timeline'), { body: {} })).status).toBe(401);
  });

  test('comes as a cookie that scripts cannot read and other sites cannot send', async () => {
    const sent: { body?: Record<string, unknown> } = {};
    const spy = {
      ...callServer(one.base),
      call: async (_method: string, _path: string, body: unknown) => {
        sent.body = body as Record<string, unknown>;
        return undefined as never;
      },
    };
    const { bearer } = await mintPass(spy, ana.account, [ana.record], {
      kind: 'session',
      label: 'Browser',
      capabilities: { read: 'all' },
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    const { status, headers } = await ask(one.base, 'POST', '/api/sessions', { body: { ...sent.body, bearer } });
    expect(status).toBe(201);
    expect(headers.get('set-cookie')).toMatch(/^satchel=[^;]+; Path=\/api; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await ask(two.base, 'GET', '/api/session', { headers: { cookie } })).status).toBe(200);
    // The same session again, or a bearer that does not fit: refused (fixation).
    expect((await ask(one.base, 'POST', '/api/sessions', { body: { ...sent.body, bearer } })).status).toBe(409);
    expect((await ask(one.base, 'POST', '/api/sessions', { body: { ...sent.body, bearer: ana.bearer } })).status).toBe(422);
  });

  test('cannot be minted by anybody without the manage key, not even again', async () => {
    const bob = await newPerson(one, 'Bob');
    const terms = {
      kind: 'session',
      label: 'Forged',
      capabilities: { read: 'all' },
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    } as const;
    // Bob's keys over Ana's record.
    await expect(
      mintPass(bob.api, bob.account, [{ held: { ...bob.record.held, person: ana.person }, keys: bob.record.keys }], terms),
    ).rejects.toMatchObject({ status: 422 });
    // Ana's whole keys in Bob's hands, under Bob's account: her certificate does not name him.
    await expect(mintPass(bob.api, bob.account, [ana.record], terms)).rejects.toMatchObject({ status: 422 });
    // A capability that never leaves the device.
    await expect(
      mintPass(ana.api, ana.account, [ana.record], { ...terms, capabilities: { read: 'all', manage: true } }),
    ).rejects.toMatchObject({ status: 403 });
  });
});
