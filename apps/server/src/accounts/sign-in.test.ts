import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base64url } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { ask, quickAccount, removeDir, serveForTest, type Served } from '../../testing/served.ts';

const MINUTE = 60_000;
const isNightly = process.env['SATCHEL_NIGHTLY'] === '1';
let clock = Date.now();
let served: Served;
beforeAll(async () => {
  served = await serveForTest({ now: () => clock });
});
afterAll(async () => {
  await served.close();
  removeDir(served.dir);
});

const post = (path: string, body: unknown, headers = {}) => ask(served.base, 'POST', path, { body, headers });
const guess = () => base64url(nodeEngine.random(32));
const signIn = (account: string, auth: string, headers = {}) => post('/api/sign-in', { account, auth }, headers);

async function signUp(name: string) {
  const made = quickAccount(name);
  expect((await post('/api/accounts', made.body)).status).toBe(201);
  return made;
}

describe('[S01] guessing', () => {
  it('a hundred at once: at most ten are looked at in a quarter of an hour, then it asks for patience', async () => {
    const { account, auth } = await signUp('Guessed');
    const answers = await Promise.all(Array.from({ length: 100 }, () => signIn(account, guess())));
    const looked = answers.filter(({ status }) => status === 401).length;
    expect(looked).toBeLessThanOrEqual(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(100 - looked);
    const patience = answers.find(({ status }) => status === 429);
    expect(Number(patience?.headers.get('retry-after'))).toBeGreaterThan(60);
    // Even the right one waits, where the wrong ones came from.
    expect((await signIn(account, auth)).status).toBe(429);
    clock += 16 * MINUTE;
    expect((await signIn(account, auth)).status).toBe(200);
  });

  it('at nobody looks the same: same body, same status, same patience', async () => {
    const { account } = await signUp('Somebody');
    const nobody = crypto.randomUUID();
    const [known, unknown] = [await signIn(account, guess()), await signIn(nobody, guess())];
    expect(known.text).toBe(unknown.text);
    expect([known.status, unknown.status]).toEqual([401, 401]);
    const spree = async (at: string) =>
      (await Promise.all(Array.from({ length: 30 }, () => signIn(at, guess())))).map(({ status }) => status).sort((a, b) => a - b);
    expect(await spree(account)).toEqual(await spree(nobody));
  });

  it('by strangers does not lock out a device that the account knows', async () => {
    const { account, auth } = await signUp('Owner');
    const first = await signIn(account, auth);
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(first.headers.get('set-cookie')).toMatch(/^satchel-device-.*; HttpOnly; SameSite=Strict/);
    await Promise.all(Array.from({ length: 40 }, () => signIn(account, guess())));
    expect((await signIn(account, auth)).status).toBe(429);
    expect((await signIn(account, auth, { cookie })).status).toBe(200);
    // A cookie that was made up, or is another account's, is no cookie.
    expect((await signIn(account, auth, { cookie: `${cookie}x` })).status).toBe(429);
  });

  it('through any other route that proves an account counts as well', async () => {
    const { account } = await signUp('Roundabout');
    const proof = () => ({ account, auth: guess() });
    const ways = [
      () => post('/api/records/open', { proof: proof(), held: [] }),
      () => ask(served.base, 'PUT', `/api/accounts/${account}`, { body: { proof: proof(), revision: 0, keyring: 'AAAA' } }),
      () =>
        post('/api/sessions', {
          proof: proof(),
          expiresAt: new Date(clock).toISOString(),
          grants: [],
          token: { shard: account, id: 'x', authHash: 'A', wrapped: 'A' },
        }),
    ];
    for (let at = 0; at < 30; at++) await ways[at % ways.length]?.();
    expect((await signIn(account, guess())).status).toBe(429);
  });

  // A statistical test on a busy machine: a real difference shows in every one of three tries.
  it('takes as long for a name that somebody has as for one that nobody has', { retry: 2 }, async () => {
    await signUp('Timed');
    const rounds = isNightly ? 2000 : 150;
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    for (let at = 0; at < rounds; at++) {
      for (const [which, name] of [
        ['known', 'Timed'],
        ['unknown', `nobody ${at}`],
      ] as const) {
        const start = process.hrtime.bigint();
        await post('/api/sign-in/begin', { name });
        times[which].push(Number(process.hrtime.bigint() - start) / 1e3);
      }
    }
    expect(pOfSignTest(times.known, times.unknown)).toBeGreaterThan(0.01);
  });
});

describe('asking how to sign in', () => {
  it('answers for a name that nobody has as for one that somebody has, and always the same', async () => {
    const { account } = await signUp('Ana María');
    const known = JSON.parse((await post('/api/sign-in/begin', { name: '  ana maría ' })).text) as Record<string, unknown>;
    const [first, again, other] = await Promise.all(
      ['Nobody', 'nobody ', 'Nobody else'].map(async (name) => (await post('/api/sign-in/begin', { name })).text),
    );
    expect(known['account']).toBe(account);
    expect(first).toBe(again);
    expect(first).not.toBe(other);
    expect(first?.length).toBe(JSON.stringify(known).length);
    expect(Object.keys(JSON.parse(first ?? '') as object)).toEqual(Object.keys(known));
  });

  it('a name is given once', async () => {
    await signUp('Twice');
    expect(await post('/api/accounts', quickAccount('TWICE').body)).toMatchObject({ status: 409, issues: [{ code: 'duplicate' }] });
  });
});

/** Two-sided p of the sign test on pairs taken one after the other: whether one of the two is longer more often than chance allows. */
function pOfSignTest(a: readonly number[], b: readonly number[]): number {
  const longer = a.filter((value, at) => value > (b[at] ?? 0)).length;
  const z = Math.abs(longer - a.length / 2) / (Math.sqrt(a.length) / 2);
  return 2 * (1 - normal(z));
}

/** Standard normal distribution (Abramowitz and Stegun 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
