import { inflateSync } from 'node:zlib';
import { isBomb } from '../../../containers/gunzip.ts';

/** Streams of one file may unfold to this much together, in bytes; those of pictures are not unfolded for their text. */
const TOGETHER = 512 * 1024 * 1024;
/** The dictionary of a stream stands in so many bytes before it. */
const DICTIONARY = 4096;
/** Packing within packing that is followed. */
const LAYERS = 4;

/**
 * Whether a small PDF unfolds to far more than its size when it is read (ISO 32000-1 §7.4.4). Its streams are unfolded
 * once, up to a limit and away from the reader, which has none. Streams of an encrypted file cannot be looked into.
 */
export function isPdfBomb(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let together = 0;
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', at + 6)) {
    if (file.toString('latin1', at - 3, at) === 'end') continue;
    const dictionary = dictionaryBefore(file, at);
    const layers = Math.min(LAYERS, dictionary.match(/\/(?:FlateDecode|Fl)\b/g)?.length ?? 0);
    if (layers === 0 || /\/Subtype\s*\/Image\b/.test(dictionary)) continue;
    const from = at + (file[at + 6] === 13 ? 8 : 7);
    const end = file.indexOf('endstream', from);
    const unfolded = unfold(file.subarray(from, end < 0 ? file.length : end), layers);
    if (unfolded === undefined) return true;
    together += unfolded;
    if (together > TOGETHER) return true;
  }
  return false;
}

function dictionaryBefore(file: Buffer, at: number): string {
  const before = file.toString('latin1', Math.max(0, at - DICTIONARY), at);
  return before.slice(before.lastIndexOf(' obj') + 1);
}

/** How much there is inside, 0 where it cannot be unfolded; undefined: more than may be. */
function unfold(packed: Uint8Array, layers: number): number | undefined {
  let now = packed;
  for (let layer = 0; layer < layers; layer++) {
    const limit = Math.max(32 * 1024 * 1024, packed.length * 250);
    try {
      now = inflateSync(now, { maxOutputLength: limit, finishFlush: 2 });
    } catch (error) {
      return error instanceof RangeError ? undefined : now.length;
    }
    if (isBomb(packed.length, now.length)) return undefined;
  }
  return now.length;
}
