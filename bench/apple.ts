/**
 * An Apple Health export from file to record, each measurement in a process of its own: `node bench/apple.ts` prints JSON. 200 MB, with
 * `SATCHEL_NIGHTLY=1` 2 GB, made by `bench/apple/generate.ts`; the bare tokenizer (saxes) reads the same file beside.
 * What is taken in comes out of the sealed original, as the server does it, and goes into a record on SQLite.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SaxesParser } from 'saxes';
import { takeIn } from '../packages/intake/src/index.ts';
import {
  appendToUpload,
  createHall,
  finishUpload,
  openHolder,
  openStore,
  type OriginalRef,
  type SeriesBatch,
  startUpload,
  type World,
} from '../packages/record/src/index.ts';
import { must, newRecord } from '../packages/record/testing/new-record.ts';
import { lensOf } from '../packages/record/testing/people.ts';
import { batchOf, HEART_RATE } from '../packages/record/testing/series.ts';
import { base64url, fromBase64url, type TokenReach } from '../packages/vault/src/index.ts';
import { nodeEngine } from '../packages/vault/src/engine-node.ts';
import { appleExport } from './apple/generate.ts';

interface Task {
  readonly name: 'tokenizer' | 'found' | 'take' | 'read' | 'decade';
  readonly file: string;
  readonly dir: string;
  readonly key?: Key;
  /** Milliseconds after which this process is killed. */
  readonly kill?: number;
}

interface Key {
  readonly reach: TokenReach;
  readonly serviceKey: string;
  readonly original: OriginalRef;
}

type Figures = Record<string, unknown>;

const AT = '2026-03-01T10:00:00Z';
const HEART = 'http://loinc.org|8867-4';
const round = (value: number): number => Number(value.toPrecision(3));
const megabytesOf = (file: string): number => statSync(file).size / 1e6;
const bytesOf = (file: string): AsyncIterable<Uint8Array> => createReadStream(file, { highWaterMark: 1 << 20 });

/** Seconds by the clock and of this process's own work, the most memory, and what it made. */
async function measured(work: () => Promise<Figures>): Promise<Figures> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const figures = await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: round((performance.now() - start) / 1000),
    'processor seconds': round((user + system) / 1e6),
    'peak MB': round(process.resourceUsage().maxRSS / 1024),
    ...figures,
  };
}

/** The bare tokenizer: every tag and attribute, nothing made of them. */
const tokenizer = ({ file }: Task) =>
  measured(async () => {
    let elements = 0;
    const parser = new SaxesParser({});
    parser.on('opentag', () => void (elements += 1));
    const decoder = new TextDecoder();
    for await (const bytes of bytesOf(file)) parser.write(decoder.decode(bytes, { stream: true }));
    return { elements };
  });

async function openWorld(dir: string, serviceKey: string): Promise<World> {
  return { store: await openStore({ dir }), engine: nodeEngine, now: Date.now, serviceKey: fromBase64url(serviceKey) as Uint8Array };
}

/** A record that keeps the file as an original and has not read it yet. */
async function found({ file, dir }: Task): Promise<Figures> {
  const serviceKey = base64url(nodeEngine.random(32));
  const world = await openWorld(dir, serviceKey);
  const { person, account, owner, hall } = await newRecord({ world });
  const size = statSync(file).size;
  const { id } = must(await startUpload(world, owner, { name: 'export.xml', mediaType: 'text/xml', size }));
  let received = 0;
  for await (const bytes of bytesOf(file)) ({ received } = must(await appendToUpload(world, owner, id, received, new Uint8Array(bytes))));
  const original = must(await finishUpload(world, owner, id));
  await hall.close();
  await world.store.close();
  const reach: TokenReach = { person, grant: 'owner', holder: base64url(account.exchange), manage: owner.certificate.manage };
  return { key: { reach, serviceKey, original } satisfies Key };
}

async function open({ dir, key }: Task) {
  if (!key) throw new Error('No record to open.');
  const world = await openWorld(dir, key.serviceKey);
  const hall = createHall(world);
  const owner = must(await openHolder(world, key.reach, `sitting ${process.pid}`));
  return { world, hall, owner, original: key.original };
}

const take = (task: Task) =>
  measured(async () => {
    const { world, hall, owner, original } = await open(task);
    const view = must(await hall.view(lensOf(owner)));
    async function* openAt(from: number): AsyncIterable<Uint8Array> {
      yield* must(await view.original(original.address, from));
    }
    const report = must(
      await takeIn({
        source: { name: original.name, size: original.size, open: () => openAt(0), openAt },
        original,
        at: AT,
        commit: (change) => hall.commit(owner, change),
      }),
    );
    await hall.lock(owner);
    await hall.close();
    await world.store.close();
    return { readings: (report.samples?.new ?? 0) + (report.samples?.known ?? 0), 'new readings': report.samples?.new ?? 0 };
  });

/** What a screen asks for, in a process that has the record open. */
async function read(task: Task): Promise<Figures> {
  const { world, hall, owner } = await open(task);
  const view = must(await hall.view(lensOf(owner)));
  const list = must(await view.seriesList());
  const figures = {
    series: list.length,
    readings: list.reduce((sum, { samples }) => sum + samples, 0),
    days: must(await view.search('Observation', '_tag=urn:satchel:series|day&_summary=count')).total,
    ...(await draw(view)),
  };
  await hall.close();
  await world.store.close();
  return figures;
}

async function draw(view: Awaited<ReturnType<typeof viewOf>>): Promise<Figures> {
  const time = async (resolution: 'sample' | 'hour' | 'day' | 'month', from?: string, to?: string): Promise<number> => {
    const start = performance.now();
    must(await view.series(HEART, from, to, resolution));
    return round(performance.now() - start);
  };
  return {
    'ten years by day, first time, ms': await time('day'),
    'ten years by day, again, ms': await time('day'),
    'ten years by month, ms': await time('month'),
    'a month by hour, ms': await time('hour', '2020-05', '2020-05'),
    'a day in full, ms': await time('sample', '2020-05-10', '2020-05-10'),
  };
}
const viewOf = async (hall: ReturnType<typeof createHall>, owner: Parameters<typeof lensOf>[0]) => must(await hall.view(lensOf(owner)));

/** Ten million heartbeats of one person over ten years, committed by the year. */
const decade = (task: Task) =>
  measured(async () => {
    const world = await openWorld(task.dir, base64url(nodeEngine.random(32)));
    const { hall, owner } = await newRecord({ world });
    let known = 0;
    for (let year = 2016; year < 2026; year++) {
      const done = must(await hall.commit(owner, { drafts: [], series: [yearOfHeart(year)], origin: { kind: 'file', at: AT } }));
      known += done.series?.samples.new ?? 0;
    }
    const figures = { readings: known, ...(await draw(await viewOf(hall, owner))) };
    await hall.close();
    await world.store.close();
    return figures;
  });

function yearOfHeart(year: number): SeriesBatch {
  const count = 1_000_000;
  const step = (365 * 86_400) / count;
  const start = Date.UTC(year, 0, 1) / 1000;
  const batch = batchOf(HEART_RATE, []);
  return {
    ...batch,
    samples: {
      start: Float64Array.from({ length: count }, (_, at) => Math.floor(start + at * step) * 1000),
      duration: new Float64Array(count),
      offset: new Int16Array(count),
      value: Float64Array.from({ length: count }, (_, at) => 60 + ((at * 7919) % 61)),
      source: new Uint16Array(count),
    },
  };
}

const tasks = { tokenizer, found, take, read, decade };

if (process.send) {
  process.once('message', (task: Task) => {
    void tasks[task.name](task).then((figures) => process.send?.(figures, () => process.exit(0)));
  });
} else await main();

/** Undefined when it was killed. */
async function alone(task: Task): Promise<Figures | undefined> {
  const child = fork(import.meta.filename, { execArgv: ['--max-old-space-size=2048'] });
  child.send(task);
  const timer = task.kill === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), task.kill);
  const answer = await Promise.race([
    once(child, 'message').then(([figures]) => figures as Figures),
    once(child, 'exit').then(([code]) => {
      if (code !== null) throw new Error(`${task.name} failed.`);
      return undefined;
    }),
  ]);
  clearTimeout(timer);
  return answer;
}

async function main(): Promise<void> {
  const megabytes = Number(process.argv[2] ?? (process.env['SATCHEL_NIGHTLY'] === '1' ? 2000 : 200));
  const folder = await mkdtemp(join(tmpdir(), 'satchel-apple-'));
  try {
    const file = join(folder, 'export.xml');
    await pipeline(Readable.from(inPieces(appleExport(megabytes))), createWriteStream(file));
    const rate = (figures: Figures): number => round(megabytesOf(file) / Number(figures['processor seconds']));
    const bare = (await alone({ name: 'tokenizer', file, dir: '' })) ?? {};
    const results: Figures = { megabytes: round(megabytesOf(file)), tokenizer: { ...bare, 'MB a processor second': rate(bare) } };
    const dir = await mkdtemp(join(folder, 'record-'));
    const { key } = (await alone({ name: 'found', file, dir })) as { key: Key };
    const taken = (await alone({ name: 'take', file, dir, key })) ?? {};
    results['taken in'] = { ...taken, 'MB a processor second': rate(taken), 'of the bare tokenizer': round(rate(taken) / rate(bare)) };
    results['taken in again'] = await alone({ name: 'take', file, dir, key });
    const whole = await alone({ name: 'read', file, dir, key });
    results['read'] = whole;
    const killed = await mkdtemp(join(folder, 'killed-'));
    const other = (await alone({ name: 'found', file, dir: killed })) as { key: Key };
    await alone({ name: 'take', file, dir: killed, key: other.key, kill: Number(taken['seconds']) * 500 });
    const resumed = await alone({ name: 'take', file, dir: killed, key: other.key });
    const after = await alone({ name: 'read', file, dir: killed, key: other.key });
    results['after kill -9'] = {
      ...resumed,
      'the same': ['series', 'readings', 'days'].every((name) => after?.[name] === whole?.[name]),
    };
    results['ten million heartbeats'] = await alone({ name: 'decade', file, dir: await mkdtemp(join(folder, 'decade-')) });
    console.log(JSON.stringify({ name: 'apple', results }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function* inPieces(texts: Iterable<string>): Iterable<string> {
  let waiting = '';
  for (const text of texts) {
    waiting += text;
    if (waiting.length < 1 << 20) continue;
    yield waiting;
    waiting = '';
  }
  yield waiting;
}
