import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Source } from '../source.ts';

/** A compressed file may unfold to this much and no more. */
export const UNFOLD_LIMIT = 8 * 1024 * 1024 * 1024;

/** Text packs to a tenth, seldom to a hundredth; what packs to less is made to fill a disk. */
const RATIO = 250;
/** Whatever it packs to, so much may come out of it. */
const ALWAYS = 32 * 1024 * 1024;

export const isBomb = (packed: number, unfolded: number): boolean =>
  unfolded > UNFOLD_LIMIT || (unfolded > ALWAYS && unfolded > packed * RATIO);

/** An archive that unfolds to more than it may, or is damaged. */
export class BadArchive extends Error {}

/** The file inside a gzip file, streamed. */
export function gunzipped(source: Source): Source {
  return { name: source.name.replace(/\.gz(ip)?$/i, ''), open: () => unfold(source.open()) };
}

async function* unfold(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let packed = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      packed += chunk.length;
      yield chunk;
    }
  }
  const gunzip = Readable.from(counted()).pipe(createGunzip({ chunkSize: 256 * 1024 }));
  let size = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (isBomb(packed, size)) throw new BadArchive('The file unfolds to many times its size, or to more than 8 GB.');
      yield chunk;
    }
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    throw new BadArchive('The compressed file is damaged or cut short.', { cause: error });
  } finally {
    gunzip.destroy();
  }
}
