import { createHmac } from 'node:crypto';
import { addressKey, type Bytes, type Keyset, PIECE, sealPiece, sealPiecesHead } from '@satchel/vault';
import type { Operation } from '../storage/store.ts';
import type { World } from '../world.ts';

/** A chunk sealed like an original: pieces under a key of its own, at the address of its content. */
export function sealChunk(
  { engine }: World,
  person: string,
  keyset: Keyset,
  bytes: Bytes,
): { readonly address: Bytes; readonly operation: Operation } {
  const address = new Uint8Array(createHmac('sha256', addressKey(engine, keyset)).update(bytes).digest());
  const key = engine.random(32);
  const pieces = Math.max(1, Math.ceil(bytes.length / PIECE));
  const rows = Array.from({ length: pieces }, (_, at) => ({
    person,
    address,
    n: at + 1,
    blob: sealPiece(engine, person, key, at + 1, at + 1 === pieces, bytes.subarray(at * PIECE, (at + 1) * PIECE)) as Bytes,
  }));
  const head = {
    person,
    address,
    n: 0,
    blob: sealPiecesHead(engine, person, keyset, { key, pieces, size: bytes.length, address }) as Bytes,
  };
  return { address, operation: { insert: 'chunk', rows: [head, ...rows] } };
}
