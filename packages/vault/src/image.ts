import { type Bytes, NONE, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, unseal } from './envelope.ts';
import { pad, padme, unpad } from './padding.ts';

/** Which index of whom an image is, and how far it has seen. */
export interface ImagePlace {
  readonly person: string;
  readonly reader: string;
  readonly upto: number;
  /** The chain's head at `upto`: an image of another past does not open. */
  readonly head: Bytes;
  readonly indexVersion: string;
}

/** A search index, compressed by whoever made it, sealed under a key derived from PMK. */
export function sealImage(e: Engine, pmk: Bytes, place: ImagePlace, image: Bytes): Sealed<Bytes> {
  return seal(e, Kind.image, imageKey(e, pmk), imageContext(place), pad(image, padme));
}

export function openImage(e: Engine, pmk: Bytes, place: ImagePlace, sealed: Sealed<Bytes>): Bytes | undefined {
  const padded = unseal(e, Kind.image, imageKey(e, pmk), imageContext(place), sealed);
  return padded && unpad(padded);
}

const imageKey = (e: Engine, pmk: Bytes) => e.hkdf(pmk, NONE, utf8('satchel/1/image'), 32);
const imageContext = (at: ImagePlace) => ['image', at.person, at.reader, at.upto, at.head, at.indexVersion] as const;
