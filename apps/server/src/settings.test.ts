import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hex } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { ask, newPerson, removeDir, serveForTest } from '../testing/served.ts';
import { readLedger, writeLedger } from './ledger.ts';
import { createJournal } from './journal.ts';
import { openServiceKey } from './service-key.ts';
import { readSettings, SettingError } from './settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'satchel-settings-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('settings', () => {
  it('are safe where nothing is set: this computer only', () => {
    expect(readSettings({})).toEqual({
      data: './data',
      host: '127.0.0.1',
      port: 8787,
      names: [],
      near: [],
      behindProxy: false,
      serviceKeyFile: 'data/service.key',
    });
  });
  it('that cannot be are told in words', () => {
    expect(() => readSettings({ SATCHEL_PORT: 'many' })).toThrow(SettingError);
    expect(() => readSettings({ SATCHEL_TLS_CERT: 'x.pem' })).toThrow('both SATCHEL_TLS_CERT and SATCHEL_TLS_KEY');
  });
  it('let a name in, and cookies are secure where a proxy brought HTTPS', async () => {
    const served = await serveForTest({ env: { SATCHEL_NAMES: 'records.home.example', SATCHEL_PROXY: '1' } });
    const ana = await newPerson(served, 'Ana');
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    const { headers: answered } = await ask(served.base, 'POST', '/api/sign-in', { body: ana.account.proof, headers });
    expect(answered.get('set-cookie')).toContain('; Secure');
    expect(answered.get('strict-transport-security')).toBeTruthy();
    await served.close();
    removeDir(served.dir);
  });
});

describe('the service key', () => {
  it("is made once, for its owner's eyes only, whoever comes first", async () => {
    const file = join(dir, 'service.key');
    const keys = await Promise.all(Array.from({ length: 8 }, () => openServiceKey(nodeEngine, file)));
    expect(new Set(keys.map(({ seed }) => hex(seed))).size).toBe(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(hex((await openServiceKey(nodeEngine, file)).publicKey)).toBe(hex(keys[0]?.publicKey ?? new Uint8Array(0)));
  });
  it('that is damaged, or not ours to read, stops the server rather than being replaced', async () => {
    const file = join(dir, 'damaged.key');
    writeFileSync(file, 'nonsense');
    chmodSync(file, 0o600);
    await expect(openServiceKey(nodeEngine, file)).rejects.toThrow('does not hold a service key');
    expect(readFileSync(file, 'utf8')).toBe('nonsense');
  });
});

describe('the journal', () => {
  it('tells where something failed and of what kind, never in its own words', () => {
    let said = '';
    const journal = createJournal(
      (line) => (said += line),
      () => 0,
    );
    journal.fault('failed', Object.assign(new Error('the value SECRET\n    at SECRET (SECRET.ts:1:2)'), { code: 'EBAD' }), {
      route: '/api/x',
    });
    expect(said).not.toContain('SECRET');
    expect(JSON.parse(said)).toMatchObject({
      at: '1970-01-01T00:00:00.000Z',
      level: 'error',
      event: 'failed',
      kind: 'Error',
      code: 'EBAD',
      route: '/api/x',
    });
  });
});

describe('the erasure ledger', () => {
  it('keeps who was erased, over a line that a crash cut short', async () => {
    const file = join(dir, 'erased.ledger');
    expect(await readLedger(file)).toEqual(new Set());
    await writeLedger(file, { person: 'a', at: '2026-01-01T00:00:00Z' });
    writeFileSync(file, '{"person":"b","at', { flag: 'a' });
    expect(await readLedger(file)).toEqual(new Set(['a']));
    await writeLedger(file, { person: 'c', at: '2026-01-03T00:00:00Z' });
    expect(await readLedger(file)).toEqual(new Set(['a', 'c']));
  });
});
