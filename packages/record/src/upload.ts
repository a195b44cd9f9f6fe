import { createHash, createHmac } from 'node:crypto';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { addressKey, base64url, type Bytes, fromBase64url, hex, keysetOf, latest, openPiece, PIECE, sealPiece } from '@satchel/vault';
import type { Holder, OriginalRef } from './doors.ts';
import { randomId } from './ids.ts';
import { settlePieces } from './originals.ts';
import { openState, sealState } from './sealed-state.ts';
import type { Row } from './storage/schema.ts';
import type { World } from './world.ts';

/**
 * An original that arrives in parts, over broken connections and restarts. Each part is sealed and durable before it
 * is acknowledged, nothing rests in the clear, and nobody sees the original before it is whole.
 */
export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** Bytes durable so far: where the next part begins. */
  readonly received: number;
  /** Once whole. */
  readonly original?: OriginalRef;
}

interface UploadState extends Upload {
  /** Where the pieces stand until they are whole, and the key they are sealed under. */
  readonly temporary: string;
  readonly key: string;
  readonly pieces: number;
}

/** A part is held in memory while it is sealed. */
export const PART_LIMIT = 8 * PIECE;
/** Uploads that stop for this long are forgotten, in milliseconds. */
export const UPLOAD_LIFE = 24 * 3_600_000;
/** The shard that lists uploads under way, so that a sweep finds them without knowing whose they are. */
const LIST = 'uploads';
const rowId = (id: string): string => `upload.${id}`;

export async function startUpload(world: World, by: Holder, file: Pick<Upload, 'name' | 'mediaType' | 'size'>): Promise<Outcome<Upload>> {
  if (!by.keys.write) return failure(cannotWrite());
  const { engine, store } = world;
  const temporary = engine.random(32);
  const { name, mediaType, size } = file;
  const state: UploadState = {
    id: randomId(engine),
    name,
    mediaType,
    size,
    received: 0,
    pieces: 0,
    temporary: base64url(temporary),
    key: base64url(engine.random(32)),
  };
  const expires = world.now() + UPLOAD_LIFE;
  await store.write({
    shard: LIST,
    operations: [{ insert: 'job', rows: [{ person: LIST, id: `${by.person} ${state.id}`, kind: 'upload', expires, state: temporary }] }],
  });
  await store.write({
    shard: by.person,
    operations: [
      {
        insert: 'job',
        rows: [{ person: by.person, id: rowId(state.id), kind: 'upload', expires, state: sealState(world, by, rowId(state.id), state) }],
      },
    ],
  });
  return success(shown(state));
}

export async function readUpload(world: World, by: Holder, id: string): Promise<Outcome<Upload>> {
  const found = await find(world, by, id);
  return found.ok ? success(shown(found.value.state)) : found;
}

/** Keeps the bytes from `offset` on. A part at another place than where the upload stands is a conflict that names the place. */
export async function appendToUpload(world: World, by: Holder, id: string, offset: number, bytes: Bytes): Promise<Outcome<Upload>> {
  const found = await find(world, by, id);
  if (!found.ok) return found;
  const { row, state } = found.value;
  if (offset !== state.received || state.original) return failure(wrongPlace(state));
  if (offset + bytes.length > state.size)
    return failure(
      issue('error', 'too-long', `The file was announced with ${state.size} bytes; this part goes beyond.`, {
        remedy: 'Start the upload again.',
      }),
    );
  const temporary = fromBase64url(state.temporary) as Bytes;
  const chunks: Row<'chunk'>[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) {
    const piece = bytes.subarray(from, from + PIECE);
    const final = offset + from + piece.length === state.size;
    const n = state.pieces + chunks.length + 1;
    chunks.push({
      person: by.person,
      address: temporary,
      n,
      blob: sealPiece(world.engine, by.person, fromBase64url(state.key) as Bytes, n, final, piece),
    });
  }
  const next: UploadState = { ...state, received: offset + bytes.length, pieces: state.pieces + chunks.length };
  const written = await world.store.write({
    shard: by.person,
    operations: [
      {
        update: 'job',
        key: { person: by.person, id: row.id },
        set: { state: sealState(world, by, row.id, next) },
        when: { state: row.state },
      },
      { insert: 'chunk', rows: chunks },
    ],
  });
  if (written === 'written') return success(shown(next));
  const now = await find(world, by, id);
  return now.ok ? failure(wrongPlace(now.value.state)) : now;
}

/**
 * When every byte is there: reads the pieces back, which proves them, and gives them their content address. The same
 * bytes that were here before are kept once. Asked again, it answers the same. `sha256` (hex) is compared when given.
 */
export async function finishUpload(world: World, by: Holder, id: string, sha256?: string): Promise<Outcome<OriginalRef>> {
  const found = await find(world, by, id);
  if (!found.ok) return found;
  const { row, state } = found.value;
  if (state.original) return success(state.original);
  if (state.received !== state.size) return failure(wrongPlace(state));
  const keyset = keysetOf(world.engine, latest(by.keys.read), 'unsorted');
  if (!keyset) return failure(cannotWrite());
  const whole = await withFinalPiece(world, by, state);
  const digests = await digestsOf(world, by, whole, addressKey(world.engine, keyset));
  if (!digests)
    return failure(issue('error', 'security', 'A part of this upload is missing or was changed.', { remedy: 'Send the file again.' }));
  if (sha256 !== undefined && sha256 !== digests.sha256)
    return failure(
      issue('error', 'conflict', 'What arrived is not what was sent: the digests differ.', { remedy: 'Send the file again.' }),
    );
  const { person } = by;
  const [temporary, key] = [fromBase64url(state.temporary) as Bytes, fromBase64url(state.key) as Bytes];
  const original: OriginalRef = { address: hex(digests.address), name: state.name, mediaType: state.mediaType, size: state.size };
  const told = {
    update: 'job',
    key: { person, id: row.id },
    set: { state: sealState(world, by, row.id, { ...whole, original }) },
  } as const;
  const head = { key, pieces: whole.pieces, size: state.size, address: digests.address };
  await settlePieces(world, person, keyset, temporary, head, [told]);
  await unlist(world, person, id);
  return success(original);
}

/** Removes uploads whose time is over, whosever they are, with their pieces; answers how many. */
export async function sweepUploads(world: World): Promise<number> {
  let swept = 0;
  for await (const batch of world.store.scan('job', { person: LIST })) {
    for (const row of batch) {
      if (row.expires > world.now()) continue;
      const [person = '', id = ''] = row.id.split(' ');
      await world.store.write({
        shard: person,
        operations: [
          { remove: 'chunk', prefix: { person, address: row.state } },
          { remove: 'job', prefix: { person, id: rowId(id) } },
        ],
      });
      await unlist(world, person, id);
      swept += 1;
    }
  }
  return swept;
}

async function find(world: World, by: Holder, id: string): Promise<Outcome<{ row: Row<'job'>; state: UploadState }>> {
  const row = by.keys.write && (await world.store.get('job', { person: by.person, id: rowId(id) }));
  const state = row && openState<UploadState>(world, by, row.id, row.state);
  return row && state
    ? success({ row, state })
    : failure(issue('error', 'not-found', 'There is no such upload here.', { remedy: 'Start it again.' }));
}

/** An empty file has no part that could be its last. */
async function withFinalPiece(world: World, by: Holder, state: UploadState): Promise<UploadState> {
  if (state.size > 0) return state;
  const blob = sealPiece(world.engine, by.person, fromBase64url(state.key) as Bytes, 1, true, new Uint8Array(0));
  await world.store.write({
    shard: by.person,
    operations: [{ replace: 'chunk', row: { person: by.person, address: fromBase64url(state.temporary) as Bytes, n: 1, blob } }],
  });
  return { ...state, pieces: 1 };
}

async function digestsOf(
  world: World,
  by: Holder,
  state: UploadState,
  macKey: Bytes,
): Promise<{ address: Bytes; sha256: string } | undefined> {
  const mac = createHmac('sha256', macKey);
  const hash = createHash('sha256');
  const [address, key] = [fromBase64url(state.temporary) as Bytes, fromBase64url(state.key) as Bytes];
  for (let n = 1; n <= state.pieces; n++) {
    const chunk = await world.store.get('chunk', { person: by.person, address, n });
    const piece = chunk && openPiece(world.engine, by.person, key, n, n === state.pieces, chunk.blob);
    if (!piece) return undefined;
    mac.update(piece);
    hash.update(piece);
  }
  return { address: new Uint8Array(mac.digest()), sha256: hash.digest('hex') };
}

async function unlist(world: World, person: string, id: string): Promise<void> {
  await world.store.write({ shard: LIST, operations: [{ remove: 'job', prefix: { person: LIST, id: `${person} ${id}` } }] });
}

function shown({ id, name, mediaType, size, received, original }: UploadState): Upload {
  return { id, name, mediaType, size, received, ...(original && { original }) };
}

const wrongPlace = (state: UploadState) =>
  issue('error', 'conflict', `This upload stands at byte ${state.received} of ${state.size}.`, { remedy: 'Go on from there.' });
const cannotWrite = () => issue('error', 'forbidden', 'This grant cannot add files to the record.');
