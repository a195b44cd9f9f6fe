import type { Bytes, Field } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Coding, codingOf, type Kind, type Sealed, seal, unseal } from './envelope.ts';
import { coarse, pad, unpad } from './padding.ts';

/** A piece of an original: deflated, padded to a coarse bucket, sealed. */
export function sealPacked(e: Engine, kind: Kind, key: Bytes, context: readonly Field[], bytes: Bytes): Sealed<Bytes> {
  return seal(e, kind, key, context, pad(e.deflate(bytes), coarse), { coding: Coding.deflate });
}

/** Undefined also when it would inflate past `limit` bytes. */
export function openPacked(
  e: Engine,
  kind: Kind,
  key: Bytes,
  context: readonly Field[],
  sealed: Sealed<Bytes>,
  limit: number,
): Bytes | undefined {
  const padded = unseal(e, kind, key, context, sealed);
  const packed = padded && codingOf(sealed) === Coding.deflate ? unpad(padded) : undefined;
  return packed && e.inflate(packed, limit);
}
