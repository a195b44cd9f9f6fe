import { type Bytes, base64url, fromBase64url, text, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, unseal } from './envelope.ts';
import type { Keyset } from './keysets.ts';
import { coarse, pad, unpad } from './padding.ts';

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
  return e.hkdf(keyset.key, new Uint8Array(0), utf8('satchel/1/address'), 32);
}

/** Pieces count from 1; `final` is authenticated, so neither the order nor the length can be changed. */
export function sealPiece(e: Engine, person: string, key: Bytes, n: number, final: boolean, bytes: Bytes): Sealed<Bytes> {
  return seal(e, Kind.piece, key, pieceContext(person, n, final), pad(e.deflate(bytes), coarse), { coding: 1 });
}

export function openPiece(e: Engine, person: string, key: Bytes, n: number, final: boolean, sealed: Sealed<Bytes>): Bytes | undefined {
  const padded = unseal(e, Kind.piece, key, pieceContext(person, n, final), sealed);
  const packed = padded && unpad(padded);
  return packed && e.inflate(packed, PIECE);
}

/** Piece 0: the keyset id and epoch in the clear (they say which key), then the head sealed under the keyset key. */
export function sealPiecesHead(e: Engine, person: string, keyset: Keyset, head: PiecesHead): Sealed<PiecesHead> {
  const plain = utf8(JSON.stringify({ ...head, key: base64url(head.key), address: base64url(head.address) }));
  return seal(e, Kind.piece, keyset.key, headContext(person, keyset), plain, { keyId: keyset.id });
}

export function openPiecesHead(e: Engine, person: string, keyset: Keyset, sealed: Sealed<PiecesHead>): PiecesHead | undefined {
  const plain = unseal(e, Kind.piece, keyset.key, headContext(person, keyset), sealed);
  if (!plain) return undefined;
  const head = JSON.parse(text(plain)) as { key: string; address: string; pieces: number; size: number };
  return { ...head, key: fromBase64url(head.key) as Bytes, address: fromBase64url(head.address) as Bytes };
}

const pieceContext = (person: string, n: number, final: boolean) => ['piece', person, n, final ? 1 : 0] as const;
const headContext = (person: string, keyset: Keyset) => ['pieces', person, keyset.id, keyset.epoch] as const;
