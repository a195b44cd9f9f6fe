import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type SnapshotRow, type Store } from '@satchel/record';
import { nodeEngine } from '@satchel/vault/node';
import { readBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { writeBackup } from './write-backup.ts';

const dir = mkdtempSync(join(tmpdir(), 'satchel-backup-'));
const file = join(dir, 'backup');
const random = (length: number) => nodeEngine.random(length);
const opened: Store[] = [];
const newStore = async (): Promise<Store> => {
  const fresh = await openStore({ dir: join(dir, `store ${opened.length}`) });
  opened.push(fresh);
  return fresh;
};
let store: Store;

beforeAll(async () => {
  store = await newStore();
  for (const person of ['ana', 'bob']) {
    await store.write({
      shard: person,
      operations: [
        {
          insert: 'person',
          rows: [{ person, incarnation: 'i', epoch: 1, certificate: random(40), seq: 1, head: random(32), signature: random(64) }],
        },
        {
          insert: 'row',
          rows: [1, 2, 3].map((n) => ({
            person,
            id: random(16),
            version: 1,
            seq: 1,
            n,
            epoch: 1,
            keyset: random(8),
            dek: n === 2 ? null : random(60),
            digest: random(32),
            body: n === 2 ? null : random(500),
          })),
        },
        { insert: 'chunk', rows: [{ person, address: random(32), n: 0, blob: random(20_000) }] },
      ],
    });
  }
  await store.write({
    shard: 'acc',
    operations: [{ insert: 'token', rows: [{ shard: 'acc', id: 't', auth_hash: random(32), wrapped: random(50), expires: 9 }] }],
  });
  await writeBackup(store, file, '2026-01-01T00:00:00Z');
});
afterAll(async () => {
  for (const each of opened) await each.close();
  rmSync(dir, { recursive: true });
});

const all = async (from: AsyncIterable<SnapshotRow>): Promise<SnapshotRow[]> => {
  const rows: SnapshotRow[] = [];
  for await (const row of from) rows.push(row);
  return rows;
};

describe('[S34] a backup', () => {
  it('holds every row but the tokens, exactly', async () => {
    const rows = (await all(store.snapshot())).filter(({ table }) => table !== 'token');
    const kept = await all(readBackup(file));
    const plain = (list: SnapshotRow[]) =>
      list.map(({ table, row }) => [
        table,
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value]),
        ),
      ]);
    expect(plain(kept)).toEqual(plain(rows));
  });

  it('comes back into an empty store, with a mark on everybody, and leaves out whom the ledger names', async () => {
    const fresh = await newStore();
    expect(await restoreBackup(fresh, file, new Set(['bob']), 1)).toEqual({ people: 1, rows: 5, erased: 1 });
    expect(await fresh.get('person', { person: 'bob' })).toBeUndefined();
    expect(await fresh.get('job', { person: 'ana', id: 'restored' })).toMatchObject({ kind: 'restored' });
    await expect(restoreBackup(fresh, file, new Set(), 1)).rejects.toMatchObject({ code: 'not-empty' });
  });

  it('of a restored store comes back too, marked once', async () => {
    const [first, second] = [await newStore(), await newStore()];
    await restoreBackup(first, file, new Set(), 1);
    await writeBackup(first, `${file}.again`, '2026-01-02T00:00:00Z');
    expect(await restoreBackup(second, `${file}.again`, new Set(), 2)).toMatchObject({ people: 2, rows: 10 });
  });

  it('that was cut or changed anywhere restores nothing at all', async () => {
    const whole = readFileSync(file);
    const places = Array.from({ length: 200 }, (_, at) => Math.floor((whole.length * at) / 200));
    const spoiled = [
      ...places.map((at) => flipped(whole, at)),
      ...places.map((at) => whole.subarray(0, at)),
      Buffer.concat([whole, Buffer.from([0, 0, 0, 0])]),
    ];
    for (const bytes of spoiled) {
      writeFileSync(`${file}.spoiled`, bytes);
      await expect(all(readBackup(`${file}.spoiled`))).rejects.toThrow(/nothing was restored|release that wrote it/);
    }
    const fresh = await newStore();
    await expect(restoreBackup(fresh, `${file}.spoiled`, new Set(), 1)).rejects.toThrow('nothing was restored');
    expect(await all(fresh.snapshot())).toEqual([]);
  });

  it('that cannot be finished leaves no file behind', async () => {
    const failing = {
      async *snapshot() {
        throw new Error('the disk went away');
      },
    } as unknown as Store;
    await expect(writeBackup(failing, join(dir, 'never'), '')).rejects.toThrow('went away');
    expect(readdirSync(dir).filter((name) => name.startsWith('never'))).toEqual([]);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}
