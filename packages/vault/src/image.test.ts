import { describe, expect, it } from 'vitest';
import { engines, flips, pairs } from '../testing/engines.ts';
import { utf8 } from './bytes.ts';
import { type ImagePlace, openImage, sealImage } from './image.ts';
import { padme } from './padding.ts';

const PMK = new Uint8Array(32).fill(1);
const PLACE: ImagePlace = { person: 'p', reader: 'all', upto: 12, head: new Uint8Array(32).fill(2), indexVersion: '4' };

describe.each(pairs)('an index image, $name', ({ by, on }) => {
  it('opens in its place', () => {
    expect(openImage(on, PMK, PLACE, sealImage(by, PMK, PLACE, utf8('SQLite format 3')))).toEqual(utf8('SQLite format 3'));
  });
});

describe.each(engines)('an index image on the $name engine', ({ engine: e }) => {
  const image = sealImage(e, PMK, PLACE, utf8('SQLite format 3'));

  it('[S18] is rejected for another person, reader, past, head, version or key', () => {
    const places = [{ person: 'q' }, { reader: 'general' }, { upto: 11 }, { head: new Uint8Array(32) }, { indexVersion: '5' }];
    for (const place of places) expect(openImage(e, PMK, { ...PLACE, ...place }, image)).toBeUndefined();
    expect(openImage(e, new Uint8Array(32), PLACE, image)).toBeUndefined();
  });

  it('[S18] is rejected with any single bit turned', () => {
    expect(flips(image).filter((changed) => openImage(e, PMK, PLACE, changed))).toEqual([]);
  });

  it('has a padded length', () => {
    const lengths = new Set([13, 14].map((n) => sealImage(e, PMK, PLACE, e.random(n)).length));
    expect([...lengths]).toEqual([14 + 12 + padme(4 + 14) + 16]);
  });
});
