import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines, flips, nightly, pairs } from '../testing/engines.ts';
import { concat, equal, type Field, utf8 } from './bytes.ts';
import { Coding, codingOf, keyIdIn, keyIdOf, Kind, seal, sealTo, Suite, unseal, unsealFrom } from './envelope.ts';

const PERSON = '5d0c3e4a-9f51-4c53-8a0a-7d2f7f6f0e11';
const CONTEXT: readonly Field[] = ['body', PERSON, new Uint8Array(16), 3];

describe.each(pairs)('an envelope, $name', ({ by, on }) => {
  it('opens where it was put and holds what was put in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'grapheme' }), fc.nat(), (plain, name, number) => {
        const key = by.random(32);
        const sealed = seal(by, Kind.body, key, [name, number], plain, { coding: Coding.deflate });
        expect(sealed).toHaveLength(14 + 12 + plain.length + 16);
        expect(codingOf(sealed)).toBe(Coding.deflate);
        return equal(unseal(on, Kind.body, key, [name, number], sealed) as Uint8Array, plain);
      }),
      { numRuns: 40 },
    );
  });

  it('opens for the private half of the key it was sealed to', () => {
    const secret = on.random(32);
    const recipient = on.exchangePublic(secret);
    const sealed = sealTo(by, Kind.grant, recipient, CONTEXT, utf8('keys'));
    expect(unsealFrom(on, Kind.grant, secret, CONTEXT, sealed)).toEqual(utf8('keys'));
    expect(keyIdIn(sealed)).toEqual(keyIdOf(by, recipient));
    expect(unsealFrom(on, Kind.grant, on.random(32), CONTEXT, sealed)).toBeUndefined();
  });
});

describe.each(engines)('an envelope on the $name engine', ({ engine: e }) => {
  const key = e.random(32);
  const secret = e.random(32);
  const sealed = seal(e, Kind.body, key, CONTEXT, utf8('a small body'), { coding: 17, keyId: new Uint8Array(8).fill(5) });
  const boxed = sealTo(e, Kind.deposit, e.exchangePublic(secret), CONTEXT, utf8('a small body'));

  it('begins with its magic, format, kind, suite, coding and key id', () => {
    expect([...sealed.subarray(0, 14)]).toEqual([0x53, 0x56, 1, Kind.body, Suite.symmetric, 17, 5, 5, 5, 5, 5, 5, 5, 5]);
    expect([...boxed.subarray(0, 6)]).toEqual([0x53, 0x56, 1, Kind.deposit, Suite.box, 0]);
    expect(Suite).toEqual({ symmetric: 1, box: 2, reservedHybrid: 3 });
    expect(Object.values(Kind)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('[S18] is rejected with any single bit turned', () => {
    const rounds = nightly ? 1000 : e === engines[0].engine ? 20 : 1;
    let opened = 0;
    for (let round = 0; round < rounds; round++) {
      const blob = seal(e, Kind.body, key, CONTEXT, e.random(round % 64));
      opened += flips(blob).filter((changed) => unseal(e, Kind.body, key, CONTEXT, changed)).length;
    }
    expect(opened).toBe(0);
  });

  it('[S18] sealed to a public key, is rejected with any single bit turned', () => {
    const open = (changed: Uint8Array) => unsealFrom(e, Kind.deposit, secret, CONTEXT, changed);
    expect(flips(boxed, nightly ? 1 : 5).filter(open)).toEqual([]);
    // X25519 ignores the highest bit of a public key; the envelope does not.
    expect(open(boxed.with(45, (boxed[45] as number) ^ 0x80))).toBeUndefined();
  });

  it('[S18] is rejected when cut anywhere, its tag among the rest, or continued', () => {
    for (let length = 0; length < sealed.length; length++)
      expect(unseal(e, Kind.body, key, CONTEXT, sealed.subarray(0, length))).toBeUndefined();
    for (let length = 0; length < boxed.length; length += 7)
      expect(unsealFrom(e, Kind.deposit, secret, CONTEXT, boxed.subarray(0, length))).toBeUndefined();
    for (const tag of [4, 8, 12]) expect(unseal(e, Kind.body, key, CONTEXT, sealed.subarray(0, sealed.length - 16 + tag))).toBeUndefined();
    expect(unseal(e, Kind.body, key, CONTEXT, concat(sealed, Uint8Array.of(0)))).toBeUndefined();
    expect(unsealFrom(e, Kind.deposit, secret, CONTEXT, concat(boxed, Uint8Array.of(0)))).toBeUndefined();
  });

  it('[S18] does not open as another kind, or under another suite', () => {
    for (const kind of Object.values(Kind)) expect(unseal(e, kind, key, CONTEXT, sealed) !== undefined).toBe(kind === Kind.body);
    for (const kind of Object.values(Kind)) expect(unsealFrom(e, kind, secret, CONTEXT, boxed) !== undefined).toBe(kind === Kind.deposit);
    expect(unsealFrom(e, Kind.body, secret, CONTEXT, sealed)).toBeUndefined();
    expect(unseal(e, Kind.deposit, key, CONTEXT, boxed)).toBeUndefined();
    expect(unseal(e, Kind.body, key, CONTEXT, sealed.with(4, Suite.reservedHybrid))).toBeUndefined();
  });

  it('[S18] does not open elsewhere', () => {
    const elsewhere: (readonly Field[])[] = [
      ['body', PERSON, new Uint8Array(16), 4],
      ['body', PERSON, new Uint8Array(16).fill(1), 3],
      ['body', 'somebody else', new Uint8Array(16), 3],
      ['dek', PERSON, new Uint8Array(16), 3],
      ['body', PERSON, new Uint8Array(16)],
      [...CONTEXT, ''],
      [],
    ];
    for (const context of elsewhere) {
      expect(unseal(e, Kind.body, key, context, sealed)).toBeUndefined();
      expect(unsealFrom(e, Kind.deposit, secret, context, boxed)).toBeUndefined();
    }
    expect(unseal(e, Kind.body, e.random(32), CONTEXT, sealed)).toBeUndefined();
  });

  it('[S20] is not made for, nor opened from, a point of low order', () => {
    expect(() => sealTo(e, Kind.deposit, new Uint8Array(32), CONTEXT, utf8('x'))).toThrow(RangeError);
    const planted = boxed.slice();
    planted.fill(0, 14, 46);
    expect(unsealFrom(e, Kind.deposit, secret, CONTEXT, planted)).toBeUndefined();
  });
});
