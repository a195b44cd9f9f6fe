import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { base64url } from '@satchel/vault';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { condition, lensOf, patient, weight } from '../testing/people.ts';
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
  readonly #cache: string;
  #next: Promise<ChildProcess>;

  /** `cache` holds compiled code, so that each start costs less. */
  constructor(cache: string) {
    this.#cache = cache;
    this.#next = this.#start();
  }

  async take(): Promise<ChildProcess> {
    const child = await this.#next;
    this.#next = this.#start();
    return child;
  }

  async end(): Promise<void> {
    (await this.#next).kill('SIGKILL');
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(new URL('../testing/importer.ts', import.meta.url), {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: this.#cache },
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

/** Everything acknowledged is there, the chain is whole, and what is there opens. */
async function check({ dir, record, acknowledged }: Seat): Promise<number> {
  const store = await openSqliteStore({ dir, ballast: 0 });
  const { hall, owner } = await record.reopen(store);
  expect(must(await hall.unlock(owner)).alarms).toEqual([]);
  const there = new Set<string>();
  for await (const { type, id, version } of must(await hall.view(lensOf(owner))).everything()) there.add(`${type}/${id} ${version}`);
  expect([...acknowledged].filter((each) => !there.has(each))).toEqual([]);
  // The chain was walked at unlock; now and then everything is proved.
  if (Math.random() < 0.2) expect((await hall.prove(owner))!.damage).toEqual([]);
  await hall.close();
  await store.close();
  return there.size;
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
        const standby = new Standby(join(scratch, 'cache'));
        let seat = await newSeat(scratch);
        while (kills < KILLS) {
          if (!(await run(await standby.take(), seat, file))) kills += 1;
          await check(seat);
          if (seat.acknowledged.size < RESOURCES) continue;
          while (!(await run(await standby.take(), seat, file)));
          const store = await openSqliteStore({ dir: seat.dir, ballast: 0 });
          const { hall, owner } = await seat.record.reopen(store);
          const counts = must(await must(await hall.view(lensOf(owner))).counts());
          expect(counts).toMatchObject({
            Patient: 1,
            Observation: resources.filter(({ resourceType }) => resourceType === 'Observation').length,
          });
          expect(Object.entries(counts).reduce((sum, [type, n]) => (type === 'Provenance' ? sum : sum + n), 0)).toBe(RESOURCES);
          expect([...seat.acknowledged].every((each) => each.endsWith(' 1'))).toBe(true);
          await hall.close();
          await store.close();
          whole += 1;
          seat = await newSeat(scratch);
        }
        await standby.end();
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      expect(whole).toBeGreaterThan(0);
      await rm(scratch, { recursive: true });
    },
    KILLS * 4000,
  );
});
