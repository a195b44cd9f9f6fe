import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { assertDurable } from './sqlite-connection.ts';
import { StoreError } from './store.ts';
import { useDirectory, using, works } from './trials/disk.ts';
import { countBatches } from './trials/writer.ts';

const run = promisify(execFile);
const writer = join(import.meta.dirname, 'trials/writer.ts');
const nightly = process.env['SATCHEL_NIGHTLY'] === '1';
const directory = useDirectory();

describe('killed', () => {
  const cycles = nightly ? 1000 : 25;
  const persons = ['p0', 'p1', 'p2'];
  let env: NodeJS.ProcessEnv;

  // Writers start faster from compiled code, which only one that ends by itself leaves behind.
  beforeAll(async () => {
    env = { ...process.env, NODE_COMPILE_CACHE: await directory('compiled') };
    await run(process.execPath, [writer, await directory('first'), '1', '1'], { env });
  });

  /** Starts a writer, kills it a moment after its first acknowledgement, and gives the last one of each person. */
  async function killedWriter(dir: string): Promise<Map<string, number>> {
    const child = spawn(process.execPath, [writer, dir, String(persons.length)], { stdio: ['ignore', 'pipe', 'inherit'], env });
    let told = '';
    child.stdout.on('data', (text: Buffer) => {
      if (told === '') setTimeout(() => child.kill('SIGKILL'), randomInt(40));
      told += text.toString();
    });
    expect(await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))).toBe('SIGKILL');
    const lines = told.split('\n').slice(0, -1);
    return new Map(lines.map((line) => [line.split(' ')[0] as string, Number(line.split(' ')[1])]));
  }

  async function killAgainAndAgain(dir: string, times: number): Promise<void> {
    for (let cycle = 1; cycle <= times; cycle += 1) {
      const told = await killedWriter(dir);
      expect(told.size).toBeGreaterThan(0);
      await using(dir, async (store) => {
        for (const [person, seq] of told) expect((await store.get('person', { person }))?.seq).toBeGreaterThanOrEqual(seq);
        if (cycle % 10 === 0 || cycle === times) for (const person of persons) await countBatches(store, person);
      });
    }
    await using(dir, async (store) => expect(await store.check()).toEqual([]));
  }

  test(
    `[S29] ${cycles} times with SIGKILL while writing: every acknowledged batch is there, every batch whole`,
    async () => {
      await Promise.all([killAgainAndAgain(await directory('a'), cycles / 2), killAgainAndAgain(await directory('b'), cycles / 2)]);
    },
    3_000 * cycles,
  );
});

const strace = works('strace', '-V');
if (!strace) console.warn('No strace here: that an fsync comes before each acknowledgement is not shown.');
describe.skipIf(!strace)('traced', { timeout: 120_000 }, () => {
  interface Trace {
    readonly acknowledged: number;
    readonly syncs: number;
    /** Acknowledgements told while the log held bytes not yet synced, or without any sync since the last of the same person. */
    readonly early: number;
  }

  async function trace(name: string, persons: number, batches: number): Promise<Trace> {
    const dir = await directory(name);
    const log = join(await directory('traces'), name);
    await using(dir, async (store) => void (await store.check()));
    const options = ['-f', '-y', '-s', '64', '-e', 'trace=fsync,fdatasync,write,pwrite64', '-o', log];
    await run('strace', [...options, process.execPath, writer, dir, String(persons), String(batches)]);
    return readTrace(readFileSync(log, 'utf8').split('\n'));
  }

  function readTrace(lines: readonly string[]): Trace {
    const lastSync = new Map<string, number>();
    const interrupted = new Set<string | undefined>();
    let [acknowledged, syncs, early, unsynced] = [0, 0, 0, false];
    for (const line of lines) {
      const thread = line.split(' ')[0];
      if (/ pwrite64\(.*satchel\.sqlite-wal>/.test(line)) unsynced = true;
      // A call that another thread's came between is told on two lines.
      if (/sync\(\d+<.*satchel\.sqlite-wal> <unfinished/.test(line)) interrupted.add(thread);
      const ended = /sync\(\d+<.*satchel\.sqlite-wal>\) *= 0$/.test(line);
      const resumed = /sync resumed>\) *= 0$/.test(line) && interrupted.delete(thread);
      if (ended || resumed) [unsynced, syncs] = [false, syncs + 1];
      const person = / write\(1<.*"(p\d+) \d+\\n"/.exec(line)?.[1];
      if (!person) continue;
      acknowledged += 1;
      if (unsynced || lastSync.get(person) === syncs) early += 1;
      lastSync.set(person, syncs);
    }
    return { acknowledged, syncs, early };
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

test('[S30] a connection without a write-ahead log or without synchronous=FULL is refused', async () => {
  const db = new DatabaseSync(join(await directory('pragma'), 'x.sqlite'));
  expect(() => assertDurable(db)).toThrow(StoreError);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  expect(() => assertDurable(db)).toThrow(expect.objectContaining({ code: 'unavailable' }));
  db.exec('PRAGMA synchronous = FULL');
  assertDurable(db);
  db.close();
});
