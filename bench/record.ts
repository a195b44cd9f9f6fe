/**
 * The record over one large person on SQLite: `node bench/record.ts [file]` prints JSON. Each measurement runs in a
 * process of its own, beside a bare parse and stringify of the same resources. Without a file it takes the large person
 * of the sample corpora (`SATCHEL_SAMPLES`), without those a record that it makes up. `SATCHEL_NIGHTLY=1` adds growth.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { base64url, fromBase64url, type TokenReach } from '../packages/vault/src/index.ts';
import { nodeEngine } from '../packages/vault/src/engine-node.ts';
import { takeIn } from '../packages/intake/src/index.ts';
import { createHall, type Holder, openHolder, openStore, type Store, type World } from '../packages/record/src/index.ts';
import { must, newRecord } from '../packages/record/testing/new-record.ts';
import { keepOriginal } from '../packages/record/testing/originals.ts';
import { lensOf } from '../packages/record/testing/people.ts';
import { madeUp } from './parts/made-up.ts';
import { inOwnProcess } from './parts/own-process.ts';

interface Task {
  readonly name: 'import' | 'unlock' | 'reads' | 'people';
  readonly dir: string;
  readonly file: string;
  readonly key?: Key;
  /** More files of other people, for `people`. */
  readonly files?: readonly string[];
}

/** What opens the record again in another process. */
interface Key {
  readonly reach: TokenReach;
  readonly serviceKey: string;
}

type Figures = Record<string, unknown>;

const AT = '2026-03-01T10:00:00Z';
const round = (value: number): number => Number(value.toPrecision(3));
const since = (start: number): number => performance.now() - start;

function percentile(times: readonly number[], part: number): number {
  return round([...times].sort((a, b) => a - b)[Math.floor(times.length * part)] ?? 0);
}

async function openWorld(dir: string, serviceKey: string): Promise<World & { readonly store: Store }> {
  return { store: await openStore({ dir }), engine: nodeEngine, now: Date.now, serviceKey: fromBase64url(serviceKey) as Uint8Array };
}

/** Resources as texts, whatever of the sample formats the file has. */
function resourcesIn(bytes: Buffer): string[] {
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  if (!text.includes('"resourceType":"Bundle"') && !text.includes('"resourceType": "Bundle"')) return text.split('\n').filter(Boolean);
  const { entry } = JSON.parse(text) as { entry: { resource: object }[] };
  return entry.map(({ resource }) => JSON.stringify(resource));
}

/** Microseconds to parse and write one resource, the best of three: what this machine can do just now. */
function bare(texts: readonly string[]): number {
  let least = Infinity;
  for (let turn = 0; turn < 3; turn++) {
    const start = performance.now();
    for (const text of texts) JSON.stringify(JSON.parse(text));
    least = Math.min(least, since(start));
  }
  return (least * 1000) / texts.length;
}

async function importFile({ dir, file }: Task): Promise<Figures> {
  const serviceKey = base64url(nodeEngine.random(32));
  const world = await openWorld(dir, serviceKey);
  const bytes = await readFile(file);
  const texts = resourcesIn(bytes);
  const raw = texts.reduce((sum, text) => sum + text.length, 0);
  const parse = bare(texts);
  const { hall, owner, person, account } = await newRecord({ world });
  const first = await importOnce(world, hall, owner, file, bytes);
  const peak = process.resourceUsage().maxRSS / 1024;
  const locking = performance.now();
  await hall.lock(owner);
  const locked = since(locking);
  const sealed = await bytesAtRest(world.store);
  const files = await sizeOf(dir);
  const other = await newRecord({ world, hall });
  const again = await importOnce(world, hall, other.owner, file, bytes);
  await hall.close();
  await world.store.close();
  const reach: TokenReach = { person, grant: 'owner', holder: base64url(account.exchange), manage: owner.certificate.manage };
  return {
    resources: first.resources,
    'parse and stringify, microseconds': round(parse),
    ...speed('cold process', first, parse),
    ...speed('warm process', again, bare(texts)),
    'peak MB': round(peak),
    'image at lock, milliseconds': round(locked),
    'at rest / raw': round((sealed.row + sealed.image) / raw),
    'rows / raw': round(sealed.row / raw),
    'image / raw': round(sealed.image / raw),
    'originals / raw': round(sealed.chunk / raw),
    'files / raw': round(files / raw),
    key: { reach, serviceKey },
  };
}

interface Imported {
  readonly resources: number;
  readonly microseconds: number;
  /** Of all threads: compiling and collecting garbage beside the import are in it, waiting for the disk is not. */
  readonly processor: number;
}

/** Keeps the file as an original and takes it in from there, as a server does with an upload. */
async function importOnce(
  world: World,
  hall: ReturnType<typeof createHall>,
  owner: Holder,
  file: string,
  bytes: Uint8Array,
): Promise<Imported> {
  const start = performance.now();
  const busy = process.cpuUsage();
  const original = await keepOriginal({ world, owner }, bytes, { name: basename(file), part: 65_536 });
  const view = must(await hall.view(lensOf(owner)));
  const report = must(
    await takeIn({
      source: { name: original.name, size: original.size, open: () => unwrapped(view.original(original.address)) },
      original,
      at: AT,
      commit: (change) => hall.commit(owner, change),
    }),
  );
  const microseconds = since(start) * 1000;
  const { user, system } = process.cpuUsage(busy);
  const resources = Object.values(report.types).reduce((sum, { new: added }) => sum + added, 0);
  return { resources, microseconds, processor: user + system };
}

function speed(name: string, { resources, microseconds, processor }: Imported, parse: number): Figures {
  return {
    [`${name}, resources a second`]: round((1e6 * resources) / microseconds),
    [`${name}, microseconds a resource`]: round(microseconds / resources),
    [`${name}, of processor time`]: round(processor / resources),
    [`${name}, times parse and stringify`]: round(microseconds / resources / parse),
  };
}

async function* unwrapped(
  opening: Promise<Awaited<ReturnType<Awaited<ReturnType<typeof asView>>['original']>>>,
): AsyncIterable<Uint8Array> {
  yield* must(await opening);
}
const asView = async (hall: ReturnType<typeof createHall>, owner: Holder) => must(await hall.view(lensOf(owner)));

async function bytesAtRest(store: Store): Promise<{ row: number; image: number; chunk: number }> {
  const sizes = { row: 0, image: 0, chunk: 0 };
  for await (const { table, row } of store.snapshot()) {
    if (!(table in sizes)) continue;
    for (const cell of Object.values(row))
      sizes[table as keyof typeof sizes] += cell instanceof Uint8Array || typeof cell === 'string' ? cell.length : 8;
  }
  return sizes;
}

/** The files of the store but the ballast, which is there for a full disk. */
async function sizeOf(dir: string): Promise<number> {
  const names = (await readdir(dir)).filter((name) => !name.includes('ballast'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** From opening the store to the first page of the timeline, in a process that has done nothing yet. */
async function unlock({ dir, key }: Task): Promise<Figures> {
  const { reach, serviceKey } = key as Key;
  const start = performance.now();
  const world = await openWorld(dir, serviceKey);
  const hall = createHall(world);
  const owner = must(await openHolder(world, reach, 'bench'));
  const { alarms } = must(await hall.unlock(owner));
  const view = must(await hall.view(lensOf(owner)));
  const page = must(await view.timeline({ limit: 50 }));
  await view.logged();
  const milliseconds = since(start);
  await hall.close();
  await world.store.close();
  return { milliseconds: round(milliseconds), entries: page.entries.length, alarms: alarms.length };
}

const SEARCHES = [
  'code=http://loinc.org|4548-4&_count=20&_sort=-date',
  'category=laboratory&_count=20&_sort=-date',
  'date=ge2015&_count=20',
  'code=http://loinc.org|2339-0&_count=20',
  '_count=20',
];

async function reads({ dir, key, files = [] }: Task): Promise<Figures> {
  const { reach, serviceKey } = key as Key;
  const world = await openWorld(dir, serviceKey);
  const hall = createHall(world);
  const owner = must(await openHolder(world, reach, 'bench'));
  must(await hall.unlock(owner));
  const others = await peopleOf(world, hall, files);
  const view = must(await hall.view(lensOf(owner)));
  const ids: { type: string; id: string }[] = [];
  for (const type of ['Observation', 'Condition', 'Encounter', 'Procedure']) ids.push(...must(await view.list([type], { limit: 300 })));
  const time = async (count: number, work: (n: number) => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < count; n++) {
      const start = performance.now();
      await work(n);
      times.push(since(start));
    }
    await view.logged();
    return percentile(times, 0.5);
  };
  const one = (n: number) => view.read((ids[n % ids.length] as { type: string }).type, (ids[n % ids.length] as { id: string }).id);
  const search = (n: number) => view.search('Observation', SEARCHES[n % SEARCHES.length] as string);
  const forget = async () =>
    tools(hall).use(owner, undefined, (reading) => {
      reading.bodies.clear();
      return { ok: true, value: undefined, issues: [] };
    });
  for (let n = 0; n < 600; n++) {
    await search(n);
    await one(n);
    if (n % 20 === 19) await forget();
  }
  await forget();
  const cold = await time(500, async (n) => (await one(n), n % 50 === 49 ? forget() : undefined));
  return {
    'read one, not in memory': cold,
    'read one, in memory': await time(1000, (n) => one(n % 50)),
    'search 20, not in memory': await time(100, async (n) => {
      await forget();
      return search(n);
    }),
    'search 20, in memory': await time(500, search),
    'timeline page': await time(200, () => view.timeline({ limit: 50 })),
    words: await time(200, () => view.words('glucose')),
    'other people': others,
    'resident MB': round(process.memoryUsage.rss() / 2 ** 20),
  };
}

const tools = (hall: ReturnType<typeof createHall>) => hall.tools.readings;

/** Imports files of other people into the same store and leaves all of them unlocked. */
async function peopleOf(world: World, hall: ReturnType<typeof createHall>, files: readonly string[]): Promise<number> {
  for (const file of files) {
    const { owner } = await newRecord({ world, hall });
    const bytes = await readFile(file);
    must(
      await takeIn({
        source: {
          name: basename(file),
          size: bytes.length,
          open: async function* () {
            yield bytes;
          },
        },
        at: AT,
        commit: (change) => hall.commit(owner, change),
      }),
    );
    must(await hall.view(lensOf(owner)));
  }
  return files.length;
}

const ownProcess = (task: Task): Promise<Figures> => inOwnProcess<Figures>(new URL(import.meta.url), task);

async function measured(file: string): Promise<Figures> {
  const dir = await mkdtemp(join(tmpdir(), 'satchel-bench-'));
  try {
    const { key, ...importing } = await ownProcess({ name: 'import', dir, file });
    const opened = { dir, file, key: key as Key };
    const withImage = await ownProcess({ name: 'unlock', ...opened });
    const reading = await ownProcess({ name: 'reads', ...opened });
    const world = await openWorld(dir, (key as Key).serviceKey);
    const { person } = (key as Key).reach;
    await world.store.write({ shard: person, operations: [{ remove: 'image', prefix: { person } }] });
    await world.store.close();
    const without = await ownProcess({ name: 'unlock', ...opened });
    return { import: importing, 'unlock, image present': withImage, 'unlock, image absent': without, 'milliseconds, median': reading };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const samples = process.env['SATCHEL_SAMPLES'];
  const large = samples && join(samples, 'a9-large-assembled');
  const results: Record<string, Figures> = {};
  const files = process.argv[2]
    ? [process.argv[2]]
    : large && existsSync(large)
      ? ['xl-merged-dev.ndjson.gz', 'xl-merged-dev.transaction.json.gz'].map((name) => join(large, name))
      : [];
  const scratch = await mkdtemp(join(tmpdir(), 'satchel-bench-files-'));
  if (files.length === 0) {
    await writeFile(join(scratch, 'made-up.ndjson'), madeUp(6000));
    files.push(join(scratch, 'made-up.ndjson'));
  }
  for (const file of files) results[basename(file)] = await measured(file);
  if (samples) results['with other people unlocked'] = await besideOthers(files[0] as string, join(samples, 'a1-synthea-r4'));
  await rm(scratch, { recursive: true, force: true });
  console.log(JSON.stringify(results, undefined, 2));
}

const OTHERS = 200;

/** The same reads with other people unlocked in the same process; the corpus is gone through more than once if need be. */
async function besideOthers(file: string, corpus: string): Promise<Figures> {
  const names = existsSync(corpus) ? (await readdir(corpus, { recursive: true })).filter((name) => /\.json(\.gz)?$/.test(name)) : [];
  if (names.length === 0) return { skipped: 'no corpus' };
  const dir = await mkdtemp(join(tmpdir(), 'satchel-bench-'));
  try {
    const { key } = await ownProcess({ name: 'import', dir, file });
    const others = Array.from({ length: OTHERS }, (_, n) => join(corpus, names[n % names.length] as string));
    return await ownProcess({ name: 'reads', dir, file, key: key as Key, files: others });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const asked = process.env['SATCHEL_BENCH'];
if (asked === undefined) await main();
else {
  const task = JSON.parse(asked) as Task;
  const figures = task.name === 'import' ? await importFile(task) : task.name === 'unlock' ? await unlock(task) : await reads(task);
  process.send?.(figures);
  process.disconnect();
}
