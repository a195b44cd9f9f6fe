import { base64url, genesis } from '@satchel/vault';
import { webEngine } from '@satchel/vault/web';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AccountChange, KeysInUse, NewAccount, NewKeys, NewRecord, NewSession, Proof } from '../../../../server/src/http/api.ts';
import { type Method, Trouble } from '../api.ts';
import { createKeeper } from './keeper.ts';

/** Just enough of the server to hold what a device sends, and to change it as a dishonest one would. */
function createServer() {
  const accounts = new Map<string, NewAccount & { revision: number }>();
  const records = new Map<string, NewRecord>();
  const sessions: NewSession[] = [];
  const sent: string[] = [];
  const renewed: NewKeys[] = [];
  const checked = ({ account, auth, kit }: Proof) => {
    const found = accounts.get(account);
    if (!found || auth !== (kit ? found.kitAuth : found.auth)) throw new Trouble('locked', 401);
    return found;
  };
  /** Keys in use of a record that was just made; the head is its genesis, signed by its first write key. */
  const inUse = (path: string): KeysInUse => {
    const [{ person, incarnation, certificate, signature, grant }] = [records.get(path.split('/')[3] ?? '') as NewRecord];
    const grants = [grant, ...sessions.flatMap((session) => session.grants.filter((each) => each.person === person))];
    return { person, incarnation, certificate, signature, grants, seq: 0, head: base64url(genesis(webEngine, person)) };
  };
  const answer = (method: Method, path: string, body: unknown): unknown => {
    if (path === '/api/about') return { service: 's' };
    if (path === '/api/accounts') return void accounts.set((body as NewAccount).account, { ...(body as NewAccount), revision: 0 });
    if (path === '/api/sign-in/begin') return [...accounts.values()].find(({ name }) => name === (body as { name: string }).name);
    if (path === '/api/sign-in') return checked(body as Proof);
    if (path === '/api/records') return void records.set((body as NewRecord).person, body as NewRecord);
    if (path.endsWith('/keys')) return method === 'GET' ? inUse(path) : void renewed.push(body as NewKeys);
    if (path === '/api/records/open')
      return (body as { held: { person: string }[] }).held.flatMap(({ person }) => records.get(person) ?? []);
    if (path === '/api/sessions') return void sessions.push(body as NewSession);
    if (method === 'PUT') {
      const { proof, revision: _, ...change } = body as AccountChange;
      const found = checked(proof);
      accounts.set(found.account, { ...found, ...change, revision: found.revision + 1 });
      return { revision: found.revision + 1 };
    }
    return undefined;
  };
  const call = async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    sent.push(JSON.stringify(body ?? ''));
    return answer(method, path, body) as T;
  };
  return { accounts, records, sessions, sent, renewed, call };
}

const PASSPHRASE = 'copper lantern river biscuit meadow violin';
let server: ReturnType<typeof createServer>;
const device = () => createKeeper({ e: webEngine, call: server.call, now: () => Date.UTC(2026, 0, 1) });
const isRefused = (trouble: unknown) => trouble instanceof Trouble && trouble.kind === 'refused';

describe('the keeper', { timeout: 60_000 }, () => {
  let kit: string;
  beforeEach(async () => {
    server = createServer();
    const first = device();
    ({ kit } = await first.prepare(PASSPHRASE));
    await first.create('Rosa', 'Rosa', 'Chrome');
  });

  test('sends neither the passphrase nor the kit, and a session that grants cannot be made with', () => {
    const all = server.sent.join('\n');
    expect(all).not.toContain('copper');
    expect(all).not.toContain(kit);
    const statement = JSON.parse(Buffer.from(server.sessions[0]?.grants[0]?.statement ?? '', 'base64url').toString()) as {
      capabilities: object;
    };
    expect(statement.capabilities).toEqual({ read: 'all', write: true, drain: true, audit: true });
  });

  test('opens the record on another device with the passphrase, not with another one', async () => {
    await expect(device().signIn('Rosa', PASSPHRASE, 'Firefox')).resolves.toMatchObject({ name: 'Rosa', doubtful: [] });
    expect(server.sessions).toHaveLength(2);
    await expect(device().signIn('Rosa', `${PASSPHRASE}!`, 'Firefox')).rejects.toSatisfy(isRefused);
  });

  test('[S22] the kit sets a new passphrase and a new kit, once', async () => {
    const second = device();
    const fresh = await second.recover('Rosa', kit.toLowerCase());
    await second.finishRecovery('another six words of my own here', 'Phone');
    await expect(device().signIn('Rosa', PASSPHRASE, 'x')).rejects.toSatisfy(isRefused);
    await expect(device().recover('Rosa', kit)).rejects.toSatisfy(isRefused);
    await expect(device().signIn('Rosa', 'another six words of my own here', 'x')).resolves.toMatchObject({ doubtful: [] });
    await expect(device().recover('Rosa', fresh.kit)).resolves.toBeDefined();
  });

  test('[S22] a server that asks for a weaker derivation is refused before anything is sent', async () => {
    const [[id, account]] = [...server.accounts] as [[string, NewAccount & { revision: number }]];
    server.accounts.set(id, { ...account, kdf: { ...account.kdf, memory: 1024 } });
    const before = server.sent.length;
    await expect(device().signIn('Rosa', PASSPHRASE, 'x')).rejects.toBeInstanceOf(Trouble);
    expect(server.sent.length).toBe(before + 1);
  });

  test('[S20] a record whose certificate the server swapped is doubted, not opened', async () => {
    const second = device();
    await second.signIn('Rosa', PASSPHRASE, 'x');
    const { person } = await second.addRecord('Leo', 'x');
    const [mine, childs] = [...server.records.values()] as [NewRecord, NewRecord];
    server.records.set(person, { ...childs, certificate: mine.certificate });
    await expect(device().signIn('Rosa', PASSPHRASE, 'x')).resolves.toMatchObject({ doubtful: ['Leo'] });
    expect(server.sessions.at(-1)?.grants).toHaveLength(1);
  });

  test('[S40] a record gets new keys for everybody but the revoked, and none on the word of a server alone', async () => {
    const second = device();
    await second.signIn('Rosa', PASSPHRASE, 'x');
    const [[person, record]] = [...server.records] as [[string, NewRecord]];
    const [mine, theirs] = server.sessions.map(({ grants }) => grants[0]?.grant ?? '');
    await expect(second.renewKeys(person, [theirs ?? ''])).resolves.toEqual({ ended: [theirs] });
    const [next] = server.renewed;
    expect(next?.epoch).toBe(2);
    expect(next?.grants.map(({ grant }) => grant)).toEqual(expect.arrayContaining([record.grant.grant, mine]));
    expect(next?.grants).toHaveLength(2 + 3);
    server.records.set(person, { ...record, signature: base64url(new Uint8Array(64)) });
    await expect(second.renewKeys(person, [])).rejects.toBeInstanceOf(Trouble);
    await expect(second.renewKeys('another', [])).rejects.toBeInstanceOf(Trouble);
    expect(server.renewed).toHaveLength(1);
  });

  test('a changed passphrase and a new kit replace the old ones; the keyring forgets a deleted record', async () => {
    const second = device();
    await expect(second.changePassphrase('x')).rejects.toBeInstanceOf(Trouble);
    await second.reopen('Rosa', PASSPHRASE);
    await second.changePassphrase('some other words that nobody knows');
    const { kit: next } = await second.newKit();
    await second.keepKit();
    await expect(device().recover('Rosa', kit)).rejects.toSatisfy(isRefused);
    await expect(device().recover('Rosa', next)).resolves.toBeDefined();
    const { person } = await second.addRecord('Leo', 'x');
    await second.forgetRecord(person, 'x');
    await device().signIn('Rosa', 'some other words that nobody knows', 'x');
    expect(server.sessions.at(-1)?.grants).toHaveLength(1);
  });
});
