import { inflateRawSync } from 'node:zlib';

/** Raw DEFLATE to bytes; undefined where it is damaged, cut short, or unfolds to more than `limit` bytes. */
export function inflate(bytes: Uint8Array, limit: number): Uint8Array | undefined {
  try {
    return inflateRawSync(bytes, { maxOutputLength: limit });
  } catch {
    return undefined;
  }
}
