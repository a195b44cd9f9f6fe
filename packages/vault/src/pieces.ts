import { base64url, type Bytes, fromBase64url, json, NONE, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, unseal } from './envelope.ts';
import type { Keyset } from './keysets.ts';
import { openPacked, sealPacked } from './packed.ts';

/** Originals and device series are sealed in pieces of at most this many bytes before compression. */
export const PIECE = 1024 * 1024;

/** What piece 0 says of the others, sealed under the keyset key. */
export interface PiecesHead {
  readonly key: Bytes;
  readonly pieces: number;
  readonly size: number;
  /** HMAC-SHA-256 of the whole under the address key: the content address. */
  readonly address: Bytes;
}

/** The address of bytes under a keyset: the same original is stored once, and nobody without the key can test for it. */
export function addressKey(e: Engine, keyset: Keyset): Bytes {
  return e.hkdf(keyset.key, NONE, utf8('satchel/1/address'), 32);
}

/** Pieces count from 1; `final` is authenticated, so neither the order nor the length can be changed. Throws for more than PIECE bytes. */
export function sealPiece(e: Engine, person: string, key: Bytes, n: number, final: boolean, bytes: Bytes): Sealed<Bytes> {
  if (bytes.length > PIECE) throw new RangeError('A piece is at most PIECE bytes.');
  return sealPacked(e, Kind.piece, key, pieceContext(person, n, final), bytes);
}

export function openPiece(e: Engine, person: string, key: Bytes, n: number, final: boolean, sealed: Sealed<Bytes>): Bytes | undefined {
  return openPacked(e, Kind.piece, key, pieceContext(person, n, final), sealed, PIECE);
}

/** Piece 0 is bound to its address, so that one original cannot be served for another; its key id is the keyset's. */
export function sealPiecesHead(e: Engine, person: string, keyset: Keyset, head: PiecesHead): Sealed<PiecesHead> {
  const plain = utf8(JSON.stringify({ key: base64url(head.key), pieces: head.pieces, size: head.size }));
  return seal(e, Kind.piece, keyset.key, headContext(person, keyset, head.address), plain, { keyId: keyset.id });
}

export function openPiecesHead(
  e: Engine,
  person: string,
  keyset: Keyset,
  address: Bytes,
  sealed: Sealed<PiecesHead>,
): PiecesHead | undefined {
  const plain = unseal(e, Kind.piece, keyset.key, headContext(person, keyset, address), sealed);
  const head = plain && (json(plain) as { key?: string; pieces: number; size: number } | null);
  const key = fromBase64url(head?.key);
  return head && key?.length === 32 ? { key, pieces: head.pieces, size: head.size, address } : undefined;
}

const pieceContext = (person: string, n: number, final: boolean) => ['piece', person, n, final ? 1 : 0] as const;
const headContext = (person: string, keyset: Keyset, address: Bytes) => ['pieces', person, address, keyset.id, keyset.epoch] as const;
