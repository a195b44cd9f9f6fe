import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal } from './bytes.ts';
import { coarse, pad, padme, unpad } from './padding.ts';

const length = fc.nat({ max: 2 ** 31 - 1 });

describe('padme', () => {
  it('agrees with the published formula', () => {
    // L, E = floor(log2 L), S = floor(log2 E) + 1: the last E - S bits are zero.
    expect([0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 100, 1000, 1025].map(padme)).toEqual([
      0, 1, 2, 3, 4, 7, 8, 10, 16, 16, 18, 104, 1024, 1088,
    ]);
  });

  it('is never shorter, at most 12 % longer, grows with the length, and pads once', () => {
    fc.assert(
      fc.property(length, (n) => {
        const padded = padme(n);
        return padded >= n && padded <= n * 1.12 + 1 && padme(n + 1) >= padded && padme(padded) === padded;
      }),
    );
  });

  it('leaves few lengths to tell apart', () => {
    const seen = new Set(Array.from({ length: 65_536 }, (_, n) => padme(n)));
    expect(seen.size).toBeLessThan(220);
  });
});

describe('coarse', () => {
  it('is a power of the fourth root of two', () => {
    expect([0, 64, 65, 76, 77, 90, 91, 107, 108, 128, 129, 1024 * 1024].map(coarse)).toEqual([
      64,
      64,
      77,
      77,
      91,
      91,
      108,
      108,
      128,
      128,
      153,
      1024 * 1024,
    ]);
  });

  it('is never shorter, at most a fifth longer, and grows with the length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 64, max: 2 ** 31 - 1 }),
        (n) => coarse(n) >= n && coarse(n) <= n * 1.1893 + 1 && coarse(n + 1) >= coarse(n),
      ),
    );
  });
});

describe('pad', () => {
  it('goes there and back in every bucket', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.constantFrom(padme, coarse), (content, bucket) => {
        const padded = pad(content, bucket);
        return padded.length === bucket(4 + content.length) && equal(unpad(padded) as Uint8Array, content);
      }),
    );
  });

  it('reads a view into larger memory', () => {
    const padded = pad(Uint8Array.of(5, 6), padme);
    const larger = new Uint8Array(64).fill(9);
    larger.set(padded, 11);
    expect(unpad(larger.subarray(11, 11 + padded.length))).toEqual(Uint8Array.of(5, 6));
  });

  it('[S18] refuses a length that does not fit and padding that is not zero', () => {
    expect(unpad(new Uint8Array(3))).toBeUndefined();
    expect(unpad(Uint8Array.of(0, 0, 0, 2, 1))).toBeUndefined();
    expect(unpad(Uint8Array.of(255, 255, 255, 255, 1))).toBeUndefined();
    expect(unpad(Uint8Array.of(0, 0, 0, 1, 1, 0, 0, 1))).toBeUndefined();
    expect(unpad(Uint8Array.of(0, 0, 0, 1, 1, 9, 0))).toBeUndefined();
    expect(unpad(Uint8Array.of(0, 0, 0, 1, 1))).toEqual(Uint8Array.of(1));
    expect(unpad(new Uint8Array(4))).toHaveLength(0);
  });
});
