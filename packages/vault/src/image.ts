import { type Bytes, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { codingOf, Kind, type Sealed, seal, unseal } from './envelope.ts';
import { coarse, pad, unpad } from './padding.ts';

/** Which index of whom an image is, and how far it has seen. */
export interface ImagePlace {
  readonly person: string;
  readonly reader: string;
  readonly upto: number;
  /** The chain's head at `upto`: an image of another past does not open. */
  readonly head: Bytes;
  readonly indexVersion: string;
}

const IMAGE_LIMIT = 1024 * 1024 * 1024;
const DEFLATE = 1;

/** A serialised search index, deflated, padded to a coarse bucket and sealed under a key of PMK's. */
export function sealImage(e: Engine, pmk: Bytes, place: ImagePlace, image: Bytes): Sealed<Bytes> {
  return seal(e, Kind.image, imageKey(e, pmk), imageContext(place), pad(e.deflate(image), coarse), { coding: DEFLATE });
}

export function openImage(e: Engine, pmk: Bytes, place: ImagePlace, sealed: Sealed<Bytes>): Bytes | undefined {
  const padded = unseal(e, Kind.image, imageKey(e, pmk), imageContext(place), sealed);
  const packed = padded && codingOf(sealed) === DEFLATE ? unpad(padded) : undefined;
  return packed && e.inflate(packed, IMAGE_LIMIT);
}

const imageKey = (e: Engine, pmk: Bytes) => e.hkdf(pmk, new Uint8Array(0), utf8('satchel/1/image'), 32);
const imageContext = (at: ImagePlace) => ['image', at.person, at.reader, at.upto, at.head, at.indexVersion] as const;
