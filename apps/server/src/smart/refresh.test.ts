import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, fhir, postForm, refresh, registerApp, type TestApp, type Tokens } from '../../testing/apps.ts';
import { ask, newPerson, type Person, removeDir, type Served, serveForTest } from '../../testing/served.ts';

const RACES = process.env['SATCHEL_NIGHTLY'] === '1' ? 1000 : 40;

let served: Served;
let two: Served;
let ana: Person;
let app: TestApp;
let clock = 0;

beforeAll(async () => {
  const now = () => Date.now() + clock;
  served = await serveForTest({ now });
  two = await serveForTest({ now, dir: served.dir });
  ana = await newPerson(served, 'Ana');
  app = await registerApp(served.base);
});
afterAll(async () => {
  await two.close();
  await served.close();
  removeDir(served.dir);
});

const opens = async (access: unknown) => (await fhir(served.base, access as string, 'Patient')).status;

describe('[S05] refresh tokens', () => {
  let tokens: Tokens;
  const next = async (token: string): Promise<Tokens> => {
    const { status, body } = await refresh(served.base, app, token);
    expect(status).toBe(200);
    return body as unknown as Tokens;
  };

  it('rotate: each is exchanged for the next', async () => {
    tokens = await connect(served.base, ana, app);
    const seen = new Set([tokens.refresh_token]);
    for (let n = 0; n < 3; n++) {
      tokens = await next(tokens.refresh_token);
      expect(seen.has(tokens.refresh_token)).toBe(false);
      seen.add(tokens.refresh_token);
      expect(await opens(tokens.access_token)).toBe(200);
    }
  });

  it('survive an answer that got lost: the old one gives the same next one again, for a minute', async () => {
    const lost = await next(tokens.refresh_token);
    clock += 59_000;
    const again = await next(tokens.refresh_token);
    expect(again.refresh_token).toBe(lost.refresh_token);
    tokens = await next(again.refresh_token);
  });

  it('that come back after the next one was used take the whole family with them', async () => {
    const old = tokens.refresh_token;
    const second = await next(old);
    const third = await next(second.refresh_token);
    expect((await refresh(served.base, app, old)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(served.base, app, third.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    for (const { access_token: access } of [second, third]) expect(await opens(access)).toBe(401);
  });

  it('that come back after the minute do so too', async () => {
    tokens = await connect(served.base, ana, app);
    const second = await next(tokens.refresh_token);
    clock += 61_000;
    expect((await refresh(served.base, app, tokens.refresh_token)).status).toBe(400);
    expect((await refresh(served.base, app, second.refresh_token)).status).toBe(400);
    expect(await opens(second.access_token)).toBe(401);
  });

  it('may be exchanged for less, and the token shows less', async () => {
    tokens = await connect(served.base, ana, app, { scope: 'offline_access patient/Patient.rs patient/Observation.rs' });
    const { body } = await refresh(served.base, app, tokens.refresh_token, { scope: 'patient/Observation.rs?category=vital-signs' });
    expect(body['scope']).toBe('patient/Observation.rs?category=vital-signs');
    const told = await postForm(served.base, '/oauth/introspect', { token: body['access_token'] as string, client_id: app.client_id });
    expect(told.body['scope']).toBe('patient/Observation.rs?category=vital-signs');
    for (const scope of [
      'patient/*.rs',
      'patient/Observation.cruds',
      'patient/Condition.rs',
      'openid',
      'nonsense',
      'patient/Observation.rs nonsense',
    ])
      expect((await refresh(served.base, app, body['refresh_token'] as string, { scope })).body).toMatchObject({ error: 'invalid_scope' });
    expect((await refresh(served.base, app, body['refresh_token'] as string)).body['scope']).toBe(tokens.scope);
  });

  it(`raced for by workers of two servers are never used twice and never lost, ${RACES} times`, { timeout: 300_000 }, async () => {
    tokens = await connect(served.base, ana, app);
    for (let race = 0; race < RACES; race++) {
      const answers = await Promise.all([served.base, two.base, served.base].map((base) => refresh(base, app, tokens.refresh_token)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(answers.map(({ body }) => body['refresh_token'])).size).toBe(1);
      tokens = answers[race % 3]?.body as unknown as Tokens;
    }
    expect(await opens(tokens.access_token)).toBe(200);
  });

  it('revoked by the app are over at once, with all that came of them; what is not its own is passed over', async () => {
    const other = await registerApp(served.base);
    const revoke = (token: string, client: TestApp) => postForm(served.base, '/oauth/revoke', { token, client_id: client.client_id });
    expect((await revoke(tokens.refresh_token, other)).status).toBe(200);
    expect(await opens(tokens.access_token)).toBe(200);
    expect((await revoke('nonsense', app)).status).toBe(200);
    expect((await revoke(tokens.access_token, app)).status).toBe(200);
    expect(await opens(tokens.access_token)).toBe(401);
    tokens = await next(tokens.refresh_token);
    expect((await revoke(tokens.refresh_token, app)).status).toBe(200);
    expect(await opens(tokens.access_token)).toBe(401);
    expect((await refresh(served.base, app, tokens.refresh_token)).status).toBe(400);
    expect((await postForm(served.base, '/oauth/revoke', { token: 'x', client_id: 'nobody' })).status).toBe(401);
  });

  it('are not given to an app that did not ask to stay, and end with what was approved', async () => {
    const once = await connect(
      served.base,
      ana,
      app,
      { scope: 'patient/Patient.rs' },
      { expiresAt: new Date(Date.now() + clock + 600_000).toISOString() },
    );
    expect(once).not.toHaveProperty('refresh_token');
    expect(once.expires_in).toBeLessThanOrEqual(600);
    clock += 601_000;
    expect(await opens(once.access_token)).toBe(401);
  });

  it('[S16] in a stolen store, with the service’s key, open nothing: what is kept is a digest and a seal', async () => {
    clock = 0;
    tokens = await connect(served.base, ana, app);
    const rows: string[] = [];
    for await (const { row } of served.house.world.store.snapshot())
      rows.push(
        Object.values(row)
          .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
          .join('\n'),
      );
    const all = rows.join('\n');
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const secret = token.split('.')[2] ?? '';
      for (const form of [secret, Buffer.from(secret, 'base64url').toString('latin1')]) expect(all.includes(form)).toBe(false);
    }
    expect((await ask(served.base, 'GET', ana.path('apps'), { bearer: ana.bearer })).status).toBe(200);
  });
});
