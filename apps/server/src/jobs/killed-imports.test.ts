import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { programForTests, quickStart } from '../../../../tools/programs-for-tests.ts';
import { begin, bundleOf, newPerson, patient, type Person, removeDir, weight } from '../../testing/served.ts';
import { type Caller, callServer, textOf } from '../cli/desk/call.ts';
import type { Job } from '../http/api.ts';

const KILLS = process.env['SATCHEL_NIGHTLY'] === '1' ? 1000 : 10;
const FACTS = 4000;
/** By so much the clock of each server is ahead of the one before: longer than a silent runner is taken for alive. */
const AHEAD = 7000;

const file = Buffer.from(
  bundleOf([patient('p', 'Aster'), ...Array.from({ length: FACTS }, (_, at) => weight(`w${at}`, 60 + at / 1000, '2024-01-01'))]),
);

/** What one person's servers said was durable, each line a commit, and how often they were killed so far. */
interface Seat {
  readonly dir: string;
  readonly acknowledged: string[][];
  starts: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly base: string;
}

const running = new Set<Running>();

async function start(seat: Seat, onCommit: () => void): Promise<Running> {
  const env = { ...process.env, ...quickStart, SATCHEL_DATA: seat.dir, SATCHEL_TEST_AHEAD: String(AHEAD * seat.starts++) };
  const child = spawn(process.execPath, [await programForTests('apps/server/testing/told-server.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const listening = Promise.withResolvers<string>();
  child.once('exit', () => listening.reject(new Error('The server ended.')));
  let begun = '';
  child.stdout.on('data', (chunk: Buffer) => {
    // A line that the kill cut off acknowledges nothing.
    const lines = (begun + chunk.toString()).split('\n');
    begun = lines.pop() as string;
    for (const line of lines) {
      if (!line.startsWith('[')) listening.resolve(line);
      else {
        seat.acknowledged.push(JSON.parse(line) as string[]);
        onCommit();
      }
    }
  });
  const started = { child, base: await listening.promise };
  running.add(started);
  return started;
}

async function kill(started: Running): Promise<void> {
  const { child } = started;
  running.delete(started);
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}

interface Line {
  readonly id: string;
  readonly meta: { readonly versionId: string };
  readonly target?: readonly { readonly reference: string }[];
}

/** Everything acknowledged is there, every commit is whole, and nothing is there that no commit brought. */
async function check(api: Caller, { path }: Person, { acknowledged }: Seat): Promise<number> {
  const exported = async (type: string): Promise<Line[]> =>
    (await textOf(await api.stream(path(`export/${type}`))))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  // In this order because the import goes on meanwhile.
  const durable = acknowledged.flat();
  const before = await exported('Observation');
  const brought = (await exported('Provenance'))
    .flatMap(({ target }) => target ?? [])
    .map(({ reference }) => reference.split('/_history')[0]);
  const [observations, patients] = [await exported('Observation'), await exported('Patient')];
  const there = new Set([...observations.map(({ id }) => `Observation/${id}`), ...patients.map(({ id }) => `Patient/${id}`)]);
  const missing = (names: readonly (string | undefined)[], among: ReadonlySet<unknown>) => names.filter((name) => !among.has(name));
  expect(missing(durable, there)).toEqual([]);
  expect(
    missing(
      brought.filter((name) => /^(Observation|Patient)\//.test(name ?? '')),
      there,
    ),
  ).toEqual([]);
  expect(
    missing(
      before.map(({ id }) => `Observation/${id}`),
      new Set(brought),
    ),
  ).toEqual([]);
  expect(observations.every(({ meta }) => meta.versionId === '1')).toBe(true);
  return observations.length;
}

/** Begins an upload, kills whoever takes it in again and again, until it is done; answers how many kills that took. */
async function untilDone(): Promise<number> {
  const seat: Seat = { dir: mkdtempSync(join(tmpdir(), 'satchel-killed-')), acknowledged: [], starts: 0 };
  let ana: Person | undefined;
  let job: Job | undefined;
  for (let kills = 0; ; kills += 1) {
    let until = Math.floor(Math.random() * 3);
    const due = Promise.withResolvers<void>();
    const server = await start(seat, () => void (until-- === 0 && due.resolve()));
    const api = callServer(server.base);
    if (!ana || !job) {
      ana = await newPerson(server, 'Ana');
      job = await begin(ana, 'many.json', file);
    } else {
      api.use(ana.bearer);
      // Opens the record, whose import goes on at that.
      await api.call('GET', '/api/session');
      await check(api, ana, seat);
    }
    const { path, bearer } = ana;
    api.use(bearer);
    const { id } = job;
    const ended = async (): Promise<'done'> => {
      while ((await api.call<Job>('GET', path(`jobs/${id}`))).state !== 'done') await pause(20);
      return 'done';
    };
    const first = await Promise.race([ended(), due.promise.then(() => pause(Math.random() * 60))]);
    if (first === 'done') {
      expect(await check(api, ana, seat)).toBe(FACTS);
      await kill(server);
      removeDir(seat.dir);
      return kills;
    }
    await kill(server);
  }
}

describe('an upload whose server is killed at any moment', () => {
  afterEach(() => Promise.all([...running].map(kill)));
  it(
    `is taken in to the end by those that follow: nothing acknowledged is lost, every batch whole or absent: ${KILLS} kills [S29]`,
    async () => {
      for (let kills = 0; kills < KILLS;) kills += await untilDone();
    },
    KILLS * 60_000,
  );
});
