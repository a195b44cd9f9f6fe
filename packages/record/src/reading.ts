import { type Issue, issue } from '@satchel/fhir';
import {
  type Bytes, equal, genesis, headMessage, hex, type Keyset, latest, nextHead, openableKeysets, openRow, fromBase64url, text,
} from '@satchel/vault';
import { decodeBody, dictionaries } from './body.ts';
import { prepareUnits } from './canonical.ts';
import type { Holder, Slice } from './doors.ts';
import { isEventRow, RELABEL_ROW, uuidOf } from './ids.ts';
import { createPersonIndex, type PersonIndex } from './index/index.ts';
import { putRow } from './put-row.ts';
import { admits } from './slice.ts';
import { breathe } from './breathe.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/**
 * One reader class's knowledge of one person: the index built from the rows its keys open, and how far along the
 * chain it has come. Everything a view answers comes from here, so predicates, counts and includes cannot reach the rest.
 */
export interface Reading {
  readonly person: string;
  readonly reader: string;
  readonly epoch: number;
  readonly incarnation: string;
  readonly keysets: ReadonlyMap<string, Keyset>;
  readonly slice: Slice | undefined;
  readonly full: boolean;
  index: PersonIndex;
  /** The chain position this index has seen, and the head there. */
  upto: number;
  head: Bytes;
  /** Damage found so far, in words for the person. */
  readonly alarms: Issue[];
  /** The position of the stored image. */
  imaged: number;
}

/** Two holders of the same class may share a reading: same person, epoch, read keys and slice. */
export function readerClassOf(world: World, holder: Holder, slice?: Slice): string {
  const newest = holder.keys.read.length ? latest(holder.keys.read) : undefined;
  const can = newest?.pmk ? 'all' : Object.keys(newest?.categories ?? {}).sort().join('+') || 'nothing';
  const cut = slice ? `/${hex(world.engine.sha256(new TextEncoder().encode(JSON.stringify(slice)))).slice(0, 16)}` : '';
  return can + cut;
}

export function emptyReading(world: World, holder: Holder, person: Row<'person'>, slice?: Slice): Reading {
  const keysets = openableKeysets(world.engine, holder.keys.read);
  return {
    person: holder.person, reader: readerClassOf(world, holder, slice), epoch: person.epoch, incarnation: person.incarnation,
    keysets, slice, full: holder.keys.read.some((read) => read.pmk) && !slice,
    index: createPersonIndex(), upto: 0, head: genesis(world.engine, holder.person), alarms: [], imaged: -1,
  };
}

/**
 * Brings a reading to the end of the chain: replays the rows after `upto`, recomputing the head from the ciphertext
 * as it goes, and compares with the signed head. What does not open is named; the rest stays readable.
 * Answers false when the reading must be built anew: labels changed under a reader that cannot see how, or the store
 * went back to an earlier state.
 */
export async function replay(world: World, holder: Holder, reading: Reading): Promise<boolean> {
  const person = await world.store.get('person', { person: reading.person });
  if (!person) return true;
  if (person.seq === reading.upto && equal(person.head, reading.head)) return true;
  if (person.seq < reading.upto || person.incarnation !== reading.incarnation) return false;
  await prepareUnits();
  const isNew = reading.upto === 0;
  let link: Row<'row'>[] = [];
  for await (const batch of world.store.scan('row', { person: reading.person }, { by: 'seq', after: [reading.upto] })) {
    for (const row of batch) {
      if (row.seq > person.seq) break;
      if (!reading.full && !isNew && equal(row.id, RELABEL_ROW)) return false;
      if (link[0] && link[0].seq !== row.seq) link = follow(world, reading, link);
      link.push(row);
    }
    reading.index.transaction(() => {
      for (const row of batch) if (row.seq <= person.seq) takeIn(world, reading, row);
    });
    await breathe();
  }
  follow(world, reading, link);
  checkHead(world, holder, reading, person);
  return true;
}

function follow(world: World, reading: Reading, link: readonly Row<'row'>[]): Row<'row'>[] {
  const first = link[0];
  if (first) {
    reading.head = nextHead(world.engine, reading.head, { seq: first.seq, epoch: first.epoch, rows: link });
    reading.upto = first.seq;
  }
  return [];
}

function takeIn(world: World, reading: Reading, row: Row<'row'>): void {
  const keyset = reading.keysets.get(hex(row.keyset));
  if (row.body === null || row.dek === null) {
    reading.index.removeId(uuidOf(row.id));
    return;
  }
  if (!keyset) return;
  const place = { person: reading.person, id: row.id, version: row.version };
  const plain = equal(world.engine.sha256(row.body), row.digest) ? openRow(world.engine, keyset, place, { dek: row.dek, body: row.body }, dictionaries) : undefined;
  if (!plain) {
    reading.alarms.push(damaged(uuidOf(row.id), row.version));
    return;
  }
  if (isEventRow(row.id)) {
    if (equal(row.id, RELABEL_ROW)) relabelled(reading, plain);
    return;
  }
  const body = decodeBody(plain);
  if (!reading.slice || admits(reading.slice, body, uuidOf(row.id))) putRow(reading.index, { id: uuidOf(row.id), version: row.version, seq: row.seq, labels: keyset.labels, body });
}

/** A full reader learns the new labels from the event itself. */
function relabelled(reading: Reading, plain: Bytes): void {
  const changed = JSON.parse(text(plain)) as Readonly<Record<string, string>>;
  for (const [id, labels] of Object.entries(changed)) reading.index.relabel(id, labels);
}

function checkHead(world: World, holder: Holder, reading: Reading, person: Row<'person'>): void {
  const write = fromBase64url(holder.certificate.write) as Bytes;
  const message = headMessage(person.person, person.incarnation, person.seq, person.epoch, person.head);
  if (!world.engine.verify(write, message, person.signature)) {
    alarm(reading, issue('error', 'security', 'The end of this record was not written by anybody who may write to it.', { remedy: 'Do not rely on the latest entries; restore a backup.' }));
  }
  if (person.seq !== reading.upto || !equal(person.head, reading.head)) {
    alarm(reading, issue('error', 'security', `Entries of this record were removed, changed or reordered (up to entry ${person.seq}).`, { remedy: 'Run "satchel verify" to see which, and restore a backup.' }));
  }
  // From here on, follow the chain as the store has it, so that one break is one alarm.
  reading.upto = person.seq;
  reading.head = person.head;
}

export function alarm(reading: Reading, what: Issue): void {
  if (!reading.alarms.some((known) => known.diagnostics === what.diagnostics)) reading.alarms.push(what);
}

export function damaged(id: string, version: number): Issue {
  return issue('error', 'security', `Entry ${id} version ${version} is damaged or was exchanged; it is left out.`, { remedy: 'Restore it from a backup, or import its original again.' });
}
