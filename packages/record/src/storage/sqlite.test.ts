import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { useDirectory, using } from './trials/disk.ts';
import { rowOf } from './trials/rows.ts';
import { appendBatch, countBatches } from './trials/writer.ts';

const run = promisify(execFile);
const writer = join(import.meta.dirname, 'trials/writer.ts');
const directory = useDirectory();

describe('[S36] several processes', { timeout: 120_000 }, () => {
  test('on one file lose no update', async () => {
    const dir = await directory('processes');
    await Promise.all(Array.from({ length: 3 }, () => run(process.execPath, [writer, dir, '4', '15'])));
    await using(dir, async (store) => {
      for (let person = 0; person < 4; person += 1) expect(await countBatches(store, `p${person}`)).toBe(45);
    });
  });

  test('see what the other acknowledged', async () => {
    const dir = await directory('both');
    await using(dir, (one) =>
      using(dir, async (other) => {
        for (let round = 1; round <= 20; round += 1) {
          await appendBatch(round % 2 ? one : other, 'p');
          expect((await (round % 2 ? other : one).get('person', { person: 'p' }))?.seq).toBe(round);
        }
      }),
    );
  });
});

describe('files', () => {
  test('that cannot be made are `unavailable`, said without their path', async () => {
    const opening = openStore({ dir: join(import.meta.filename, 'under-a-file') });
    await expect(opening).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable', message: expect.not.stringContaining('under') });
    await expect(openStore({})).rejects.toThrow(TypeError);
  });

  test('are for their owner only', async () => {
    const dir = await directory('modes');
    const look = async (): Promise<void> => {
      expect(statSync(dir).mode & 0o777).toBe(0o700);
      expect(readdirSync(dir).sort()).toEqual(['ballast', 'satchel.sqlite', 'satchel.sqlite-shm', 'satchel.sqlite-wal']);
      for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    };
    await using(
      dir,
      async (store) => {
        await appendBatch(store, 'p');
        await look();
      },
      16 << 20,
    );
  });

  test('hold nothing of what was removed, soon and without closing', async () => {
    const dir = await directory('removed');
    const canary = Buffer.from('a canary that sings in the coal mine');
    const sings = (): boolean => readdirSync(dir).some((file) => readFileSync(join(dir, file)).includes(canary));
    const size = (): number => statSync(join(dir, 'satchel.sqlite')).size;
    const body = (i: number): Buffer => Buffer.concat(Array.from({ length: i % 5 === 0 ? 4000 : 20 }, () => canary));
    await using(dir, async (store) => {
      await store.write({
        shard: 'p',
        operations: [{ insert: 'row', rows: Array.from({ length: 200 }, (_, i) => rowOf('p', i, i, i, { body: body(i) })) }],
      });
      expect(sings()).toBe(true);
      await store.write({ shard: 'p', operations: [{ remove: 'row', prefix: { person: 'p' } }] });
      for (let wait = 0; wait < 100 && (sings() || size() > 2 << 20); wait += 1) await pause(100);
      expect(sings()).toBe(false);
      expect(size()).toBeLessThan(2 << 20);
    });
  });
});
