import type { Source } from '../source.ts';

/** Archives up to this size are held in memory where their source can only be read from the start. */
const SMALL = 64 * 1024 * 1024;

/** The source, with a beginning anywhere where that is cheap. */
export async function holdSmall(source: Source): Promise<Source> {
  if (source.openAt) return source;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    parts.push(chunk);
    size += chunk.length;
    if (size > SMALL) return source;
  }
  const bytes = Buffer.concat(parts);
  async function* openAt(offset: number): AsyncIterable<Uint8Array> {
    for (let at = offset; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
  }
  return { name: source.name, size, open: () => openAt(0), openAt };
}

/** The bytes of a source from a place on; where it can only be read from the start, what comes before is read and dropped. */
export async function* bytesFrom(source: Source, offset: number): AsyncIterable<Uint8Array> {
  if (source.openAt) {
    yield* source.openAt(offset);
    return;
  }
  let at = 0;
  for await (const chunk of source.open()) {
    const end = at + chunk.length;
    if (end > offset) yield at >= offset ? chunk : chunk.subarray(offset - at);
    at = end;
  }
}

/** The last bytes of a source, and where they begin. */
export async function tailOf(source: Source, length: number): Promise<{ readonly bytes: Uint8Array; readonly from: number }> {
  const begin = source.openAt && source.size !== undefined ? Math.max(0, source.size - length) : 0;
  let parts: Uint8Array[] = [];
  let held = 0;
  let end = begin;
  for await (const chunk of bytesFrom(source, begin)) {
    parts.push(chunk);
    held += chunk.length;
    end += chunk.length;
    while (parts[0] && held - parts[0].length >= length) held -= (parts.shift() as Uint8Array).length;
  }
  const bytes = Buffer.concat(parts);
  parts = [];
  return { bytes, from: end - bytes.length };
}
