import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { equal, latest, openImage, sealImage } from '@satchel/vault';
import { walkChain } from './chain.ts';
import type { Holder, Slice } from './doors.ts';
import { deserialise } from './index/index.ts';
import { IMAGE_VERSION } from './put-row.ts';
import { alarm, emptyReading, readerClassOf, type Reading, replay } from './reading.ts';
import type { World } from './world.ts';

/** The readings kept in memory: one a person and reader class, as long as somebody holds their keys. */
export interface Readings {
  /** Brought up to date with the store, or why not. */
  current(holder: Holder, slice?: Slice): Promise<Outcome<Reading>>;
  /** Seals the index of the full reader into the store, where it has seen more than the stored one. */
  save(reading: Reading): Promise<void>;
  /** This sitting has ended; what nobody else holds keys for is forgotten. */
  release(holder: Holder): Promise<void>;
  /** Forgets a person's readings, whoever holds them. */
  forget(person: string): void;
  close(): Promise<void>;
}

interface Kept {
  readonly ready: Promise<Reading | undefined>;
  readonly sittings: Set<string>;
  queue: Promise<unknown>;
  usedAt: number;
}

const DEFAULT_CACHE = 512 * 1024 * 1024;
/** A commit of this many entries since the last image is worth a new one. */
const IMAGE_EVERY = 64;

export function createReadings(world: World): Readings {
  const kept = new Map<string, Kept>();
  const keyOf = (holder: Holder, slice?: Slice) =>
    `${holder.person} ${holder.keys.read.length ? latest(holder.keys.read).epoch : 0} ${readerClassOf(world, holder, slice)}`;

  const keep = (holder: Holder, slice: Slice | undefined, key: string): Kept => {
    let entry = kept.get(key);
    if (!entry) {
      entry = { ready: open(world, holder, slice), sittings: new Set(), queue: Promise.resolve(), usedAt: 0 };
      kept.set(key, entry);
    }
    entry.sittings.add(holder.session);
    entry.usedAt = world.now();
    return entry;
  };

  const drop = async (key: string): Promise<void> => {
    const entry = kept.get(key);
    kept.delete(key);
    await entry?.queue.catch(() => undefined);
    (await entry?.ready)?.index.close();
  };

  const trim = async (except: string): Promise<void> => {
    let bytes = 0;
    for (const entry of kept.values()) bytes += (await entry.ready)?.index.bytes ?? 0;
    const oldest = [...kept].filter(([key]) => key !== except).sort((a, b) => a[1].usedAt - b[1].usedAt);
    for (const [key, entry] of oldest) {
      if (bytes <= (world.limits?.cacheBytes ?? DEFAULT_CACHE)) return;
      bytes -= (await entry.ready)?.index.bytes ?? 0;
      await drop(key);
    }
  };

  const readings: Readings = {
    async current(holder, slice) {
      const key = keyOf(holder, slice);
      const fresh = !kept.has(key);
      const entry = keep(holder, slice, key);
      // One replay at a time for each reading: the next caller sees what the first brought in.
      const turn = entry.queue.then(async () => {
        const reading = await entry.ready;
        return reading && (await replay(world, holder, reading)) ? reading : undefined;
      });
      entry.queue = turn.catch(() => undefined);
      const reading = await turn;
      if (fresh) await trim(key);
      if (reading) return success(reading);
      await drop(key);
      // Either the record is gone, or labels changed under a partial reader: build it anew, once.
      return (await world.store.get('person', { person: holder.person })) ? readings.current(holder, slice) : failure(gone());
    },
    async save(reading) {
      await saveImage(world, reading, keysOf.get(reading));
    },
    async release(holder) {
      for (const [key, entry] of kept) {
        if (!entry.sittings.delete(holder.session) || entry.sittings.size > 0) continue;
        const reading = await entry.ready;
        if (reading) await saveImage(world, reading, keysOf.get(reading));
        await drop(key);
      }
    },
    forget(person) {
      for (const key of kept.keys()) if (key.startsWith(`${person} `)) void drop(key);
    },
    async close() {
      for (const [key, entry] of [...kept]) {
        const reading = await entry.ready;
        if (reading) await saveImage(world, reading, keysOf.get(reading));
        await drop(key);
      }
    },
  };
  return readings;
}

/** The PMK of a full reading, kept beside it and never in it. */
const keysOf = new WeakMap<Reading, Uint8Array>();

async function open(world: World, holder: Holder, slice?: Slice): Promise<Reading | undefined> {
  const person = await world.store.get('person', { person: holder.person });
  if (!person) return undefined;
  const reading = emptyReading(world, holder, person, slice);
  const { pmk } = holder.keys.read.length ? latest(holder.keys.read) : { pmk: undefined };
  if (!pmk || !reading.full) return reading;
  keysOf.set(reading, pmk);
  await loadImage(world, reading, pmk);
  return reading;
}

/** An image is a cache: one that does not open, is of another version, or of another past, is only not used. */
async function loadImage(world: World, reading: Reading, pmk: Uint8Array): Promise<void> {
  const image = await world.store.get('image', { person: reading.person, reader: reading.reader });
  if (!image || image.index_version !== IMAGE_VERSION) return;
  const place = { person: reading.person, reader: reading.reader, upto: image.upto, head: image.head, indexVersion: image.index_version };
  const bytes = openImage(world.engine, pmk, place, image.blob);
  if (!bytes) {
    alarm(reading, issue('warning', 'security', 'The stored search index did not open; it is built anew from the record.'));
    return;
  }
  const walked = await walkChain(world, reading.person, image.upto);
  reading.index.close();
  reading.index = deserialise(bytes);
  reading.upto = image.upto;
  reading.head = image.head;
  reading.imaged = image.upto;
  if (!equal(walked.head, image.head)) nameMissing(reading, walked.rows);
}

/** The sealed index remembers what the store has lost. */
function nameMissing(reading: Reading, rows: ReadonlySet<string>): void {
  const missing = reading.index.list(undefined, { also: ['withdrawn', 'aside'] }).filter((each) => !rows.has(`${each.id} ${each.version}`));
  for (const each of missing.slice(0, 20)) {
    alarm(reading, issue('error', 'security', `${each.type}/${each.id} version ${each.version} was removed from the store.`, { expression: [`${each.type}/${each.id}`], remedy: 'Restore a backup.' }));
  }
  alarm(reading, issue('error', 'security', `Entries of this record were removed, changed or reordered (up to entry ${reading.upto}).`, {
    remedy: 'Run "satchel verify" to see which, and restore a backup.',
  }));
}

async function saveImage(world: World, reading: Reading, pmk: Uint8Array | undefined): Promise<void> {
  if (!pmk || !reading.full || reading.upto - reading.imaged < 1 || reading.alarms.length > 0) return;
  const { person, reader, upto, head } = reading;
  const blob = sealImage(world.engine, pmk, { person, reader, upto, head, indexVersion: IMAGE_VERSION }, reading.index.serialise());
  await world.store.write({ shard: person, operations: [{ replace: 'image', row: { person, reader, upto, head, index_version: IMAGE_VERSION, blob }, grows: 'upto' }] });
  reading.imaged = upto;
}

export const isImageDue = (reading: Reading): boolean => reading.full && reading.upto - reading.imaged >= IMAGE_EVERY;

function gone() {
  return issue('error', 'not-found', 'There is no such record here.');
}

