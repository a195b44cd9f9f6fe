import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64url, concat, equal, type Field, fields, fromBase64url, hex, json, text, u64, utf8 } from './bytes.ts';

const field = fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.uint8Array({ maxLength: 40 }));

describe('fields', () => {
  it('writes each field as its length and its bytes', () => {
    expect(hex(fields('é', 258, Uint8Array.of(7), ''))).toBe('00000002c3a9000000080000000000000102000000010700000000');
    expect(fields()).toHaveLength(0);
  });

  it('[S18] gives different bytes for different lists', () => {
    const bytesOf = (list: readonly Field[]) => hex(fields(...list));
    const parts = (list: readonly Field[]) =>
      JSON.stringify(list.map((part) => hex(typeof part === 'string' ? utf8(part) : typeof part === 'number' ? u64(part) : part)));
    fc.assert(fc.property(fc.array(field), fc.array(field), (a, b) => (bytesOf(a) === bytesOf(b)) === (parts(a) === parts(b))));
    expect(bytesOf(['ab', 'c'])).not.toBe(bytesOf(['a', 'bc']));
    expect(bytesOf(['ab'])).not.toBe(bytesOf(['ab', '']));
  });
});

describe('u64', () => {
  it('is big-endian up to the largest safe integer', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => new DataView(u64(value).buffer).getBigUint64(0) === BigInt(value)),
    );
    expect(hex(u64(Number.MAX_SAFE_INTEGER))).toBe('001fffffffffffff');
    expect(hex(u64(2 ** 32))).toBe('0000000100000000');
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])('refuses %s', (value) => {
    expect(() => u64(value)).toThrow(RangeError);
    expect(() => fields(value)).toThrow(RangeError);
  });
});

describe('base64url', () => {
  it('goes there and back', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => equal(fromBase64url(base64url(bytes)) as Uint8Array, bytes)));
    expect(base64url(Uint8Array.of(251, 255, 254))).toBe('-__-');
    expect(base64url(Uint8Array.of(1))).toBe('AQ');
  });

  it('has one spelling only', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const bytes = fromBase64url(typed);
        return bytes === undefined || base64url(bytes) === typed;
      }),
    );
  });

  it.each([['A'], ['AR'], ['AQ=='], ['A+'], ['A/'], ['AQ\n'], [undefined], [null], [7], [{}]])('refuses %j', (value) => {
    expect(fromBase64url(value)).toBeUndefined();
  });
});

describe('equal', () => {
  it('says whether all bytes are the same', () => {
    fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => equal(a, b) === (hex(a) === hex(b))));
    expect(equal(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equal(Uint8Array.of(1, 2), Uint8Array.of(9, 2))).toBe(false);
    expect(equal(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  });
});

describe('concat, text and json', () => {
  it('joins parts in order', () => {
    expect(hex(concat(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3)))).toBe('010203');
  });

  it('reads UTF-8, keeps a byte order mark and throws on anything else', () => {
    expect(text(utf8('Zoë 🙂'))).toBe('Zoë 🙂');
    expect(text(utf8('\ufeffx'))).toBe('\ufeffx');
    expect(() => text(Uint8Array.of(0xff))).toThrow(TypeError);
  });

  it('is undefined for what is not JSON, and never throws', () => {
    expect(json(utf8('{"a":[1]}'))).toEqual({ a: [1] });
    expect(json(utf8('null'))).toBeNull();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => (json(bytes), true)));
    expect(json(utf8('{'))).toBeUndefined();
    expect(json(Uint8Array.of(0xff))).toBeUndefined();
  });

  it('drops members called __proto__ at every depth', () => {
    const read = json(utf8('{"__proto__":{"admin":true},"a":{"__proto__":1,"b":2}}'));
    expect(JSON.stringify(read)).toBe('{"a":{"b":2}}');
    expect(Object.assign({}, read)).not.toHaveProperty('admin');
  });
});
