import type { Source } from './source.ts';

/** How much of a file is looked at to recognise it. */
export const HEAD = 65_536;

/** The beginning of a source. */
export async function headOf(source: Source): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD);
}
