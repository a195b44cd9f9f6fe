import { crc32, createDeflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';

/** A file on its way into a ZIP. */
export interface ZipFile {
  readonly name: string;
  /** What does not pack any further is stored. */
  readonly isPacked?: boolean;
  /** Bytes, where they are known: files of 4 GB and more need them. */
  readonly size?: number;
  readonly bytes: AsyncIterable<Uint8Array | string>;
}

const FOUR_GB = 0xffff_ffff;
const UTF8_AND_DESCRIPTOR = 0x0808;

interface Written {
  readonly name: Uint8Array;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * A ZIP (APPNOTE 6.3) as it is made, file by file: nothing is held but the directory. Sizes follow each file in a descriptor;
 * ZIP64 where 4 GB or 65,535 files are not enough. `at` (milliseconds since 1970) is the time of all files, in UTC.
 */
export async function* zipOf(files: AsyncIterable<ZipFile>, at: number): AsyncIterable<Uint8Array> {
  const time = dosTime(at);
  const done: Written[] = [];
  let offset = 0;
  for await (const file of files) {
    const name = Buffer.from(file.name);
    const method = file.isPacked === false ? 0 : 8;
    const isLarge = (file.size ?? 0) > FOUR_GB - 1024 * 1024;
    const header = localHeader(name, method, time, isLarge);
    const begins = offset;
    offset += header.length;
    yield header;
    let [crc, size, packed] = [0, 0, 0];
    async function* counted(): AsyncIterable<Uint8Array> {
      for await (const piece of file.bytes) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        crc = crc32(bytes, crc);
        size += bytes.length;
        yield bytes;
      }
    }
    for await (const piece of method === 8 ? deflated(counted()) : counted()) {
      packed += piece.length;
      yield piece;
    }
    if (!isLarge && (size > FOUR_GB || packed > FOUR_GB)) throw new RangeError('A file of more than 4 GB did not say so.');
    const descriptor = descriptorOf(crc, packed, size, isLarge);
    offset += packed + descriptor.length;
    yield descriptor;
    done.push({ name, method, crc, packed, size, offset: begins });
  }
  const directory = Buffer.concat(done.map((file) => directoryEntry(file, time)));
  yield directory;
  yield endOf(done.length, directory.length, offset);
}

async function* deflated(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = Readable.from(bytes);
  const deflate = createDeflateRaw({ chunkSize: 128 * 1024 });
  // What goes wrong while reading goes wrong for whoever waits for the packed bytes.
  source.on('error', (error) => deflate.destroy(error));
  source.pipe(deflate);
  try {
    yield* deflate as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
    deflate.destroy();
  }
}

/** Date and time as two 16-bit fields, the time in the lower. */
function dosTime(at: number): number {
  const date = new Date(at);
  const day = ((Math.max(date.getUTCFullYear(), 1980) - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  return ((day << 16) | (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)) >>> 0;
}

function localHeader(name: Uint8Array, method: number, time: number, isLarge: boolean): Buffer {
  const extra = isLarge ? Buffer.alloc(20) : Buffer.alloc(0);
  if (isLarge) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
  }
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(isLarge ? 45 : 20, 4);
  head.writeUInt16LE(UTF8_AND_DESCRIPTOR, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(time, 10);
  if (isLarge) head.fill(0xff, 18, 26);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

function descriptorOf(crc: number, packed: number, size: number, isLarge: boolean): Buffer {
  const descriptor = Buffer.alloc(isLarge ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  if (isLarge) {
    descriptor.writeBigUInt64LE(BigInt(packed), 8);
    descriptor.writeBigUInt64LE(BigInt(size), 16);
  } else {
    descriptor.writeUInt32LE(packed, 8);
    descriptor.writeUInt32LE(size, 12);
  }
  return descriptor;
}

function directoryEntry({ name, method, crc, packed, size, offset }: Written, time: number): Buffer {
  const large = [size, packed, offset].filter((value) => value >= FOUR_GB);
  const extra = Buffer.alloc(large.length > 0 ? 4 + 8 * large.length : 0);
  if (large.length > 0) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8 * large.length, 2);
    for (const [n, value] of large.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * n);
  }
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(large.length > 0 ? 45 : 20, 4);
  head.writeUInt16LE(large.length > 0 ? 45 : 20, 6);
  head.writeUInt16LE(UTF8_AND_DESCRIPTOR, 8);
  head.writeUInt16LE(method, 10);
  head.writeUInt32LE(time, 12);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(Math.min(packed, FOUR_GB), 20);
  head.writeUInt32LE(Math.min(size, FOUR_GB), 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(Math.min(offset, FOUR_GB), 42);
  return Buffer.concat([head, name, extra]);
}

function endOf(count: number, size: number, offset: number): Buffer {
  const isLarge = count > 0xffff || offset >= FOUR_GB || size >= FOUR_GB;
  const large = Buffer.alloc(isLarge ? 76 : 0);
  if (isLarge) {
    large.writeUInt32LE(0x06064b50, 0);
    large.writeBigUInt64LE(44n, 4);
    large.writeUInt16LE(45, 12);
    large.writeUInt16LE(45, 14);
    for (const [n, value] of [count, count, size, offset].entries()) large.writeBigUInt64LE(BigInt(value), 24 + 8 * n);
    large.writeUInt32LE(0x07064b50, 56);
    large.writeBigUInt64LE(BigInt(offset + size), 64);
    large.writeUInt32LE(1, 72);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, 0xffff), 8);
  end.writeUInt16LE(Math.min(count, 0xffff), 10);
  end.writeUInt32LE(Math.min(size, FOUR_GB), 12);
  end.writeUInt32LE(Math.min(offset, FOUR_GB), 16);
  return Buffer.concat([large, end]);
}
