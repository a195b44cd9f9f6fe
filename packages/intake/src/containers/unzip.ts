import { createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Source } from '../source.ts';
import { BadArchive, isBomb } from './gunzip.ts';
import { bytesFrom, holdSmall } from './random-access.ts';
import { readDirectory, type Entry } from './zip-directory.ts';

/** Files that say who the record is about are read before the rest. */
const isAboutPeople = (name: string) => /(^|[/\\])Patient/i.test(name);
/** What computers leave in archives and nobody has written. */
const isLitter = (name: string) => /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/.test(name);
const LOCAL_HEADER = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files inside a ZIP, streamed one after the other; names are only shown, never used as paths. The directory at the
 * end says where each begins, so that each is read from there and the archive as a whole about once. Patients come first,
 * so that what belongs to somebody else is known when it arrives.
 */
export async function* filesIn(archive: Source): AsyncIterable<Source> {
  const source = await holdSmall(archive);
  const entries = (await readDirectory(source)).filter(({ name }) => !name.endsWith('/') && !isLitter(name));
  for (const first of [true, false])
    for (const entry of entries)
      if (isAboutPeople(entry.name) === first) yield { name: entry.name, size: entry.size, open: () => unfold(source, entry) };
}

async function* unfold(source: Source, entry: Entry): AsyncIterable<Uint8Array> {
  if (entry.isEncrypted) throw new BadArchive('A file in the archive is locked with a password; unpack it and add its files.');
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new BadArchive('A file in the archive is packed in a way that cannot be read; unpack it and add its files.');
  if (isBomb(entry.packedSize, entry.size))
    throw new BadArchive('A file in the archive unfolds to many times its size, or to more than 8 GB.');
  const packed = content(source, entry);
  let size = 0;
  for await (const chunk of entry.method === STORED ? packed : inflated(packed)) {
    size += chunk.length;
    if (size > entry.size) throw new BadArchive('A file in the archive unfolds to more than it says.');
    yield chunk;
  }
  if (size < entry.size) throw new BadArchive('The archive is cut short.');
}

/** The bytes of a file as they are packed. */
async function* content(source: Source, { offset, packedSize }: Entry): AsyncIterable<Uint8Array> {
  let header: Uint8Array = new Uint8Array(0);
  let left = packedSize;
  let skip = -1;
  for await (const chunk of bytesFrom(source, offset)) {
    let bytes = chunk;
    if (skip < 0) {
      header = header.length > 0 ? Buffer.concat([header, chunk]) : chunk;
      if (header.length < LOCAL_HEADER) continue;
      const view = new DataView(header.buffer, header.byteOffset, header.length);
      if (view.getUint32(0, true) !== 0x04034b50) break;
      skip = LOCAL_HEADER + view.getUint16(26, true) + view.getUint16(28, true);
      bytes = header;
    }
    const from = Math.min(skip, bytes.length);
    skip -= from;
    const taken = bytes.subarray(from, from + left);
    left -= taken.length;
    if (taken.length > 0) yield taken;
    if (left === 0 && skip === 0) return;
  }
  if (left > 0 || skip !== 0) throw new BadArchive('The archive is damaged or cut short.');
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const inflate = Readable.from(packed)
    .on('error', (error) => inflate.destroy(error))
    .pipe(createInflateRaw({ chunkSize: 256 * 1024 }));
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    throw new BadArchive('A file in the archive is damaged.', { cause: error });
  } finally {
    inflate.destroy();
  }
}
