import { appendToUpload, finishUpload, type Holder, type OriginalRef, PART_LIMIT, startUpload, type World } from '../src/index.ts';
import { must } from './new-record.ts';

/** Keeps bytes the way every file comes in: an upload, in parts of `part` bytes. */
export async function keepOriginal(
  { world, owner }: { readonly world: World; readonly owner: Holder },
  bytes: Uint8Array,
  { name = 'kept.bin', part = PART_LIMIT }: { readonly name?: string; readonly part?: number } = {},
): Promise<OriginalRef> {
  const { id } = must(await startUpload(world, owner, { name, mediaType: 'application/octet-stream', size: bytes.length }));
  for (let from = 0; from < bytes.length; from += part)
    must(await appendToUpload(world, owner, id, from, bytes.subarray(from, from + part)));
  return must(await finishUpload(world, owner, id));
}
