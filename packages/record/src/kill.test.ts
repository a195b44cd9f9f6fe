import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { base64url } from '@satchel/vault';
import { programForTests, quickStart } from '../../../tools/programs-for-tests.ts';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { condition, lensOf, patient, weight } from '../testing/people.ts';
import { createHall, type OpenHall } from './hall.ts';
import { openSqliteStore } from './storage/sqlite.ts';

const KILLS = process.env['SATCHEL_NIGHTLY'] === '1' ? 1000 : 100;
const LANES = 2;
const RESOURCES = 160;

const resources = [
  patient('p'),
  ...Array.from({ length: RESOURCES - 1 }, (_, n) =>
    n % 7 === 3
      ? condition(`c${n}`, n % 2 ? 'hiv-sti' : 'general')
      : weight(`w${n}`, 60 + (n % 30), `20${10 + (n % 15)}-03-0${1 + (n % 9)}`),
  ),
];
const bundle = JSON.stringify({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ fullUrl: `http://a.example/fhir/${resource.resourceType}/${resource.id}`, resource })),
});

/** Processes that are ready to import, made ahead: starting one takes longer than what it is for. */
class Standby {
  #next = this.#start();

  async take(): Promise<ChildProcess> {
    const child = await this.#next;
    this.#next = this.#start();
    return child;
  }

  async end(): Promise<void> {
    (await this.#next).kill('SIGKILL');
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(await programForTests('packages/record/testing/importer.ts'), {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, ...quickStart },
    });
    const started = await Promise.race([once(child, 'message').then(() => true), once(child, 'exit').then(() => false)]);
    if (!started) throw new Error('The importer did not start.');
    return child;
  }
}

interface Seat {
  readonly dir: string;
  readonly record: TestRecord;
  readonly acknowledged: Set<string>;
}

async function newSeat(scratch: string): Promise<Seat> {
  const dir = await mkdtemp(join(scratch, 'store-'));
  const record = await newRecord({ store: await openSqliteStore({ dir, ballast: 0 }) });
  await record.world.store.close();
  return { dir, record, acknowledged: new Set() };
}

/** Runs an import until it is killed, or ends; answers whether it ended. Acknowledgements may be cut by the kill. */
async function run(child: ChildProcess, { dir, record, acknowledged }: Seat, file: string): Promise<boolean> {
  const reach = {
    person: record.person,
    grant: 'owner',
    holder: base64url(record.account.exchange),
    manage: record.owner.certificate.manage,
  };
  let [after, out] = [Math.floor(Math.random() * 14), ''];
  child.stdout!.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if ((after -= 1) === 0) void pause(Math.random() * 12).then(() => child.kill('SIGKILL'));
  });
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  child.send({ dir, file, serviceKey: base64url(record.world.serviceKey), reach });
  if (after === 0) void pause(Math.random() * 60).then(() => child.kill('SIGKILL'));
  const [code, signal] = await exit;
  expect(code === 0 || signal === 'SIGKILL').toBe(true);
  const lines = out.split('\n');
  for (const line of lines.slice(0, -1)) for (const each of JSON.parse(line) as string[]) acknowledged.add(each);
  return code === 0;
}

/** The hall of a process that starts after the kill, its chain walked and every row opened that no image covers. */
async function afterwards<T>({ dir, record }: Seat, look: (hall: OpenHall) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ dir, ballast: 0 });
  const hall = createHall({ ...record.world, store });
  expect(must(await hall.unlock(record.owner)).alarms).toEqual([]);
  const seen = await look(hall);
  await hall.close();
  await store.close();
  return seen;
}

/** Nothing that was acknowledged is missing. */
async function check(seat: Seat): Promise<void> {
  await afterwards(seat, async (hall) => {
    const listed = must(await must(await hall.view(lensOf(seat.record.owner))).list(['Patient', 'Condition', 'Observation']));
    const there = new Set(listed.map(({ type, id, version }) => `${type}/${id} ${version}`));
    expect([...seat.acknowledged].filter((each) => !there.has(each))).toEqual([]);
  });
}

/** The same, and every row, original, log entry and the index itself are what they ought to be. */
async function prove(seat: Seat): Promise<void> {
  await check(seat);
  await afterwards(seat, async (hall) => expect((await hall.prove(seat.record.owner))!.damage).toEqual([]));
}

/** Every resource of the bundle is there, once. */
async function expectWhole(seat: Seat): Promise<void> {
  await afterwards(seat, async (hall) => {
    const there: string[] = [];
    for await (const { type } of must(await hall.view(lensOf(seat.record.owner))).everything()) there.push(type);
    const facts = there.filter((type) => type !== 'Provenance');
    expect(facts.toSorted()).toEqual(resources.map(({ resourceType }) => resourceType).toSorted());
    expect([...seat.acknowledged].every((each) => each.endsWith(' 1'))).toBe(true);
  });
}

describe('an import killed at any moment', () => {
  it(
    `loses nothing that was acknowledged, leaves no half commit, and goes on: ${KILLS} kills [S29]`,
    async () => {
      const scratch = await mkdtemp(join(tmpdir(), 'satchel-kill-'));
      const file = join(scratch, 'bundle.json');
      await writeFile(file, bundle);
      let [kills, whole] = [0, 0];
      const lane = async () => {
        const standby = new Standby();
        const attempt = async (seat: Seat): Promise<boolean> => {
          const ended = await run(await standby.take(), seat, file);
          if (!ended) kills += 1;
          return ended;
        };
        let seat = await newSeat(scratch);
        while (kills < KILLS) {
          await attempt(seat);
          await check(seat);
          if (seat.acknowledged.size < RESOURCES) continue;
          while (!(await attempt(seat)));
          await prove(seat);
          await expectWhole(seat);
          whole += 1;
          seat = await newSeat(scratch);
        }
        await prove(seat);
        await standby.end();
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      expect(whole).toBeGreaterThan(0);
      await rm(scratch, { recursive: true });
    },
    KILLS * 4000,
  );
});
