import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, newPerson, quickAccount, removeDir, serveForTest, type Served } from '../../testing/served.ts';
import { openStore } from '@satchel/record';
import { restoreBackup } from '../backup/restore-backup.ts';
import { writeBackup } from '../backup/write-backup.ts';
import { readLedger } from '../ledger.ts';

describe('erasing an account', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serveForTest();
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });
  const rows = async (account: string) => {
    const found: string[] = [];
    for await (const { table, row } of served.house.world.store.snapshot()) if (Object.values(row).includes(account)) found.push(table);
    return found;
  };

  it('takes the name, the account, and its sessions and tokens; asks for the proof first', async () => {
    const ana = await newPerson(served, 'Ana');
    const { account, auth } = ana.account.proof;
    await ana.pass({ kind: 'token', label: 'A script' });
    expect(await rows(account)).toEqual(expect.arrayContaining(['login', 'account', 'token', 'token']));
    const path = `/api/accounts/${account}`;
    const wrong = { proof: { account, auth: quickAccount('x').auth } };
    expect((await ask(served.base, 'DELETE', path, { body: wrong })).status).toBe(401);
    expect((await ask(served.base, 'DELETE', path, { body: {} })).status).toBe(400);
    await ana.api.call('DELETE', ana.path('').replace(/\/$/, ''), { name: 'Ana' });
    const backup = join(served.dir, 'before.backup');
    await writeBackup(served.house.world.store, backup, '2026-01-01T00:00:00Z');

    expect((await ask(served.base, 'DELETE', path, { body: { proof: { account, auth } } })).status).toBe(204);
    expect(await rows(account)).toEqual([]);
    expect((await ask(served.base, 'GET', '/api/session', { bearer: ana.bearer })).status).toBe(401);
    expect((await ask(served.base, 'POST', '/api/sign-in', { body: { account, auth } })).status).toBe(401);
    // The name is free, and a restore does not bring the account back.
    await newPerson(served, 'Ana');
    const store = await openStore({ dir: join(served.dir, 'elsewhere') });
    await restoreBackup(store, backup, await readLedger(served.house.places.ledger), 1);
    for await (const { row } of store.snapshot()) expect(Object.values(row)).not.toContain(account);
  });
});
