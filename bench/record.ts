/**
 * The record over one large person on SQLite: `node bench/record.ts [file]` prints JSON. Each measurement runs in a
 * process of its own, beside a bare parse and stringify of the same resources. Without a file it takes the large person
 * of the sample corpora (`SATCHEL_SAMPLES`), without those a record that it makes up. `SATCHEL_NIGHTLY=1` adds growth.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
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
  const { hall, owner, person, account } = await newRecord({ world });
  const bytes = await readFile(file);
  const start = performance.now();
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
  const milliseconds = since(start);
  const peak = process.resourceUsage().maxRSS / 1024;
  const resources = Object.values(report.types).reduce((sum, { new: added }) => sum + added, 0);
  const locking = performance.now();
  await hall.lock(owner);
  const locked = since(locking);
  await hall.close();
  const texts = resourcesIn(bytes);
  const raw = texts.reduce((sum, text) => sum + text.length, 0);
  const sealed = await bytesAtRest(world.store);
  await world.store.close();
  const each = (milliseconds * 1000) / resources;
  const parse = bare(texts);
  const reach: TokenReach = { person, grant: 'owner', holder: base64url(account.exchange), manage: owner.certificate.manage };
  return {
    resources,
    'resources a second': round(1e6 / each),
    'microseconds a resource': round(each),
    'parse and stringify': round(parse),
    'times parse and stringify': round(each / parse),
    'peak MB': round(peak),
    'image at lock, milliseconds': round(locked),
    'at rest / raw': round((sealed.row + sealed.image) / raw),
    'rows / raw': round(sealed.row / raw),
    'image / raw': round(sealed.image / raw),
    'originals / raw': round(sealed.chunk / raw),
    'files / raw': round((await sizeOf(dir)) / raw),
    key: { reach, serviceKey },
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
  for (let n = 0; n < 200; n++) await search(n);
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

async function inOwnProcess(task: Task): Promise<Figures> {
  const child = fork(new URL(import.meta.url), [], {
    env: { ...process.env, SATCHEL_BENCH: JSON.stringify(task) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [figures] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`ended with ${String(code)}`);
    }),
  ])) as [Figures];
  return figures;
}

function madeUp(count: number): string {
  const line = (n: number) =>
    JSON.stringify(
      n === 0
        ? { resourceType: 'Patient', id: 'p', birthDate: '1960-01-01', name: [{ family: 'Growing', given: ['Old'] }] }
        : {
            resourceType: 'Observation',
            id: `o${n}`,
            status: 'final',
            subject: { reference: 'Patient/p' },
            effectiveDateTime: new Date(Date.UTC(1990, 0, 1) + n * 36e5 * 7).toISOString(),
            category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
            code: {
              coding: [{ system: 'http://loinc.org', code: `${4000 + (n % 60)}-4`, display: `Glucose ${n % 60}` }],
              text: `Glucose ${n % 60}`,
            },
            valueQuantity: { value: 5 + (n % 90) / 10, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
          },
    );
  return Array.from({ length: count }, (_, n) => line(n)).join('\n');
}

async function measured(file: string): Promise<Figures> {
  const dir = await mkdtemp(join(tmpdir(), 'satchel-bench-'));
  try {
    const { key, ...importing } = await inOwnProcess({ name: 'import', dir, file });
    const opened = { dir, file, key: key as Key };
    const withImage = await inOwnProcess({ name: 'unlock', ...opened });
    const reading = await inOwnProcess({ name: 'reads', ...opened });
    const world = await openWorld(dir, (key as Key).serviceKey);
    const { person } = (key as Key).reach;
    await world.store.write({ shard: person, operations: [{ remove: 'image', prefix: { person } }] });
    await world.store.close();
    const without = await inOwnProcess({ name: 'unlock', ...opened });
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
  if (process.env['SATCHEL_NIGHTLY'] === '1') {
    for (const count of [1000, 10_000, 50_000]) {
      await writeFile(join(scratch, `${count}.ndjson`), madeUp(count));
      results[`${count} made up`] = await measured(join(scratch, `${count}.ndjson`));
    }
  }
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
    const { key } = await inOwnProcess({ name: 'import', dir, file });
    const others = Array.from({ length: OTHERS }, (_, n) => join(corpus, names[n % names.length] as string));
    return await inOwnProcess({ name: 'reads', dir, file, key: key as Key, files: others });
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
