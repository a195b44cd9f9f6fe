import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type Bytes, hex, type Keyset, keyIdIn, openPiece, openPiecesHead, PIECE, type PiecesHead, sealPiecesHead } from '@satchel/vault';
import type { Operation } from './storage/store.ts';
import type { World } from './world.ts';

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

/** The bytes of an original from one of them on, piece by piece; ends with an error thrown to the reader's loop when a piece is damaged. */
export async function readOriginal(
  world: World,
  person: string,
  keysets: ReadonlyMap<string, Keyset>,
  address: Bytes,
  from = 0,
): Promise<Outcome<{ size: number; bytes: AsyncIterable<Bytes> }>> {
  const first = await world.store.get('chunk', { person, address, n: 0 });
  const keyset = first && keysets.get(hex(keyIdIn(first.blob)));
  const head = first && keyset && openPiecesHead(world.engine, person, keyset, address, first.blob);
  if (!head || hex(head.address) !== hex(address)) return failure(issue('error', 'not-found', 'There is no such original here.'));
  return success({ size: head.size, bytes: pieces(world, person, head, from) });
}

/** A piece that is gone or does not open. */
export class DamagedOriginal extends Error {}

async function* pieces(world: World, person: string, { address, key, pieces: count }: PiecesHead, from: number): AsyncIterable<Bytes> {
  const first = Math.floor(from / PIECE) + 1;
  for (let n = first; n <= count; n++) {
    const chunk = await world.store.get('chunk', { person, address, n });
    const bytes = chunk && openPiece(world.engine, person, key, n, n === count, chunk.blob);
    if (!bytes) throw new DamagedOriginal(`Piece ${n} of ${count} of an original is missing or damaged.`);
    yield n === first ? bytes.subarray(from % PIECE) : bytes;
  }
}
