import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Row } from './schema.ts';
import { StoreError, type Store } from './store.ts';
import { useDirectory, using, works } from './trials/disk.ts';
import { bytes, collect } from './trials/rows.ts';

const nightly = process.env['SATCHEL_NIGHTLY'] === '1';
const mountable = works('sh', '-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=1m satchel $d && umount $d && rmdir $d');
if (!mountable) console.warn('Cannot mount a small disk here: what happens on a full one is not shown.');

const ballast = 16 << 20;
const chunk = (n: number): Row<'chunk'> => ({ person: 'p', address: bytes(1), n, blob: new Uint8Array(200_000).fill(n) });
const insert = (store: Store, n: number) => store.write({ shard: 'p', operations: [{ insert: 'chunk', rows: [chunk(n)] }] });
const remove = (store: Store, n: number) =>
  store.write({ shard: 'p', operations: [{ remove: 'chunk', prefix: { person: 'p', address: bytes(1), n } }] });

/** Inserts until the disk is full; gives the number that found no room. */
async function fillUp(store: Store, from: number): Promise<number> {
  for (let n = from; ; n += 1) {
    const refusal = await refusalOf(insert(store, n));
    if (refusal) return n;
  }
}

/** Inserts as soon as the store takes rows again, which it finds out by itself. */
async function insertSoon(store: Store, n: number): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline && (await refusalOf(insert(store, n)));) await pause(20);
}

async function refusalOf(writing: Promise<unknown>): Promise<StoreError | undefined> {
  try {
    await writing;
    return undefined;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'full') return error;
    throw error;
  }
}

async function expectRows(store: Store, from: number, to: number): Promise<void> {
  const rows = await collect(store.scan('chunk', { person: 'p' }));
  expect(rows.map((row) => row.n)).toEqual(Array.from({ length: to - from }, (_, i) => from + i));
  for (const row of rows) expect(Buffer.compare(row.blob, chunk(row.n).blob)).toBe(0);
}

describe.skipIf(!mountable)('[S32] a full disk', { timeout: 300_000 }, () => {
  const directory = useDirectory();

  async function onSmallDisk(name: string, work: (dir: string) => Promise<void>): Promise<void> {
    const dir = await directory(name);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'satchel', dir]);
    try {
      await work(dir);
    } finally {
      execFileSync('umount', [dir]);
    }
  }

  test('refuses new rows, still reads and removes, resumes by itself, and loses nothing', () =>
    onSmallDisk('cycles', async (dir) => {
      await using(
        dir,
        async (store) => {
          let [first, next] = [0, 0];
          for (let cycle = 0; cycle < (nightly ? 50 : 5); cycle += 1) {
            next = await fillUp(store, next);
            await expectRows(store, first, next);
            expect(existsSync(join(dir, 'ballast'))).toBe(false);
            await expect(insert(store, next)).rejects.toMatchObject({ code: 'full' });
            for (const kept = first + Math.ceil((next - first) * 0.8); first < kept; first += 1)
              expect(await remove(store, first)).toBe('written');
            await insertSoon(store, next++);
            await expectRows(store, first, next);
            expect(statSync(join(dir, 'ballast')).blocks * 512).toBeGreaterThanOrEqual(ballast);
          }
          expect(await store.check()).toEqual([]);
        },
        ballast,
      );
    }));

  test('that others fill is survived, also across a restart', () =>
    onSmallDisk('others', async (dir) => {
      const last = await using(
        dir,
        async (store) => {
          await insert(store, 0);
          works('sh', '-c', `head -c 100m /dev/zero > ${join(dir, 'hog')}`);
          return fillUp(store, 1);
        },
        ballast,
      );
      await using(
        dir,
        async (store) => {
          await expect(insert(store, last)).rejects.toMatchObject({ code: 'full' });
          await expectRows(store, 0, last);
          expect(await remove(store, 0)).toBe('written');
          await rm(join(dir, 'hog'));
          expect(await insert(store, last)).toBe('written');
          await expectRows(store, 1, last + 1);
        },
        ballast,
      );
    }));

  test('fails the one write that is too large, not those beside it', () =>
    onSmallDisk('large', (dir) =>
      using(
        dir,
        async (store) => {
          const huge = { person: 'q', address: bytes(1), n: 0, blob: new Uint8Array(40 << 20) };
          const [, refused] = await Promise.allSettled([
            insert(store, 1),
            store.write({ shard: 'q', operations: [{ insert: 'chunk', rows: [huge] }] }),
            insert(store, 2),
          ]);
          expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'full' } });
          await insertSoon(store, 3);
          await expectRows(store, 1, 4);
        },
        ballast,
      ),
    ));
});
