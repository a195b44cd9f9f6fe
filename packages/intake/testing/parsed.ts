import { parseSource } from '../src/index.ts';

/** Everything that a file holds, given in small pieces. */
export async function parsedFrom(name: string, bytes: Uint8Array) {
  const found = [];
  const source = {
    name,
    size: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
    },
  };
  for await (const parsed of parseSource(source, { at: '2026-03-01T10:00:00Z' })) found.push(parsed);
  return found;
}
