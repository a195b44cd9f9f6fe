import { type Bytes, fields } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Coding, codingOf, Kind, type Sealed, seal, unseal } from './envelope.ts';
import type { Keyset } from './keysets.ts';
import { pad, padme, unpad } from './padding.ts';

/** Which version of which resource of whom: the place a body is bound to. `id` is the 16 bytes of a UUID. */
export interface Place {
  readonly person: string;
  readonly id: Bytes;
  readonly version: number;
}

/** Preset DEFLATE dictionaries by id (1 to 239). They are part of the format: once published, one never changes. */
export type Dictionaries = ReadonlyMap<number, Bytes>;

export interface SealedRow {
  readonly keyset: Bytes;
  readonly dek: Sealed<Bytes>;
  readonly digest: Bytes;
  readonly body: Sealed<Bytes>;
}

/** No body inflates to more than this. */
export const BODY_LIMIT = 64 * 1024 * 1024;

/**
 * A fresh random data key per version, wrapped by the keyset key; the body is bound to its place, the wrap also to keyset and epoch.
 * Throws for a body past BODY_LIMIT and a dictionary id outside 1 to 239.
 */
export function sealRow(e: Engine, keyset: Keyset, place: Place, body: Bytes, dictionary?: { id: number; bytes: Bytes }): SealedRow {
  const coding = dictionary ? Coding.dictionary + dictionary.id : Coding.plain;
  if (body.length > BODY_LIMIT) throw new RangeError('A body is at most BODY_LIMIT bytes.');
  if (dictionary && (coding <= Coding.dictionary || coding > 255)) throw new RangeError('A dictionary id is 1 to 239.');
  const key = e.random(32);
  const packed = dictionary && e.deflate(body, dictionary.bytes);
  const sealed = seal<Bytes>(e, Kind.body, key, bodyContext(place), pad(packed ?? body, padme), { coding });
  return { keyset: keyset.id, dek: wrapDek(e, keyset, place, key), digest: e.sha256(sealed), body: sealed };
}

/** Undefined when anything about the row was changed, cut, swapped, or replayed from another place, keyset or epoch. */
export function openRow(
  e: Engine,
  keyset: Keyset,
  place: Place,
  row: Pick<SealedRow, 'dek' | 'body'>,
  dictionaries: Dictionaries,
): Bytes | undefined {
  const key = unwrapDek(e, keyset, place, row.dek);
  const padded = key && unseal(e, Kind.body, key, bodyContext(place), row.body);
  const packed = padded && unpad(padded);
  if (!packed || codingOf(row.body) === Coding.plain) return packed;
  const dictionary = dictionaries.get(codingOf(row.body) - Coding.dictionary);
  return dictionary && e.inflate(packed, BODY_LIMIT, dictionary);
}

/** Moves a row to another keyset or epoch without touching its body. */
export function rewrapRow(
  e: Engine,
  from: Keyset,
  to: Keyset,
  place: Place,
  dek: Sealed<Bytes>,
): { keyset: Bytes; dek: Sealed<Bytes> } | undefined {
  const key = unwrapDek(e, from, place, dek);
  return key && { keyset: to.id, dek: wrapDek(e, to, place, key) };
}

function wrapDek(e: Engine, keyset: Keyset, place: Place, key: Bytes): Sealed<Bytes> {
  return seal(e, Kind.dataKey, keyset.key, dekContext(keyset, place), key, { keyId: keyset.id });
}

function unwrapDek(e: Engine, keyset: Keyset, place: Place, dek: Sealed<Bytes>): Bytes | undefined {
  const key = unseal(e, Kind.dataKey, keyset.key, dekContext(keyset, place), dek);
  return key?.length === 32 ? key : undefined;
}

const bodyContext = (place: Place) => ['body', place.person, place.id, place.version] as const;
const dekContext = (keyset: Keyset, place: Place) => ['dek', place.person, place.id, place.version, keyset.id, keyset.epoch] as const;

/** The link a commit adds to the person's chain. */
export interface Link {
  readonly seq: number;
  readonly epoch: number;
  readonly rows: readonly { readonly id: Bytes; readonly version: number; readonly digest: Bytes }[];
}

/** The head before the first commit. */
export const genesis = (e: Engine, person: string): Bytes => e.sha256(fields('satchel/1/genesis', person));

/** head = SHA-256 over the previous head, seq, epoch, and each row's id, version and ciphertext digest in the order written. */
export function nextHead(e: Engine, previous: Bytes, link: Link): Bytes {
  const rows = link.rows.flatMap((row) => [row.id, row.version, row.digest]);
  return e.sha256(fields('satchel/1/head', previous, link.seq, link.epoch, ...rows));
}

/** What the write key signs, so that only a writer moves the head. */
export const headMessage = (person: string, incarnation: string, seq: number, epoch: number, head: Bytes): Bytes =>
  fields('satchel/1/signed-head', person, incarnation, seq, epoch, head);
