import { randomFillSync, randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { StoreError, type Store } from './store.ts';
import { useDirectory, using } from './trials/disk.ts';
import { bytes, every, plain } from './trials/rows.ts';
import { appendBatch } from './trials/writer.ts';

const pageBytes = 4096;
const damages = process.env['SATCHEL_NIGHTLY'] === '1' ? 1000 : 60;

describe('[S33] a damaged file', { timeout: 300_000 }, () => {
  const directory = useDirectory();
  let sound: { file: Buffer; rows: unknown };

  beforeAll(async () => {
    const dir = await directory('sound');
    await using(dir, async (store) => {
      for (let i = 0; i < 40; i += 1) await appendBatch(store, `p${i % 4}`);
      const rows = Array.from({ length: 10 }, (_, n) => ({
        person: 'p',
        address: bytes(1),
        n,
        blob: randomFillSync(new Uint8Array(30_000)),
      }));
      await store.write({ shard: 'p', operations: [{ insert: 'chunk', rows }] });
    });
    sound = { rows: await using(dir, readAll), file: await readFile(join(dir, 'satchel.sqlite')) };
  });

  const readAll = async (store: Store): Promise<unknown> => plain(await every(store.snapshot()));

  /** Undefined for a StoreError that says `damaged`; any other failure is thrown. */
  async function unlessDamaged<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreError && error.code === 'damaged') return undefined;
      throw error;
    }
  }

  /** Whether the damage of a file shows: it cannot be opened, `check` finds it, or a row is refused. Without that, every row is as it was. */
  async function shows(name: string, file: Uint8Array): Promise<boolean> {
    const dir = await directory(name);
    await writeFile(join(dir, 'satchel.sqlite'), file);
    const met = await unlessDamaged(() =>
      using(dir, async (store) => ({ findings: (await store.check()).length, rows: await unlessDamaged(() => readAll(store)) })),
    );
    if (!met || met.findings > 0) return true;
    expect(met.rows).toEqual(sound.rows);
    return false;
  }

  test('shows wherever a page of it is overwritten, and never ends the process', async () => {
    let hidden = 0;
    for (let time = 0; time < damages; time += 1) {
      const file = Buffer.from(sound.file);
      randomFillSync(file, randomInt(file.length / pageBytes) * pageBytes, pageBytes);
      if (!(await shows(`page ${time}`, file))) hidden += 1;
    }
    // A free page holds nothing to lose.
    expect(hidden).toBeLessThanOrEqual(damages / 20);
  });

  test('shows when it is cut short or not a database at all', async () => {
    expect(await shows('cut', sound.file.subarray(0, 5 * pageBytes))).toBe(true);
    expect(await shows('text', Buffer.from('This is not a database, whatever its name says.'.repeat(100)))).toBe(true);
  });
});
