import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomFillSync, randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertDurable } from './sqlite-connection.ts';
import { openSqliteStore } from './sqlite.ts';
import { StoreError, type Store } from './store.ts';
import { bytes, collect, every, plain, rowOf } from './trials/rows.ts';
import { appendBatch, rowsPerBatch } from './trials/writer.ts';

const run = promisify(execFile);
const writer = join(import.meta.dirname, 'trials/writer.ts');
const nightly = process.env['SATCHEL_NIGHTLY'] === '1';
const works = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'satchel-faults-'))));
afterAll(() => rm(home, { recursive: true, force: true }));

async function inDir<T>(name: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = join(home, name);
  await mkdir(dir, { recursive: true });
  return work(dir);
}

async function using<T>(dir: string, work: (store: Store) => Promise<T>, ballast = 0): Promise<T> {
  const store = await openSqliteStore({ dir, ballast });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Every batch up to the head is there and whole, and nothing beyond it. */
async function expectWhole(store: Store, person: string): Promise<number> {
  const seq = (await store.get('person', { person }))?.seq ?? 0;
  const rows = await collect(store.scan('row', { person }, { by: 'seq', columns: ['seq', 'n'] }));
  expect(rows.map((row) => row.seq * rowsPerBatch + row.n)).toEqual(Array.from({ length: seq * rowsPerBatch }, (_, i) => i + rowsPerBatch));
  return seq;
}

describe('killed', () => {
  const compiled = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_COMPILE_CACHE: join(home, 'compile-cache') });

  /** Starts a writer, kills it a moment after its first acknowledgement, and gives the last one of each person. */
  async function killedWriter(dir: string, persons: number): Promise<Map<string, number>> {
    const child = spawn(process.execPath, [writer, dir, String(persons)], { stdio: ['ignore', 'pipe', 'inherit'], env: compiled() });
    let told = '';
    child.stdout.on('data', (text: Buffer) => {
      if (told === '') setTimeout(() => child.kill('SIGKILL'), randomInt(40));
      told += text.toString();
    });
    const [signal] = await new Promise<[string | null]>((resolve) => child.on('close', (_, by) => resolve([by])));
    expect(signal).toBe('SIGKILL');
    return new Map(
      told
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' '))
        .map(([person = '', seq]) => [person, Number(seq)]),
    );
  }

  const cycles = nightly ? 1000 : 100;
  // Started from compiled code, which only a writer that ends by itself leaves behind.
  beforeAll(() => inDir('compiled', (dir) => run(process.execPath, [writer, dir, '1', '1'], { env: compiled() })));
  test(
    `[S29] ${cycles} times with SIGKILL while writing: every acknowledged batch is there, every batch whole`,
    async () => {
      const trial = (name: string, share: number) =>
        inDir(name, async (dir) => {
          for (let cycle = 0; cycle < share; cycle += 1) {
            const told = await killedWriter(dir, 3);
            expect(told.size).toBeGreaterThan(0);
            await using(dir, async (store) => {
              for (const [person, seq] of told) expect((await store.get('person', { person }))?.seq).toBeGreaterThanOrEqual(seq);
              if (cycle % 10 === 0) for (const person of ['p0', 'p1', 'p2']) await expectWhole(store, person);
            });
          }
          await using(dir, async (store) => {
            for (const person of ['p0', 'p1', 'p2']) await expectWhole(store, person);
            expect(await store.check()).toEqual([]);
          });
        });
      await Promise.all([trial('killed-a', cycles / 2), trial('killed-b', cycles / 2)]);
    },
    nightly ? 600_000 : 60_000,
  );
});

const strace = works('strace', '-V');
if (!strace) console.warn('No strace here: that an fsync comes before each acknowledgement is not shown.');
describe.skipIf(!strace)('traced', () => {
  interface Trace {
    readonly acknowledged: number;
    readonly syncs: number;
    /** Acknowledgements told while the log held bytes not yet synced, or without any sync since the last of the same person. */
    readonly early: number;
  }

  async function trace(name: string, persons: number, batches: number): Promise<Trace> {
    return inDir(name, async (dir) => {
      const log = join(home, `${name}.trace`);
      await using(dir, async (store) => void (await store.check()));
      await run('strace', [
        '-f',
        '-y',
        '-s',
        '64',
        '-e',
        'trace=fsync,fdatasync,write,pwrite64',
        '-o',
        log,
        process.execPath,
        writer,
        dir,
        String(persons),
        String(batches),
      ]);
      const lastSync = new Map<string, number>();
      const interrupted = new Set<string>();
      let [acknowledged, syncs, early, unsynced] = [0, 0, 0, false];
      for (const line of readFileSync(log, 'utf8').split('\n')) {
        const thread = line.split(' ')[0] as string;
        if (/ pwrite64\(.*satchel\.sqlite-wal>/.test(line)) unsynced = true;
        // A call that another thread's came between is told on two lines.
        if (/sync\(\d+<.*satchel\.sqlite-wal> <unfinished/.test(line)) interrupted.add(thread);
        const synced =
          /sync\(\d+<.*satchel\.sqlite-wal>\) *= 0$/.test(line) || (/sync resumed>\) *= 0$/.test(line) && interrupted.delete(thread));
        if (synced) [unsynced, syncs] = [false, syncs + 1];
        const person = / write\(1<.*"(p\d+) \d+\\n"/.exec(line)?.[1];
        if (!person) continue;
        acknowledged += 1;
        if (unsynced || lastSync.get(person) === syncs) early += 1;
        lastSync.set(person, syncs);
      }
      return { acknowledged, syncs, early };
    });
  }

  test('[S30] an fsync of the log comes before every acknowledgement', async () => {
    const { acknowledged, syncs, early } = await trace('lone', 1, 60);
    expect({ acknowledged, early }).toEqual({ acknowledged: 60, early: 0 });
    expect(syncs).toBeGreaterThanOrEqual(60);
  });

  test('[S30] writes that arrive together share one fsync', async () => {
    const { acknowledged, syncs, early } = await trace('together', 32, 10);
    expect({ acknowledged, early }).toEqual({ acknowledged: 320, early: 0 });
    expect(syncs).toBeLessThan(320 / 8);
  });
});

test('[S30] a connection without a write-ahead log or without synchronous=FULL is refused', () =>
  inDir('pragma', async (dir) => {
    const db = new DatabaseSync(join(dir, 'x.sqlite'));
    expect(() => assertDurable(db)).toThrow(StoreError);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    expect(() => assertDurable(db)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    db.exec('PRAGMA synchronous = FULL');
    assertDurable(db);
    db.close();
  }));

describe('[S36] several processes', () => {
  test('on one file lose no update', () =>
    inDir('processes', async (dir) => {
      await Promise.all(Array.from({ length: 3 }, () => run(process.execPath, [writer, dir, '4', '15'])));
      await using(dir, async (store) => {
        for (let person = 0; person < 4; person += 1) expect(await expectWhole(store, `p${person}`)).toBe(45);
      });
    }));

  test('see each other at once', () =>
    inDir('both', async (dir) => {
      await using(dir, (one) =>
        using(dir, async (other) => {
          for (let round = 1; round <= 20; round += 1) {
            await appendBatch(round % 2 ? one : other, 'p');
            expect((await (round % 2 ? other : one).get('person', { person: 'p' }))?.seq).toBe(round);
          }
        }),
      );
    }));
});

describe('files', () => {
  test('are for their owner only', () =>
    inDir('modes', async (dir) => {
      await using(
        dir,
        async (store) => {
          await appendBatch(store, 'p');
          expect(statSync(dir).mode & 0o777).toBe(0o700);
          expect(readdirSync(dir).sort()).toEqual(['ballast', 'satchel.sqlite', 'satchel.sqlite-shm', 'satchel.sqlite-wal']);
          for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
        },
        16 << 20,
      );
    }));

  test('hold nothing of what was removed, soon and without closing', () =>
    inDir('removed', async (dir) => {
      const canary = Buffer.from('a canary that sings in the coal mine');
      const sings = (): boolean => readdirSync(dir).some((file) => readFileSync(join(dir, file)).includes(canary));
      await using(dir, async (store) => {
        const rows = Array.from({ length: 200 }, (_, i) =>
          rowOf('p', i, i, i, { body: Buffer.concat(Array(i % 5 === 0 ? 4000 : 20).fill(canary)) }),
        );
        const size = (): number => statSync(join(dir, 'satchel.sqlite')).size;
        await store.write({ shard: 'p', operations: [{ insert: 'row', rows }] });
        expect(sings()).toBe(true);
        await store.write({ shard: 'p', operations: [{ remove: 'row', prefix: { person: 'p' } }] });
        for (let wait = 0; wait < 100 && (sings() || size() > 2 << 20); wait += 1) await pause(100);
        expect(sings()).toBe(false);
        expect(size()).toBeLessThan(2 << 20);
      });
    }));
});

describe('[S33] damaged', () => {
  const readAll = async (store: Store): Promise<unknown> => plain(await every(store.snapshot()));

  /** What a reader meets: the findings of `check`, a StoreError, or every row as it was. Anything else is a failure. */
  async function meet(dir: string, sound: unknown): Promise<'found' | 'refused' | 'harmless'> {
    try {
      return await using(dir, async (store) => {
        if ((await store.check()).length > 0) return 'found';
        expect(await readAll(store)).toEqual(sound);
        return 'harmless';
      });
    } catch (error) {
      if (error instanceof StoreError && error.code === 'damaged') return 'refused';
      throw error;
    }
  }

  test('pages are found by check or refuse to be read, and never end the process', async () => {
    await inDir('sound', (dir) =>
      using(dir, async (store) => {
        for (let i = 0; i < 40; i += 1) await appendBatch(store, `p${i % 4}`);
        const blob = randomFillSync(new Uint8Array(30_000));
        await store.write({
          shard: 'p',
          operations: [{ insert: 'chunk', rows: Array.from({ length: 10 }, (_, n) => ({ person: 'p', address: bytes(1), n, blob })) }],
        });
      }),
    );
    const source = join(home, 'sound/satchel.sqlite');
    const file = await readFile(source);
    const sound = await using(join(home, 'sound'), readAll);
    const met = { found: 0, refused: 0, harmless: 0 };
    for (let page = 0; page < file.length / 4096; page += nightly ? 1 : 1 + randomInt(6)) {
      met[
        await inDir('damaged', async (dir) => {
          const damaged = Buffer.from(file);
          randomFillSync(damaged, page * 4096, 4096);
          writeFileSync(join(dir, 'satchel.sqlite'), damaged);
          try {
            return await meet(dir, sound);
          } finally {
            await rm(dir, { recursive: true });
          }
        })
      ] += 1;
    }
    expect(met.found + met.refused).toBeGreaterThan(10);
    expect(met.harmless).toBeLessThanOrEqual(2);
  });

  test('a file cut short, or not a database at all, is refused as damaged', () =>
    inDir('cut', async (dir) => {
      await copyFile(join(home, 'sound/satchel.sqlite'), join(dir, 'satchel.sqlite'));
      writeFileSync(join(dir, 'satchel.sqlite'), (await readFile(join(dir, 'satchel.sqlite'))).subarray(0, 20_000));
      expect(await meet(dir, undefined)).not.toBe('harmless');
      writeFileSync(join(dir, 'satchel.sqlite'), 'This is not a database, whatever its name says.'.repeat(100));
      expect(await meet(dir, undefined)).toBe('refused');
    }));
});

const mountable =
  process.getuid?.() === 0 &&
  existsSync('/proc/mounts') &&
  works('sh', '-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=1m satchel $d && umount $d && rmdir $d');
if (!mountable) console.warn('Cannot mount a small disk here: what happens on a full one is not shown.');
describe.skipIf(!mountable)('[S32] a full disk', () => {
  const disk = (): string => join(home, 'disk');
  beforeAll(async () => {
    await mkdir(disk());
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'satchel', disk()]);
  });
  afterAll(() => void execFileSync('umount', [disk()]));

  const ballast = 16 << 20;
  const chunk = (n: number) => ({ person: 'p', address: bytes(1), n, blob: new Uint8Array(200_000).fill(n) });
  const insert = (store: Store, n: number) => store.write({ shard: 'p', operations: [{ insert: 'chunk', rows: [chunk(n)] }] });
  const expectRows = async (store: Store, expected: readonly number[]): Promise<void> => {
    const rows = await collect(store.scan('chunk', { person: 'p' }));
    expect(rows.map((row) => row.n)).toEqual(expected);
    for (const row of rows) expect(Buffer.compare(row.blob, chunk(row.n).blob)).toBe(0);
  };
  const fillUp = async (store: Store, from: number): Promise<number> => {
    for (let n = from; ; n += 1) {
      const full = await insert(store, n).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!full) continue;
      expect(full).toMatchObject({ name: 'StoreError', code: 'full' });
      return n;
    }
  };

  test('refuses new rows, still reads and removes, resumes by itself, and loses nothing', () =>
    using(
      disk(),
      async (store) => {
        const cycles = nightly ? 50 : 10;
        let [first, next] = [0, 0];
        const stored = (): number[] => Array.from({ length: next - first }, (_, i) => first + i);
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const end = await fillUp(store, next);
          expect(end).toBeGreaterThan(next);
          next = end;
          await expectRows(store, stored());
          expect(existsSync(join(disk(), 'ballast'))).toBe(false);
          await expect(insert(store, next)).rejects.toMatchObject({ code: 'full' });
          const gone = Math.ceil((next - first) * 0.8);
          for (let n = first; n < first + gone; n += 1)
            expect(
              await store.write({ shard: 'p', operations: [{ remove: 'chunk', prefix: { person: 'p', address: bytes(1), n } }] }),
            ).toBe('written');
          first += gone;
          for (
            let wait = 0;
            wait < 100 &&
            (await insert(store, next).then(
              () => false,
              () => true,
            ));
            wait += 1
          )
            await pause(20);
          next += 1;
          await expectRows(store, stored());
          expect(statSync(join(disk(), 'ballast')).blocks * 512).toBeGreaterThanOrEqual(ballast);
        }
        expect(await store.check()).toEqual([]);
        await store.write({ shard: 'p', operations: [{ remove: 'chunk', prefix: { person: 'p' } }] });
      },
      ballast,
    ));

  test('that others fill is survived, also across a restart', async () => {
    const hog = join(disk(), 'hog');
    const last = await using(
      disk(),
      async (store) => {
        await insert(store, 0);
        works('sh', '-c', `head -c 100m /dev/zero > ${hog}`);
        return fillUp(store, 1);
      },
      ballast,
    );
    await using(
      disk(),
      async (store) => {
        await expect(insert(store, last)).rejects.toMatchObject({ code: 'full' });
        await expectRows(
          store,
          Array.from({ length: last }, (_, i) => i),
        );
        await store.write({ shard: 'p', operations: [{ remove: 'chunk', prefix: { person: 'p', address: bytes(1), n: 0 } }] });
        await rm(hog);
        expect(await insert(store, last)).toBe('written');
        await expectRows(
          store,
          Array.from({ length: last }, (_, i) => i + 1),
        );
      },
      ballast,
    );
  });

  test('fails the one write that is too large, not those beside it', async () => {
    await using(
      disk(),
      async (store) => {
        await store.write({ shard: 'p', operations: [{ remove: 'chunk', prefix: { person: 'p' } }] });
        const huge = { person: 'q', address: bytes(1), n: 0, blob: new Uint8Array(40 << 20) };
        const verdicts = await Promise.allSettled([
          insert(store, 1),
          store.write({ shard: 'q', operations: [{ insert: 'chunk', rows: [huge] }] }),
          insert(store, 2),
        ]);
        expect(verdicts[1]).toMatchObject({ status: 'rejected', reason: { code: 'full' } });
        for (const n of [1, 2, 3]) {
          for (
            let wait = 0;
            wait < 100 &&
            (await insert(store, n).then(
              () => false,
              (error: unknown) => error instanceof StoreError,
            ));
            wait += 1
          )
            await pause(20);
        }
        await expectRows(store, [1, 2, 3]);
      },
      ballast,
    );
  });
});
