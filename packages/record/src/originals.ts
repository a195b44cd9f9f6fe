import { createHmac, type Hmac } from 'node:crypto';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import {
  addressKey,
  type Bytes,
  hex,
  type Keyset,
  keyIdIn,
  openPiece,
  openPiecesHead,
  PIECE,
  type PiecesHead,
  sealPiece,
  sealPiecesHead,
} from '@satchel/vault';
import type { Operation } from './storage/store.ts';
import type { World } from './world.ts';

/**
 * Keeps the untouched bytes of what came in: sealed piece by piece as they arrive, so that nothing is held whole and
 * nothing rests in the clear; at the end the pieces get their content address.
 */
export interface OriginalWriter {
  /** Bytes in order; a piece is durable before the promise resolves only once it is full. */
  write(bytes: Bytes): Promise<void>;
  /** Everything durable, under its address. `known` when the same bytes were here already. */
  finish(): Promise<Outcome<{ readonly address: string; readonly size: number; readonly known: boolean }>>;
  abandon(): Promise<void>;
}

export function createOriginalWriter(world: World, person: string, keyset: Keyset): OriginalWriter {
  const { engine, store } = world;
  const key = engine.random(32);
  const temporary = engine.random(32);
  const mac: Hmac = createHmac('sha256', addressKey(engine, keyset));
  let waiting: Bytes = new Uint8Array(0);
  let pieces = 0;
  let size = 0;

  const put = async (bytes: Bytes, final: boolean) => {
    pieces += 1;
    const blob = sealPiece(engine, person, key, pieces, final, bytes);
    await store.write({ shard: person, operations: [{ insert: 'chunk', rows: [{ person, address: temporary, n: pieces, blob }] }] });
  };
  return {
    async write(bytes) {
      mac.update(bytes);
      size += bytes.length;
      waiting = waiting.length ? Buffer.concat([waiting, bytes]) : bytes;
      // The last piece must know that it is the last, so one full piece always waits.
      while (waiting.length > PIECE) {
        await put(waiting.subarray(0, PIECE), false);
        waiting = waiting.slice(PIECE);
      }
    },
    async finish() {
      await put(waiting, true);
      const address = new Uint8Array(mac.digest());
      const known = await settlePieces(world, person, keyset, temporary, { key, pieces, size, address });
      return success({ address: hex(address), size, known });
    },
    async abandon() {
      await store.write({ shard: person, operations: [{ remove: 'chunk', prefix: { person, address: temporary } }] });
    },
  };
}

/**
 * Gives whole pieces their content address, with `also` in the same transaction; answers whether the same bytes were here
 * before, in which case they are kept once and these pieces go.
 */
export async function settlePieces(
  world: World,
  person: string,
  keyset: Keyset,
  temporary: Bytes,
  head: PiecesHead,
  also: readonly Operation[] = [],
): Promise<boolean> {
  const { address } = head;
  const blob = sealPiecesHead(world.engine, person, keyset, head);
  const written = await world.store.write({
    shard: person,
    operations: [
      { require: 'chunk', key: { person, address, n: 0 }, absent: true },
      { insert: 'chunk', rows: [{ person, address: temporary, n: 0, blob }] },
      { rekey: 'chunk', from: { person, address: temporary }, to: { person, address } },
      ...also,
    ],
  });
  if (written === 'written') return false;
  await world.store.write({ shard: person, operations: [{ remove: 'chunk', prefix: { person, address: temporary } }, ...also] });
  return true;
}

/** The bytes of an original, piece by piece; ends with an error thrown to the reader's loop when a piece is damaged. */
export async function readOriginal(
  world: World,
  person: string,
  keysets: ReadonlyMap<string, Keyset>,
  address: Bytes,
): Promise<Outcome<{ size: number; bytes: AsyncIterable<Bytes> }>> {
  const first = await world.store.get('chunk', { person, address, n: 0 });
  const keyset = first && keysets.get(hex(keyIdIn(first.blob)));
  const head = first && keyset && openPiecesHead(world.engine, person, keyset, address, first.blob);
  if (!head || hex(head.address) !== hex(address)) return failure(issue('error', 'not-found', 'There is no such original here.'));
  return success({ size: head.size, bytes: pieces(world, person, address, head.key, head.pieces) });
}

/** A piece that is gone or does not open. */
export class DamagedOriginal extends Error {}

async function* pieces(world: World, person: string, address: Bytes, key: Bytes, count: number): AsyncIterable<Bytes> {
  for (let n = 1; n <= count; n++) {
    const chunk = await world.store.get('chunk', { person, address, n });
    const bytes = chunk && openPiece(world.engine, person, key, n, n === count, chunk.blob);
    if (!bytes) throw new DamagedOriginal(`Piece ${n} of ${count} of an original is missing or damaged.`);
    yield bytes;
  }
}
