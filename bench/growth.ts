/**
 * How import and search grow: one person from a thousand resources to fifty thousand, and one store from ten people to a thousand.
 * `node bench/growth.ts` prints JSON with two lists called `growth`, which `npm run bench` tabulates and draws; a tenth of it without
 * `SATCHEL_NIGHTLY=1`. Each point is measured in a process of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeIn } from '../packages/intake/src/index.ts';
import {
  createHall,
  type Holder,
  type OpenHall,
  openStore,
  type RecordView,
  type Store,
  type World,
} from '../packages/record/src/index.ts';
import { must, newRecord } from '../packages/record/testing/new-record.ts';
import { lensOf } from '../packages/record/testing/people.ts';
import { nodeEngine } from '../packages/vault/src/engine-node.ts';
import { madeUp } from './parts/made-up.ts';
import { inOwnProcess } from './parts/own-process.ts';

interface Task {
  readonly grows: 'person' | 'people';
  readonly size: number;
}

type Point = Record<string, number>;

const NIGHTLY = process.env['SATCHEL_NIGHTLY'] === '1';
const SIZES: Readonly<Record<Task['grows'], readonly number[]>> = NIGHTLY
  ? { person: [1000, 10_000, 50_000], people: [10, 100, 1000] }
  : { person: [1000, 2000, 5000], people: [10, 30, 100] };
/** Resources of each of many people. */
const SMALL = 50;
const SEARCHES = [
  'code=http://loinc.org|4012-4&_count=20&_sort=-date',
  'category=laboratory&_count=20&_sort=-date',
  'date=ge2015&_count=20',
];

const round = (value: number): number => Number(value.toPrecision(3));

async function median(count: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    await work(n);
    times.push(performance.now() - start);
  }
  return round(times.sort((a, b) => a - b)[count >> 1] ?? 0);
}

async function importInto(hall: OpenHall, owner: Holder, text: Uint8Array): Promise<void> {
  const open = async function* () {
    yield text;
  };
  const source = { name: 'made-up.ndjson', size: text.length, open };
  must(await takeIn({ source, at: '2026-03-01T10:00:00Z', commit: (change) => hall.commit(owner, change) }));
}

/** Opened bodies are forgotten before each search, so every hit comes from the store. */
async function searching(hall: OpenHall, owner: Holder, view: RecordView): Promise<{ search: number; read: number }> {
  const forget = () =>
    hall.tools.readings.use(owner, undefined, (reading) => {
      reading.bodies.clear();
      return { ok: true, value: undefined, issues: [] };
    });
  const search = (n: number) => view.search('Observation', SEARCHES[n % SEARCHES.length] ?? '');
  for (let n = 0; n < 60; n++) await search(n);
  const found = await median(60, async (n) => (await forget(), search(n)));
  const ids = must(await view.list(['Observation'], { limit: 200 }));
  await forget();
  const read = await median(ids.length, (n) => view.read('Observation', ids[n]?.id ?? ''));
  await view.logged();
  return { search: found, read };
}

/** From a hall that knows nobody to the first page of the timeline. */
async function unlocking(world: World, owner: Holder): Promise<number> {
  const hall = createHall(world);
  const start = performance.now();
  must(await hall.unlock(owner));
  must(await must(await hall.view(lensOf(owner))).timeline({ limit: 50 }));
  const milliseconds = performance.now() - start;
  await hall.close();
  return round(milliseconds);
}

async function growPerson(world: World, resources: number): Promise<Point> {
  const { hall, owner, person } = await newRecord({ world });
  const start = performance.now();
  await importInto(hall, owner, new TextEncoder().encode(madeUp(resources)));
  const importSeconds = round((performance.now() - start) / 1000);
  const { search, read } = await searching(hall, owner, must(await hall.view(lensOf(owner))));
  await hall.lock(owner);
  const withImage = await unlocking(world, owner);
  await world.store.write({ shard: person, operations: [{ remove: 'image', prefix: { person } }] });
  const withoutImage = await unlocking(world, owner);
  return {
    resources,
    importSeconds,
    'unlock milliseconds, image': withImage,
    'unlock milliseconds, no image': withoutImage,
    searchMilliseconds: search,
    readMilliseconds: read,
    megabytesAtRest: round((await bytesAtRest(world.store)) / 2 ** 20),
  };
}

/** Everybody stays unlocked; the first of them looks around. */
async function growPeople(world: World, people: number): Promise<Point> {
  const hall = createHall(world);
  const text = new TextEncoder().encode(madeUp(SMALL));
  const first = await newRecord({ world, hall });
  const start = performance.now();
  await importInto(hall, first.owner, text);
  for (let n = 1; n < people; n++) await importInto(hall, (await newRecord({ world, hall })).owner, text);
  const importSeconds = round((performance.now() - start) / 1000);
  const { search, read } = await searching(hall, first.owner, must(await hall.view(lensOf(first.owner))));
  const residentMegabytes = Math.round(process.memoryUsage.rss() / 2 ** 20);
  await hall.close();
  return {
    people,
    importSeconds,
    'unlock milliseconds, image': await unlocking(world, first.owner),
    searchMilliseconds: search,
    readMilliseconds: read,
    residentMegabytes,
    megabytesAtRest: round((await bytesAtRest(world.store)) / 2 ** 20),
  };
}

async function bytesAtRest(store: Store): Promise<number> {
  let bytes = 0;
  for await (const { table, row } of store.snapshot()) {
    if (table !== 'row' && table !== 'image') continue;
    for (const cell of Object.values(row)) bytes += cell instanceof Uint8Array || typeof cell === 'string' ? cell.length : 8;
  }
  return bytes;
}

async function measured({ grows, size }: Task): Promise<Point> {
  const dir = await mkdtemp(join(tmpdir(), 'satchel-bench-'));
  const store = await openStore({ dir });
  try {
    const world: World = { store, engine: nodeEngine, now: Date.now, serviceKey: nodeEngine.random(32) };
    return await (grows === 'person' ? growPerson(world, size) : growPeople(world, size));
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function curve(grows: Task['grows']): Promise<Point[]> {
  const points: Point[] = [];
  for (const size of SIZES[grows]) points.push(await inOwnProcess<Point>(new URL(import.meta.url), { grows, size } satisfies Task));
  return points;
}

const asked = process.env['SATCHEL_BENCH'];
if (asked === undefined) {
  const person = await curve('person');
  const people = await curve('people');
  console.log(JSON.stringify({ 'one person': { growth: person }, [`people of ${SMALL} resources`]: { growth: people } }, undefined, 2));
} else {
  process.send?.(await measured(JSON.parse(asked) as Task));
  process.disconnect();
}
