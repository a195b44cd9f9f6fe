import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Words that occur nowhere else: one for each field they are put into. */
export interface Canaries {
  /** A word never used before. */
  next(): string;
  readonly words: readonly string[];
}

const LETTERS = 'bcdfghjkmnpqrstvwxz';

export function createCanaries(seed: string): Canaries {
  const words: string[] = [];
  return {
    words,
    next() {
      let n = words.length;
      let tail = '';
      for (let at = 0; at < 5; at++, n = Math.floor(n / LETTERS.length)) tail += LETTERS[n % LETTERS.length];
      const word = `${seed}${tail}`;
      words.push(word);
      return word;
    },
  };
}

/** Every encoding in which the seed of the words could rest: as text, UTF-16 both ways, base64 at all three alignments, hex both ways. */
function disguises(seed: string): readonly Buffer[] {
  const utf8 = Buffer.from(seed);
  const utf16 = Buffer.from(seed, 'utf16le');
  const base64 = [0, 1, 2].map((shift) => {
    // Only the characters that the seed alone decides.
    const coded = Buffer.concat([Buffer.alloc(shift), utf8])
      .toString('base64')
      .replace(/=+$/, '');
    return Buffer.from(coded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + utf8.length) * 8) / 6)));
  });
  const url = base64.map((each) => Buffer.from(each.toString().replaceAll('+', '-').replaceAll('/', '_')));
  const hex = utf8.toString('hex');
  return [
    utf8,
    Buffer.from(seed.toUpperCase()),
    utf16,
    Buffer.from(utf16).swap16(),
    ...base64,
    ...url,
    Buffer.from(hex),
    Buffer.from(hex.toUpperCase()),
  ];
}

/** How often the words' seed is found in these bytes, as they are or inflated. */
export function countIn(bytes: Buffer, seed: string): number {
  let hits = 0;
  for (const layer of [bytes, ...inflated(bytes)]) {
    for (const disguise of disguises(seed)) {
      for (let at = layer.indexOf(disguise); at >= 0; at = layer.indexOf(disguise, at + 1)) hits += 1;
    }
  }
  return hits;
}

/** Whatever gzip or zlib streams begin anywhere in the bytes, and a raw stream at their beginning. */
function* inflated(bytes: Buffer): Iterable<Buffer> {
  for (let at = bytes.indexOf(0x1f); at >= 0; at = bytes.indexOf(0x1f, at + 1))
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8) yield* attempt(() => gunzipSync(bytes.subarray(at), PARTIAL));
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1))
    if (((0x78 << 8) | (bytes[at + 1] ?? 1)) % 31 === 0) yield* attempt(() => inflateSync(bytes.subarray(at), PARTIAL));
  yield* attempt(() => inflateRawSync(bytes, PARTIAL));
}

const PARTIAL = { finishFlush: 2, maxOutputLength: 1 << 22 } as const;

function* attempt(inflate: () => Buffer): Iterable<Buffer> {
  try {
    const layer = inflate();
    if (layer.length > 8) yield layer;
  } catch {
    // Not such a stream.
  }
}

/** Every file under these folders, with the hits in it; empty when nothing was found. */
export function searchFolders(
  folders: readonly string[],
  seed: string,
): { readonly files: number; readonly bytes: number; readonly found: Readonly<Record<string, number>> } {
  const found: Record<string, number> = {};
  let [files, bytes] = [0, 0];
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const content = readFileSync(file);
      files += 1;
      bytes += statSync(file).size;
      const hits = countIn(content, seed) + countIn(Buffer.from(entry.name), seed);
      if (hits) found[file] = hits;
    }
  }
  return { files, bytes, found };
}
