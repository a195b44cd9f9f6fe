import { Inflate } from 'fflate';

/** No card unfolds to more; the largest real ones are a few hundred KB. */
const LIMIT = 5 * 1024 * 1024;
/** So little is pushed at once that a bomb is noticed before it has gone off. */
const STEP = 1024;

/** Raw DEFLATE to bytes; undefined where it is damaged or unfolds beyond measure. */
export function inflate(bytes: Uint8Array, limit = LIMIT): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  const inflater = new Inflate((part, final) => {
    size += part.length;
    if (size > limit) throw new RangeError('too long');
    parts.push(part);
    whole = final;
  });
  try {
    for (let at = 0; at < bytes.length; at += STEP) inflater.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
  } catch {
    return undefined;
  }
  if (!whole) return undefined;
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
