import type { Source } from './source.ts';

/** A source's bytes; undefined where there are more than `limit`. */
export async function wholeBytes(source: Source, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    size += chunk.length;
    if (size > limit) return undefined;
    parts.push(chunk);
  }
  return new Uint8Array(Buffer.concat(parts));
}
