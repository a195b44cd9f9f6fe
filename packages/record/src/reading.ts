import { type Issue, issue } from '@satchel/fhir';
import {
  type Bytes,
  equal,
  genesis,
  headMessage,
  type HeldKeys,
  hex,
  type Keyset,
  latest,
  openableKeysets,
  openRow,
  fromBase64url,
  text,
} from '@satchel/vault';
import { BodyCache } from './body-cache.ts';
import { decodeBody, dictionaries } from './body.ts';
import { breathe } from './breathe.ts';
import { prepareUnits } from './canonical.ts';
import { ChainWalk } from './chain.ts';
import type { Holder, Slice } from './doors.ts';
import { isEventRow, RELABEL_ROW, uuidOf } from './ids.ts';
import { createPersonIndex, type PersonIndex } from './index/index.ts';
import { putRow, relabelRow, rowsIn } from './put-row.ts';
import { admits } from './slice.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/**
 * One reader class's knowledge of one person: the index built from the rows its keys open, and how far along the
 * chain it has come. Everything a view answers comes from here, so predicates, counts and includes cannot reach the rest.
 */
export interface Reading {
  readonly person: string;
  readonly reader: string;
  /** The epoch of the keys; of the record too, else the reading is over. */
  readonly epoch: number;
  incarnation: string;
  readonly keysets: ReadonlyMap<string, Keyset>;
  readonly slice: Slice | undefined;
  /** Opens every row there is, of every epoch: a row it cannot open is damage, not somebody else's. */
  readonly full: boolean;
  index: PersonIndex;
  readonly bodies: BodyCache;
  /** The chain position this index has seen, and the head there. */
  upto: number;
  head: Bytes;
  /** The signature of the head that was last checked. */
  signature?: Bytes;
  /** Damage found so far, in words for the person. */
  readonly alarms: Issue[];
  /** The position of the stored image. */
  imaged: number;
  /** Whatever moves this reading along the chain waits for what is moving it: see `inTurn`. */
  turn: Promise<unknown>;
}

/** What became of a reading: up to date; to be built anew from the rows; its record erased; its keys of an epoch that is over. */
export type Replayed = 'current' | 'anew' | 'gone' | 'revoked';

/** Bytes of opened bodies that one reading keeps. */
const BODY_CACHE = 8 * 1024 * 1024;
/** Rows opened and indexed before others have a turn: some ten milliseconds. */
const STRETCH = 64;
/** Commits, perhaps of hundreds of rows each, that are better taken from a stored image. */
const FAR = 8;

/** A name for what a holder can read, equal for holders of the same class. */
export function readerClassOf(world: World, holder: Holder, slice?: Slice): string {
  const newest = holder.keys.read.length ? latest(holder.keys.read) : undefined;
  const can = newest?.pmk
    ? 'all'
    : Object.keys(newest?.categories ?? {})
        .sort()
        .join('+') || 'nothing';
  const cut = slice ? `/${hex(world.engine.sha256(new TextEncoder().encode(JSON.stringify(slice)))).slice(0, 16)}` : '';
  return can + cut;
}

export function emptyReading(world: World, holder: Holder, person: Row<'person'>, slice?: Slice, alarms: readonly Issue[] = []): Reading {
  return {
    person: holder.person,
    reader: readerClassOf(world, holder, slice),
    epoch: person.epoch,
    incarnation: person.incarnation,
    keysets: keysetsOf(world, holder),
    slice,
    full: !slice && holdsAllOf(holder, person.epoch),
    index: createPersonIndex(),
    bodies: new BodyCache(BODY_CACHE),
    upto: 0,
    head: genesis(world.engine, holder.person),
    alarms: [...alarms],
    imaged: -1,
    turn: Promise.resolve(),
  };
}

/** Hundreds of derivations: once for each set of keys, for as long as somebody holds them. */
function keysetsOf(world: World, { keys }: Holder): ReadonlyMap<string, Keyset> {
  const known = opened.get(keys) ?? openableKeysets(world.engine, keys.read);
  opened.set(keys, known);
  return known;
}

const opened = new WeakMap<HeldKeys, ReadonlyMap<string, Keyset>>();

function holdsAllOf({ keys }: Holder, epoch: number): boolean {
  const whole = new Set(keys.read.filter(({ pmk }) => pmk).map((read) => read.epoch));
  return Array.from({ length: epoch }, (_, at) => at + 1).every((each) => whole.has(each));
}

/** Runs when nothing else moves the reading along its chain. */
export function inTurn<T>(reading: Reading, work: () => T | Promise<T>): Promise<T> {
  const turn = reading.turn.then(work);
  reading.turn = turn.catch(() => undefined);
  return turn;
}

/**
 * Brings a reading to the end of the chain: replays the rows after `upto`, recomputing the head from their digests
 * as it goes, and compares with the signed head. What does not open is named; the rest stays readable. To be built
 * anew are readings under which labels changed unseen, and those whose past is not the store's any more.
 */
export async function replay(world: World, holder: Holder, reading: Reading): Promise<Replayed> {
  const person = await world.store.get('person', { person: reading.person });
  if (!person) return 'gone';
  if (person.epoch !== reading.epoch || (holder.keys.read.length > 0 && latest(holder.keys.read).epoch !== person.epoch)) return 'revoked';
  checkSignature(world, holder, reading, person);
  if (person.seq === reading.upto && equal(person.head, reading.head)) return 'current';
  const isNew = reading.upto === 0;
  if (person.seq <= reading.upto && !isNew) {
    alarm(reading, rolledBack());
    return 'anew';
  }
  if (await isFarBehind(world, reading, person)) return 'anew';
  await prepareUnits();
  const seen = await follow(world, reading, person, isNew);
  if (seen === 'anew') return 'anew';
  if (seen.upto !== person.seq || !equal(seen.head, person.head)) {
    alarm(reading, broken(reading.full ? ` (up to entry ${person.seq})` : ''));
    if (!isNew) return 'anew';
  }
  // From here on, follow the chain as the store has it, so that one break is one alarm.
  reading.upto = person.seq;
  reading.head = person.head;
  return 'current';
}

/** Another hall has come so much further, and left its index, that taking it from there is quicker than following. */
async function isFarBehind(world: World, { full, reader, upto, alarms }: Reading, { person, seq }: Row<'person'>): Promise<boolean> {
  if (!full || upto === 0 || seq - upto < FAR || alarms.length > 0) return false;
  return ((await world.store.get('image', { person, reader }))?.upto ?? 0) - upto >= FAR;
}

async function follow(
  world: World,
  reading: Reading,
  person: Row<'person'>,
  isNew: boolean,
): Promise<{ upto: number; head: Bytes } | 'anew'> {
  const chain = new ChainWalk(world, reading.head, reading.upto);
  for await (const batch of world.store.scan('row', { person: reading.person }, { by: 'seq', after: [reading.upto] })) {
    const rows = batch.filter((row) => row.seq <= person.seq);
    if (!reading.full && !isNew && rows.some((row) => equal(row.id, RELABEL_ROW))) return 'anew';
    for (let from = 0; from < rows.length; from += STRETCH) {
      const stretch = rows.slice(from, from + STRETCH);
      reading.index.transaction(() => {
        for (const row of stretch) takeIn(world, reading, row);
      });
      for (const row of stretch) chain.add(row);
      await breathe();
    }
    if (rows.length < batch.length) break;
  }
  return chain.end();
}

function takeIn(world: World, reading: Reading, row: Row<'row'>): void {
  const id = uuidOf(row.id);
  const keyset = reading.keysets.get(hex(row.keyset));
  if (!keyset && !reading.full) return;
  const plain = keyset && plainOf(world, reading.person, keyset, row);
  if (!keyset || !plain) {
    // Nobody says which resource it was, so a slice cannot tell whether it is concerned; the holder is told.
    if (!reading.slice) alarm(reading, damaged(id, row.version));
    return;
  }
  if (isEventRow(row.id)) {
    if (reading.full && equal(row.id, RELABEL_ROW)) relabelled(reading, plain);
    return;
  }
  const body = decodeBody(plain);
  for (const each of rowsIn({ id, version: row.version, seq: row.seq, labels: keyset.labels, body })) {
    if (reading.slice && !admits(reading.slice, each)) reading.index.remove(each.body.head.t, each.id);
    else putRow(reading.index, each);
  }
}

/** A row as it was written; undefined for one that was changed, exchanged or emptied. */
export function plainOf(world: World, person: string, keyset: Keyset, row: Row<'row'>): Bytes | undefined {
  if (row.body === null || row.dek === null || !equal(world.engine.sha256(row.body), row.digest)) return undefined;
  return openRow(world.engine, keyset, { person, id: row.id, version: row.version }, { dek: row.dek, body: row.body }, dictionaries);
}

/** A full reader learns the new labels from the event itself. */
function relabelled(reading: Reading, plain: Bytes): void {
  const changed = JSON.parse(text(plain)) as Readonly<Record<string, string>>;
  for (const [id, labels] of Object.entries(changed)) relabelRow(reading.index, id, labels);
}

/** A restore signs a new incarnation; whether its past is ours is for the head to say. */
function checkSignature(world: World, holder: Holder, reading: Reading, person: Row<'person'>): void {
  if (reading.incarnation === person.incarnation && reading.signature && equal(reading.signature, person.signature)) return;
  reading.incarnation = person.incarnation;
  reading.signature = person.signature;
  const write = fromBase64url(holder.certificate.write) as Bytes;
  const message = headMessage(person.person, person.incarnation, person.seq, person.epoch, person.head);
  if (world.engine.verify(write, message, person.signature)) return;
  alarm(
    reading,
    issue('error', 'security', 'The end of this record was not written by anybody who may write to it.', {
      remedy: 'Do not rely on the latest entries; restore a backup.',
    }),
  );
}

export function alarm(reading: Reading, what: Issue): void {
  if (!reading.alarms.some((known) => known.diagnostics === what.diagnostics)) reading.alarms.push(what);
}

export function damaged(id: string, version: number): Issue {
  return issue('error', 'security', `Entry ${id} version ${version} is damaged or was exchanged; it is left out.`, {
    remedy: 'Restore it from a backup, or import its original again.',
  });
}

export function broken(where = ''): Issue {
  return issue('error', 'security', `Entries of this record were removed, changed or reordered${where}.`, {
    remedy: 'Run "satchel verify" to see which, and restore a backup.',
  });
}

export function rolledBack(): Issue {
  return issue('error', 'security', 'This record was put back to an earlier state: entries that were here are gone.', {
    remedy: 'If nobody restored a backup on purpose, restore a newer one.',
  });
}
