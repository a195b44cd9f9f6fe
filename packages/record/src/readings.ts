import { failure, issue, type Issue, type Outcome, success } from '@satchel/fhir';
import { base64url, type Bytes, type HeldKeys, latest } from '@satchel/vault';
import type { Holder, Slice } from './doors.ts';
import { refused } from './holder.ts';
import { loadImage, saveImage } from './image.ts';
import { emptyReading, inTurn, readerClassOf, type Reading, replay } from './reading.ts';
import type { World } from './world.ts';

/** The readings kept in memory: one a person and reader class, as long as somebody holds their keys. */
export interface Readings {
  /** Brought up to date with the store and lent to `work`, for whose time it stays open; or why not. */
  use<T>(holder: Holder, slice: Slice | undefined, work: (reading: Reading) => Outcome<T> | Promise<Outcome<T>>): Promise<Outcome<T>>;
  /** The same for work of its own length; whoever borrows gives it back. */
  lend(holder: Holder, slice?: Slice): Promise<Outcome<Lent>>;
  /** Brought up to date with the store, for a look without waiting for anything. */
  current(holder: Holder, slice?: Slice): Promise<Outcome<Reading>>;
  /** Seals the index of the full reader into the store, where it has seen more than the stored one. */
  save(reading: Reading): Promise<void>;
  /** This sitting has ended; what nobody else holds keys for is forgotten. */
  release(holder: Holder): Promise<void>;
  /** Forgets a person's readings, whoever holds them. */
  forget(person: string): void;
  close(): Promise<void>;
}

export interface Lent {
  readonly reading: Reading;
  giveBack(): void;
}

interface Kept {
  readonly ready: Promise<Reading | undefined>;
  readonly sittings: Set<string>;
  reading: Reading | undefined;
  usedAt: number;
  /** Borrowers; the index of a forgotten reading is closed when the last gives it back. */
  lent: number;
  isForgotten: boolean;
}

const DEFAULT_CACHE = 512 * 1024 * 1024;
/** A commit of this many entries since the last image is worth a new one. */
const IMAGE_EVERY = 64;

export function createReadings(world: World): Readings {
  const kept = new Map<string, Kept>();
  /** The PMK of a full reading, kept beside it and never in it. */
  const masters = new WeakMap<Reading, Bytes>();
  const keyOf = (holder: Holder, slice?: Slice) =>
    `${holder.person} ${readerClassOf(world, holder, slice)} ${nameOfKeys(world, holder.keys)}`;

  const open = async (holder: Holder, slice: Slice | undefined, alarms: readonly Issue[]): Promise<Reading | undefined> => {
    const person = await world.store.get('person', { person: holder.person });
    if (!person) return undefined;
    const reading = emptyReading(world, holder, person, slice, alarms);
    const pmk = holder.keys.read.length ? latest(holder.keys.read).pmk : undefined;
    if (!pmk || !reading.full) return reading;
    masters.set(reading, pmk);
    // Where something was wrong, the rows alone are believed.
    if (alarms.length === 0) await loadImage(world, reading, pmk, person);
    return reading;
  };

  const keep = (holder: Holder, slice: Slice | undefined, key: string, before?: Kept): Kept => {
    const entry: Kept = {
      ready: open(holder, slice, before?.reading?.alarms ?? []),
      sittings: new Set(before?.sittings),
      reading: undefined,
      usedAt: 0,
      lent: 0,
      isForgotten: false,
    };
    entry.ready.then(
      (reading) => (entry.reading = reading),
      () => undefined,
    );
    kept.set(key, entry);
    return entry;
  };

  const giveBack = (entry: Kept): void => {
    entry.lent -= 1;
    if (entry.isForgotten && entry.lent === 0) close(entry);
  };

  const close = ({ reading }: Kept): void => {
    reading?.index.close();
    reading?.bodies.clear();
  };

  /** From now on nobody is lent this one. */
  const drop = (key: string, entry: Kept): void => {
    if (kept.get(key) === entry) kept.delete(key);
    if (entry.isForgotten) return;
    entry.isForgotten = true;
    if (entry.lent === 0)
      void entry.ready.then(
        () => entry.lent === 0 && close(entry),
        () => undefined,
      );
  };

  const trim = (except: Kept): void => {
    let bytes = 0;
    for (const entry of kept.values()) bytes += bytesOf(entry);
    for (const [key, entry] of [...kept].sort((a, b) => a[1].usedAt - b[1].usedAt)) {
      if (bytes <= (world.limits?.cacheBytes ?? DEFAULT_CACHE)) return;
      if (entry === except) continue;
      bytes -= bytesOf(entry);
      drop(key, entry);
    }
  };

  const lend = async (holder: Holder, slice?: Slice): Promise<Outcome<Lent>> => {
    const key = keyOf(holder, slice);
    for (let before: Kept | undefined; ;) {
      const known = kept.get(key);
      const entry = known ?? keep(holder, slice, key, before);
      entry.sittings.add(holder.session);
      entry.usedAt = world.now();
      entry.lent += 1;
      const reading = await entry.ready.catch((reason: unknown) => fault(key, entry, reason));
      const became =
        reading && (await inTurn(reading, () => replay(world, holder, reading)).catch((reason: unknown) => fault(key, entry, reason)));
      if (reading && became === 'current') {
        if (!known) trim(entry);
        return success({ reading, giveBack: () => giveBack(entry) });
      }
      giveBack(entry);
      drop(key, entry);
      if (became !== 'anew') return became === 'revoked' ? refused() : failure(gone());
      before = entry;
    }
  };

  /** The store failed, not the reading: the next request opens it again. */
  const fault = (key: string, entry: Kept, reason: unknown): never => {
    giveBack(entry);
    drop(key, entry);
    throw reason;
  };

  const save = async (reading: Reading): Promise<void> => {
    const pmk = masters.get(reading);
    if (pmk) await inTurn(reading, () => saveImage(world, reading, pmk));
  };

  const end = async (key: string, entry: Kept): Promise<void> => {
    entry.lent += 1;
    try {
      const reading = await entry.ready.catch(() => undefined);
      if (reading) await save(reading);
    } finally {
      giveBack(entry);
      if (entry.sittings.size === 0) drop(key, entry);
    }
  };

  return {
    lend,
    save,
    async use(holder, slice, work) {
      const lent = await lend(holder, slice);
      if (!lent.ok) return lent;
      try {
        return await work(lent.value.reading);
      } finally {
        lent.value.giveBack();
      }
    },
    async current(holder, slice) {
      const lent = await lend(holder, slice);
      if (!lent.ok) return lent;
      lent.value.giveBack();
      return success(lent.value.reading);
    },
    async release(holder) {
      for (const [key, entry] of [...kept]) {
        if (entry.sittings.delete(holder.session) && entry.sittings.size === 0) await end(key, entry);
      }
    },
    forget(person) {
      for (const [key, entry] of [...kept]) if (key.startsWith(`${person} `)) drop(key, entry);
    },
    async close() {
      for (const [key, entry] of [...kept]) {
        entry.sittings.clear();
        await end(key, entry);
      }
    },
  };
}

/** A holder with other keys is another reader, whatever their epoch and categories are called. */
function nameOfKeys(world: World, keys: HeldKeys): string {
  let name = names.get(keys);
  if (name === undefined) {
    const parts = keys.read.flatMap(({ epoch, pmk, categories }) => [
      `${epoch}`,
      pmk ? base64url(pmk) : '',
      ...Object.entries(categories ?? {})
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([category, key]) => `${category}:${base64url(key)}`),
    ]);
    name = base64url(world.engine.sha256(new TextEncoder().encode(parts.join(' ')))).slice(0, 22);
    names.set(keys, name);
  }
  return name;
}

const names = new WeakMap<HeldKeys, string>();

const bytesOf = ({ reading, isForgotten }: Kept): number => (reading && !isForgotten ? reading.index.bytes + reading.bodies.bytes : 0);

export const isImageDue = (reading: Reading): boolean => reading.full && reading.upto - reading.imaged >= IMAGE_EVERY;

function gone(): Issue {
  return issue('error', 'not-found', 'There is no such record here.');
}
