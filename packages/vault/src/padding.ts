import type { Bytes } from './bytes.ts';

/** Padmé (Nikitin et al. 2019): at most 12 % longer, leaks O(log log n) bits of the length. */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = 31 - Math.clz32(length);
  const unit = 2 ** (exponent - (32 - Math.clz32(exponent)));
  return Math.ceil(length / unit) * unit;
}

/** The next power of the fourth root of two, 64 at least: coarse buckets for originals, at most 19 % longer. */
export function coarse(length: number): number {
  return Math.ceil(2 ** (Math.ceil(Math.log2(Math.max(length, 64)) * 4) / 4));
}

/** Length (u32, big-endian), content, zeros up to `bucket(4 + length)`. */
export function pad(content: Bytes, bucket: (length: number) => number): Bytes {
  const padded = new Uint8Array(bucket(4 + content.length));
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, 4);
  return padded;
}

/** Undefined when the length does not fit or the padding is not zero. */
export function unpad(padded: Bytes): Bytes | undefined {
  if (padded.length < 4) return undefined;
  const end = 4 + new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  let at = end;
  while (padded[at] === 0) at++;
  return at === padded.length ? padded.subarray(4, end) : undefined;
}
