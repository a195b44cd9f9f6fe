import { type Bytes, NONE, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed } from './envelope.ts';
import { openPacked, sealPacked } from './packed.ts';

/** Which index of whom an image is, and how far it has seen. */
export interface ImagePlace {
  readonly person: string;
  readonly reader: string;
  readonly upto: number;
  /** The chain's head at `upto`: an image of another past does not open. */
  readonly head: Bytes;
  readonly indexVersion: string;
}

/** No image inflates to more than this. */
export const IMAGE_LIMIT = 1024 * 1024 * 1024;

/** A serialised search index, sealed under a key derived from PMK. */
export function sealImage(e: Engine, pmk: Bytes, place: ImagePlace, image: Bytes): Sealed<Bytes> {
  return sealPacked(e, Kind.image, imageKey(e, pmk), imageContext(place), image);
}

export function openImage(e: Engine, pmk: Bytes, place: ImagePlace, sealed: Sealed<Bytes>): Bytes | undefined {
  return openPacked(e, Kind.image, imageKey(e, pmk), imageContext(place), sealed, IMAGE_LIMIT);
}

const imageKey = (e: Engine, pmk: Bytes) => e.hkdf(pmk, NONE, utf8('satchel/1/image'), 32);
const imageContext = (at: ImagePlace) => ['image', at.person, at.reader, at.upto, at.head, at.indexVersion] as const;
