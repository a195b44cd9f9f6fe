import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines, flips, nightly, pairs } from '../testing/engines.ts';
import { concat, equal, hex, utf8 } from './bytes.ts';

const un = (digits: string) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const NONE = new Uint8Array(0);

/** Points of small order on Curve25519 (RFC 7748 §6.1 and Cremers & Jackson 2019). */
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

/** The y coordinates of the points of small order on Ed25519 (Chalkias, Garillot & Nikolaenko 2020), second spellings included. */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

describe.each(engines)('the $name engine', ({ engine: e }) => {
  it('gives fresh random bytes of every length', () => {
    const seen = new Set(Array.from({ length: 2000 }, () => hex(e.random(16))));
    expect(seen.size).toBe(2000);
    for (const length of [0, 1, 12, 32, 64, 65, 5000]) expect(e.random(length)).toHaveLength(length);
    const sum = e.random(50_000).reduce((total, byte) => total + byte, 0) / 50_000;
    expect(Math.abs(sum - 127.5)).toBeLessThan(3);
  });

  it('hashes (FIPS 180-4, RFC 4231, RFC 5869)', () => {
    expect(hex(e.sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hex(e.hmac(utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    const okm = e.hkdf(un('0b'.repeat(22)), un('000102030405060708090a0b0c'), un('f0f1f2f3f4f5f6f7f8f9'), 42);
    expect(hex(okm)).toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
    expect(hex(e.hkdf(un('0b'.repeat(22)), NONE, NONE, 42))).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    );
  });

  it('seals with AES-256-GCM (McGrew & Viega, test case 16)', () => {
    const key = un('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
    const nonce = un('cafebabefacedbaddecaf888');
    const aad = un('feedfacedeadbeeffeedfacedeadbeefabaddad2');
    const plain = un(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    );
    const sealed = e.encrypt(key, nonce, aad, plain);
    expect(hex(sealed)).toBe(
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
        '76fc6ece0f4e1768cddf8853bb2d551b',
    );
    expect(e.decrypt(key, nonce, aad, sealed)).toEqual(plain);
    expect(e.decrypt(key, nonce, concat(aad, Uint8Array.of(0)), sealed)).toBeUndefined();
  });

  it('[S18] never opens with a tag of 4, 8 or 12 bytes', () => {
    const key = e.random(32);
    const nonce = e.random(12);
    const sealed = e.encrypt(key, nonce, NONE, utf8('plain'));
    for (let cut = 1; cut <= sealed.length; cut++)
      expect(e.decrypt(key, nonce, NONE, sealed.subarray(0, sealed.length - cut))).toBeUndefined();
  });

  it('agrees on X25519 (RFC 7748 §6.1)', () => {
    const alice = un('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a');
    expect(hex(e.exchangePublic(alice))).toBe('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
    expect(hex(e.exchange(alice, un('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')) as Uint8Array)).toBe(
      '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
    );
  });

  it('[S20] refuses X25519 points of low order and keys of another length', () => {
    const secret = e.random(32);
    for (const point of LOW_ORDER) {
      expect(e.exchange(secret, un(point))).toBeUndefined();
      expect(e.exchange(secret, un(point).with(31, (un(point)[31] as number) | 0x80))).toBeUndefined();
    }
    expect(e.exchange(secret, new Uint8Array(31).fill(9))).toBeUndefined();
    expect(e.exchange(secret, new Uint8Array(33).fill(9))).toBeUndefined();
  });

  it('signs with Ed25519 (RFC 8032 §7.1, tests 2 and 3)', () => {
    const seed = un('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    expect(hex(e.signPublic(seed))).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = e.sign(seed, un('72'));
    expect(hex(signature)).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(e.verify(e.signPublic(seed), un('72'), signature)).toBe(true);
    expect(e.verify(e.signPublic(seed), un('73'), signature)).toBe(false);
    const key = e.signPublic(seed);
    expect(flips(signature, nightly ? 1 : 3).filter((changed) => e.verify(key, un('72'), changed))).toEqual([]);
  });

  it('[S20] refuses public keys under which anything verifies, and malformed ones', () => {
    // R and S of this signature satisfy the equation for every eighth message at least, where such keys are let through.
    const forged = concat(un(`01${'00'.repeat(31)}`), new Uint8Array(32));
    const messages = Array.from({ length: 40 }, (_, at) => utf8(`message ${at}`));
    for (const point of SMALL_ORDER.map(un)) {
      const spellings = [point, point.with(31, (point[31] as number) | 0x80)];
      expect(spellings.filter((key) => messages.some((message) => e.verify(key, message, forged)))).toEqual([]);
    }
    for (const length of [0, 31, 33, 64]) expect(e.verify(new Uint8Array(length).fill(2), NONE, new Uint8Array(64))).toBe(false);
    const key = e.signPublic(e.random(32));
    for (const length of [0, 63, 65]) expect(e.verify(key, NONE, new Uint8Array(length))).toBe(false);
    expect(e.verify(new Uint8Array(32).fill(0x7f), NONE, new Uint8Array(64))).toBe(false);
  });

  it('returns plain byte arrays, whose slices are copies and whose JSON is nobody else’s', () => {
    const key = e.random(32);
    const nonce = e.random(12);
    const sealed = e.encrypt(key, nonce, NONE, utf8('plain'));
    const packed = e.deflate(utf8('plain'));
    const made = [
      e.random(8),
      e.random(100),
      e.sha256(key),
      e.hmac(key, key),
      e.hkdf(key, NONE, NONE, 32),
      sealed,
      e.decrypt(key, nonce, NONE, sealed),
      e.exchangePublic(key),
      e.exchange(key, e.exchangePublic(e.random(32))),
      e.signPublic(key),
      e.sign(key, NONE),
      packed,
      e.inflate(packed, 10),
    ];
    for (const bytes of made) expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
  });

  it('refuses a DEFLATE stream that is cut, empty, not one, or longer than allowed', () => {
    const data = utf8('hello again and '.repeat(4000));
    const packed = e.deflate(data);
    expect(e.inflate(packed, data.length)).toEqual(data);
    expect(e.inflate(packed, data.length - 1)).toBeUndefined();
    expect(e.inflate(packed.subarray(0, packed.length - 1), data.length)).toBeUndefined();
    expect(e.inflate(NONE, 10)).toBeUndefined();
    const incompressible = e.deflate(e.random(20_000));
    for (const cut of [4095, 4096, 4097, 8192]) expect(e.inflate(incompressible.subarray(0, cut), 1 << 20)).toBeUndefined();
    expect(e.inflate(new Uint8Array(4).fill(255), 10)).toBeUndefined();
    expect(e.inflate(e.deflate(new Uint8Array(8_000_000)), 1_000_000)).toBeUndefined();
  });
});

describe.each(pairs)('$name', ({ by, on }) => {
  const word = fc.constantFrom('{"resourceType":"', 'Observation', '"code":', '120', ' mmHg', '\n');
  const content = fc.array(word, { maxLength: 2000 }).map((words) => utf8(words.join('')));

  it('inflates what the other deflated, with and without a dictionary', () => {
    fc.assert(
      fc.property(content, fc.option(content, { nil: undefined }), (data, some) => {
        const dictionary = some?.length ? some : undefined;
        return equal(on.inflate(by.deflate(data, dictionary), 1 << 20, dictionary) as Uint8Array, data);
      }),
      { numRuns: 60 },
    );
  });

  it('opens, agrees and verifies what the other made', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 40 }), (data, aad) => {
        const key = by.random(32);
        const nonce = by.random(12);
        const peer = on.random(32);
        expect(on.decrypt(key, nonce, aad, by.encrypt(key, nonce, aad, data))).toEqual(data);
        expect(by.exchange(key, on.exchangePublic(peer))).toEqual(on.exchange(peer, by.exchangePublic(key)));
        expect(on.verify(by.signPublic(key), data, by.sign(key, data))).toBe(true);
        expect(by.hkdf(key, aad, data, 77)).toEqual(on.hkdf(key, aad, data, 77));
        expect(by.hmac(key, data)).toEqual(on.hmac(key, data));
      }),
      { numRuns: 20 },
    );
  });
});
