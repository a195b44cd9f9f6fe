import type { Source } from '../source.ts';
import { BadArchive, UNFOLD_LIMIT } from './gunzip.ts';
import { bytesFrom, tailOf } from './random-access.ts';

/** A file in a ZIP, as the directory at its end tells (APPNOTE 6.3 §4.3.12). */
export interface Entry {
  readonly name: string;
  /** Where its local header begins. */
  readonly offset: number;
  readonly packedSize: number;
  readonly size: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
}

const FILES_LIMIT = 100_000;
/** A directory of a hundred thousand files with long names, and no more. */
const DIRECTORY_LIMIT = 32 * 1024 * 1024;
/** The end record and the longest comment there can be behind it. */
const END_LIMIT = 22 + 65_535 + 20 + 56;
const [END, END_64, LOCATOR_64, FILE] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50];
const UNKNOWN = 0xffff_ffff;

const damaged = () => new BadArchive('The archive is damaged or cut short.');

/** Every file of an archive in the order in which they stand in it. Throws BadArchive for what is no whole archive, or made to harm. */
export async function readDirectory(source: Source): Promise<readonly Entry[]> {
  const tail = await tailOf(source, END_LIMIT);
  const { count, size, offset } = endOf(tail.bytes, tail.from);
  if (count > FILES_LIMIT) throw new BadArchive('The archive holds more than 100,000 files.');
  if (size > DIRECTORY_LIMIT) throw damaged();
  const bytes = await readExactly(source, offset, size, tail);
  const entries = entriesIn(bytes, count).sort((a, b) => a.offset - b.offset);
  for (const [n, entry] of entries.entries()) {
    // Files that share their bytes are how a small archive unfolds to a universe.
    const next = entries[n + 1]?.offset ?? offset;
    if (entry.offset + 30 + entry.packedSize > next) throw damaged();
  }
  if (entries.reduce((sum, entry) => sum + entry.size, 0) > 2 * UNFOLD_LIMIT)
    throw new BadArchive('The archive unfolds to more than 16 GB.');
  return entries;
}

interface End {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

function endOf(tail: Uint8Array, from: number): End {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + 22 + view.getUint16(at + 20, true) > tail.length) continue;
    const end = { count: view.getUint16(at + 10, true), size: view.getUint32(at + 12, true), offset: view.getUint32(at + 16, true) };
    const isLong = end.count === 0xffff || end.size === UNKNOWN || end.offset === UNKNOWN;
    return isLong ? (longEnd(view, at, from) ?? end) : end;
  }
  throw damaged();
}

/** The same with numbers of 64 bits (§4.3.14), for archives over 4 GB. */
function longEnd(view: DataView, endAt: number, from: number): End | undefined {
  const locator = endAt - 20;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return undefined;
  const at = number64(view, locator + 8) - from;
  if (at < 0 || at + 56 > view.byteLength || view.getUint32(at, true) !== END_64) throw damaged();
  return { count: number64(view, at + 32), size: number64(view, at + 40), offset: number64(view, at + 48) };
}

async function readExactly(source: Source, offset: number, size: number, tail: { bytes: Uint8Array; from: number }): Promise<Uint8Array> {
  if (offset >= tail.from) return tail.bytes.subarray(offset - tail.from, offset - tail.from + size);
  const parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of bytesFrom(source, offset)) {
    parts.push(chunk);
    held += chunk.length;
    if (held >= size) break;
  }
  if (held < size) throw damaged();
  return Buffer.concat(parts).subarray(0, size);
}

function entriesIn(bytes: Uint8Array, count: number): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== FILE) throw damaged();
    const [nameLength, extraLength, commentLength] = [
      view.getUint16(at + 28, true),
      view.getUint16(at + 30, true),
      view.getUint16(at + 32, true),
    ];
    const nameAt = at + 46;
    const extraAt = nameAt + nameLength;
    at = extraAt + extraLength + commentLength;
    if (at > bytes.length) throw damaged();
    const header = nameAt - 46;
    const long = longNumbers(view, extraAt, extraLength, {
      size: view.getUint32(header + 24, true),
      packedSize: view.getUint32(header + 20, true),
      offset: view.getUint32(header + 42, true),
    });
    entries.push({
      ...long,
      name: new TextDecoder().decode(bytes.subarray(nameAt, extraAt)),
      method: view.getUint16(header + 10, true),
      isEncrypted: (view.getUint16(header + 8, true) & 1) === 1,
    });
  }
  return entries;
}

type Numbers = Pick<Entry, 'size' | 'packedSize' | 'offset'>;

/** What does not fit 32 bits stands in the extra field 1, in this order, those alone (§4.5.3). */
function longNumbers(view: DataView, from: number, length: number, numbers: Numbers): Numbers {
  const missing = (['size', 'packedSize', 'offset'] as const).filter((name) => numbers[name] === UNKNOWN);
  if (missing.length === 0) return numbers;
  const found = { ...numbers };
  for (let at = from; at + 4 <= from + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    for (const [n, name] of missing.entries()) {
      if (at + 12 + n * 8 > from + length) throw damaged();
      found[name] = number64(view, at + 4 + n * 8);
    }
    return found;
  }
  return found;
}

function number64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw damaged();
  return value;
}
