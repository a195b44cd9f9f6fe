import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseJson } from '@satchel/fhir';
import { type Change, type Draft, openStore, type Store } from '@satchel/record';
import {
  type AccountKeys,
  base64url,
  formatKit,
  fromKit,
  fromPassphrase,
  newKdf,
  sealKeyring,
  storedAuth,
  utf8,
  wrapAccount,
} from '@satchel/vault';
import { nodeEngine as engine } from '@satchel/vault/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, newRecord, type TestRecord } from '../../packages/record/testing/new-record.ts';
import { pythonForTests } from '../python-for-tests.ts';

const python = pythonForTests();
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PASSPHRASE = 'correct horse battery staple';
const KIT = new Uint8Array(16).fill(7);
const ACCOUNT = '0f8fad5b-d9cb-469f-a165-70867728950e';

const draftOf = (text: string, source?: string): Draft => ({
  resource: must(parseJson(text)),
  ...(source && { source: { system: 'http://a.example/fhir', id: source } }),
});
const change = (...drafts: Draft[]): Change => ({ drafts, origin: { kind: 'entry', at: '2026-03-01T10:00:00Z' } });

const POTASSIUM =
  '{"resourceType":"Observation","status":"final","code":{"text":"Kalium, größer 🙂"},"valueQuantity":{"value":6.10,"unit":"mmol/L"}}';
const HIV =
  '{"resourceType":"Condition","meta":{"profile":["http://example.org/p"]},"subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"B20"}]}}';
const weight = (kg: string) =>
  `{"resourceType":"Observation","id":"1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"valueQuantity":{"value":${kg},"unit":"kg"}}`;

describe.skipIf(!python)('the independent reader', () => {
  let folder: string;
  let record: TestRecord;
  let ids: { type: string; id: string }[];
  let store: Store;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vault-reader-'));
    store = await openStore({ dir: folder });
    record = await newRecord({ store });
    await addAccount(store, record.account, record.person, base64url(engine.signPublic(record.keys.manage)));
    const { hall, owner } = record;
    const first = must(await hall.commit(owner, change(draftOf(POTASSIUM), draftOf(HIV), draftOf(weight('71.00'), 'Observation/1'))));
    must(await hall.commit(owner, change(draftOf(weight('72.5'), 'Observation/1'))));
    ids = first.entries.map(({ type, id }) => ({ type, id }));
  });
  afterAll(async () => {
    await store?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const read = (secret: string, ...args: string[]) => {
    const ran = spawnSync(
      python as string,
      ['-B', at('reader.py'), join(folder, 'satchel.sqlite'), '--dictionaries', at('../../packages/record/src/dictionaries'), ...args],
      {
        input: `${secret}\n`,
        encoding: 'utf8',
      },
    );
    return { status: ran.status, lines: ran.stdout.split('\n').filter(Boolean), said: ran.stderr };
  };
  const damage = (sql: string, undo: string) => {
    const db = new DatabaseSync(join(folder, 'satchel.sqlite'));
    try {
      db.exec(sql);
      return read(PASSPHRASE);
    } finally {
      db.exec(undo);
      db.close();
    }
  };

  it('[S22] reads every published vector', () => {
    const ran = spawnSync(python as string, ['-B', at('check_vectors.py'), at('../../packages/vault/vectors')], { encoding: 'utf8' });
    expect(ran.stdout).toMatch(/^\d+ vectors, 0 failed\n$/);
    expect(ran.status).toBe(0);
  });

  it('[S22] reads a record by passphrase, exactly as the record gives it', async () => {
    const { status, lines, said } = read(PASSPHRASE);
    expect([said, status]).toEqual(['', 0]);
    const view = must(await record.hall.view({ ...record.owner, purpose: 'PATRQT' }));
    for (const { type, id } of ids) expect(lines).toContain(must(await view.read(type, id)).text);
    expect(lines.filter((line) => line.includes('"value":72.5'))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain('71.00');
    expect(lines.join('\n')).toContain('"value":6.10');
  });

  it('[S22] reads a record by the recovery kit alone, every version when asked', () => {
    const { status, lines } = read(
      formatKit(engine, KIT).toLowerCase(),
      '--by',
      'kit',
      '--account',
      ACCOUNT,
      '--history',
      '--person',
      record.person,
    );
    expect(status).toBe(0);
    expect(lines.join('\n')).toContain('"value":71.00');
  });

  it('[S22] opens nothing with a wrong passphrase or kit', () => {
    expect(read('wrong')).toEqual({ status: 1, lines: [], said: 'reader: this opens no account here\n' });
    expect(read('0000-0000', '--by', 'kit', '--account', ACCOUNT)).toMatchObject({ status: 1, lines: [] });
  });

  it('[S19] names what was taken out of the database, and reads the rest', () => {
    const gone = damage(
      'CREATE TABLE kept AS SELECT * FROM "row" WHERE seq = 2 AND n = 0; DELETE FROM "row" WHERE seq = 2 AND n = 0',
      'INSERT INTO "row" SELECT * FROM kept; DROP TABLE kept',
    );
    expect(gone.status).toBe(1);
    expect(gone.said).toContain('rows are missing, added or changed');
    expect(gone.lines.length).toBeGreaterThan(2);
  });

  it('[S18] names a body that was changed', () => {
    const swapped = damage(
      'CREATE TABLE kept AS SELECT * FROM "row"; UPDATE "row" SET body = (SELECT body FROM kept WHERE seq = 1 AND n = 1) WHERE seq = 1 AND n = 0',
      'UPDATE "row" SET body = (SELECT body FROM kept WHERE kept.id = row.id AND kept.version = row.version); DROP TABLE kept',
    );
    expect(swapped).toMatchObject({ status: 1 });
    expect(swapped.said).toContain('its body is not the one in the chain');
    expect(read(PASSPHRASE).status).toBe(0);
  });
});

async function addAccount(store: Store, keys: AccountKeys, person: string, manage: string): Promise<void> {
  const kdf = newKdf(engine);
  const halves = await fromPassphrase(engine, PASSPHRASE, kdf);
  if (!halves) throw new Error('The default key derivation is below its own floor.');
  const kit = fromKit(engine, KIT, ACCOUNT);
  const wraps = {
    passphrase: wrapAccount(engine, ACCOUNT, 'passphrase', halves, keys),
    kit: wrapAccount(engine, ACCOUNT, 'kit', kit, keys),
  };
  const row = {
    account: ACCOUNT,
    auth: storedAuth(engine, halves.auth),
    kit_auth: storedAuth(engine, kit.auth),
    kdf: JSON.stringify(kdf),
    public: utf8('{}'),
    wraps: utf8(JSON.stringify(wraps)),
    keyring: sealKeyring(engine, ACCOUNT, keys, [{ person, grant: 'owner', manage, name: 'Zoë' }]),
    revision: 0,
  };
  await store.write({ shard: ACCOUNT, operations: [{ insert: 'account', rows: [row] }] });
}
