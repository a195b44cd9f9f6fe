import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engines } from '../testing/engines.ts';
import { equal } from './bytes.ts';
import { formatKit, newKitCode, parseKit } from './kit.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe.each(engines)('a recovery kit code on the $name engine', ({ engine: e }) => {
  it('[S22] goes there and back', () => {
    fc.assert(fc.property(code, (bytes) => equal(parseKit(e, formatKit(e, bytes)) as Uint8Array, bytes)));
    expect(newKitCode(e)).toHaveLength(16);
    expect(newKitCode(e)).not.toEqual(newKitCode(e));
  });

  it('[S22] is seven groups of four letters that cannot be mistaken for each other', () => {
    expect(formatKit(e, new Uint8Array(16))).toMatch(/^0000-0000-0000-0000-0000-0000-00..$/);
    expect(formatKit(e, new Uint8Array(16).fill(255))).toMatch(/^7ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZ..$/);
    fc.assert(fc.property(code, (bytes) => /^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/.test(formatKit(e, bytes))));
  });

  it('[S22] forgives case, spaces, dashes of all kinds, and O, I and L', () => {
    const bytes = new Uint8Array(16).map((_, at) => at * 17);
    const printed = formatKit(e, bytes);
    const loose = printed.toLowerCase().replaceAll('-', ' – ').replaceAll('0', 'o').replace('1', 'l').replaceAll('1', 'I');
    expect(parseKit(e, ` ${loose}\n`)).toEqual(bytes);
    expect(parseKit(e, printed.replaceAll('-', ''))).toEqual(bytes);
  });

  it('[S22] tells a misread letter: all but 1 in 1024', () => {
    const bytes = e.sha256(new Uint8Array(1)).slice(0, 16);
    const digits = formatKit(e, bytes).replaceAll('-', '');
    const misread = Array.from(digits).flatMap((right, at) =>
      Array.from(ALPHABET)
        .filter((wrong) => wrong !== right)
        .map((wrong) => digits.slice(0, at) + wrong + digits.slice(at + 1)),
    );
    expect(misread).toHaveLength(28 * 31);
    expect(misread.filter((typed) => parseKit(e, typed)).length).toBeLessThan(5);
    for (const wrong of misread.slice(-62)) expect(parseKit(e, wrong)).toBeUndefined();
  });

  it('[S22] is refused short, long, with letters it never has, or beyond 128 bits', () => {
    const digits = formatKit(e, new Uint8Array(16)).replaceAll('-', '');
    for (const typed of ['', digits.slice(1), `${digits}0`, `U${digits.slice(1)}`, `*${digits.slice(1)}`, `8${digits.slice(1)}`])
      expect(parseKit(e, typed)).toBeUndefined();
  });
});
