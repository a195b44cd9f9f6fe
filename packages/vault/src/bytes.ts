/** Byte helpers that every format of the vault is written with. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export type Bytes = Uint8Array;
export const NONE: Bytes = new Uint8Array(0);
export const utf8 = (text: string): Bytes => encoder.encode(text);
/** Throws on bytes that are not UTF-8. */
export const text = (bytes: Bytes): string => decoder.decode(bytes);

export function concat(...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Big-endian 64-bit unsigned. Throws unless `value` is a non-negative safe integer. */
export function u64(value: number): Bytes {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('A number in a context must be a non-negative safe integer.');
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** A field of a context: well-formed text, a non-negative safe integer, or bytes. */
export type Field = string | number | Bytes;

/**
 * Fields joined so that no two different lists give the same bytes: each is its length (u32, big-endian) and
 * then its bytes; text is UTF-8, a number is u64. Each place of a context holds one kind of field only.
 */
export function fields(...list: readonly Field[]): Bytes {
  const parts = list.map((field) => (typeof field === 'string' ? utf8(field) : typeof field === 'number' ? u64(field) : field));
  const all = new Uint8Array(parts.reduce((length, part) => length + 4 + part.length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    all.set(part, at + 4);
    at += 4 + part.length;
  }
  return all;
}

/** Takes the same time for all contents of one length. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

export const hex = (bytes: Bytes): string => bytes.reduce((digits, byte) => digits + byte.toString(16).padStart(2, '0'), '');

export function base64url(bytes: Bytes): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Undefined for all but the one spelling of some bytes; a value read from JSON may be no text at all. */
export function fromBase64url(encoded: unknown): Bytes | undefined {
  if (typeof encoded !== 'string' || !/^[A-Za-z0-9_-]*$/.test(encoded) || encoded.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(encoded.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  return base64url(bytes) === encoded ? bytes : undefined;
}

/** The JSON in these bytes, undefined when it is none. Members called `__proto__` are dropped. */
export function json(bytes: Bytes): unknown {
  try {
    return JSON.parse(text(bytes), (name, value: unknown) => (name === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}
