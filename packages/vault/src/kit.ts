import type { Bytes } from './bytes.ts';
import type { Engine } from './engine.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DIGITS = 26;
const CHECKS = 2;

export const newKitCode = (e: Engine): Bytes => e.random(16);

/** Seven groups of four, Crockford base32: 128 bits and a check of 10, so that a misread letter is noticed. */
export function formatKit(e: Engine, code: Bytes): string {
  let bits = 0n;
  for (const byte of code) bits = (bits << 8n) | BigInt(byte);
  let digits = '';
  for (let at = DIGITS - 1; at >= 0; at--) digits += ALPHABET[Number((bits >> BigInt(5 * at)) & 31n)];
  return (digits + checkOf(e, code)).replace(/(.{4})(?=.)/g, '$1-');
}

/** Undefined when the text is no kit code; forgives case, spaces, dashes and the look-alikes O, I and L. */
export function parseKit(e: Engine, typed: string): Bytes | undefined {
  const plain = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const digits = plain.replace(/O/g, '0').replace(/[IL]/g, '1');
  if (digits.length !== DIGITS + CHECKS) return undefined;
  let bits = 0n;
  for (const digit of digits.slice(0, DIGITS)) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return undefined;
    bits = (bits << 5n) | BigInt(value);
  }
  if (bits >> 128n) return undefined;
  const code = Uint8Array.from({ length: 16 }, (_, at) => Number((bits >> BigInt(8 * (15 - at))) & 255n));
  return checkOf(e, code) === digits.slice(DIGITS) ? code : undefined;
}

function checkOf(e: Engine, code: Bytes): string {
  const digest = e.sha256(code);
  return [0, 1].map((at) => ALPHABET[(digest[at] as number) & 31]).join('');
}
