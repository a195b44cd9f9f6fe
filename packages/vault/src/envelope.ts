import { type Bytes, concat, equal, type Field, fields, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';

/** What an envelope holds. The number is written into it and authenticated. */
export const Kind = { body: 1, dataKey: 2, piece: 3, image: 4, account: 5, keyring: 6, grant: 7, deposit: 8, audit: 9, token: 10, state: 11 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** 1: AES-256-GCM under a key both sides hold. 2: the same under X25519 + HKDF. 3: reserved for X25519 + ML-KEM-768. */
export const Suite = { symmetric: 1, box: 2, reservedHybrid: 3 } as const;

const MAGIC = utf8('SV');
const FORMAT = 1;
const HEADER = 14;
const NONCE = 12;
const NO_KEY_ID = new Uint8Array(8);

/** `T` sealed: bytes that only the vault turns back. */
export type Sealed<T> = Bytes & { readonly __sealed?: T };

interface Options {
  /** How the content is coded (compression); authenticated, interpreted by the caller. */
  readonly coding?: number;
  /** Eight bytes that say which key opens this, without saying what it is. */
  readonly keyId?: Bytes;
}

/**
 * An envelope: magic "SV", format, kind, suite, coding, key id (8), nonce (12), then ciphertext and 16-byte tag.
 * The AAD is the header and every field of `context`, length-prefixed, so an envelope opens only where it was put.
 */
export function seal<T>(e: Engine, kind: Kind, key: Bytes, context: readonly Field[], plain: Bytes, options: Options = {}): Sealed<T> {
  const header = headerOf(kind, Suite.symmetric, options);
  const nonce = e.random(NONCE);
  return concat(header, nonce, e.encrypt(key, nonce, fields(header, ...context), plain));
}

/** Undefined when the envelope is of another kind, format or suite, was changed, or belongs elsewhere. */
export function unseal<T>(e: Engine, kind: Kind, key: Bytes, context: readonly Field[], sealed: Sealed<T>): Bytes | undefined {
  if (!isEnvelope(sealed, kind, Suite.symmetric)) return undefined;
  const nonce = sealed.subarray(HEADER, HEADER + NONCE);
  return e.decrypt(key, nonce, fields(sealed.subarray(0, HEADER), ...context), sealed.subarray(HEADER + NONCE));
}

/** Sealed to a public key by anybody: the header is followed by an ephemeral X25519 public key. */
export function sealTo<T>(e: Engine, kind: Kind, recipient: Bytes, context: readonly Field[], plain: Bytes): Sealed<T> {
  const header = headerOf(kind, Suite.box, { keyId: keyIdOf(e, recipient) });
  const secret = e.random(32);
  const ephemeral = e.exchangePublic(secret);
  const shared = e.exchange(secret, recipient);
  if (!shared) throw new RangeError('The recipient key is not a usable X25519 public key.');
  const nonce = e.random(NONCE);
  const key = boxKey(e, shared, ephemeral, recipient);
  return concat(header, ephemeral, nonce, e.encrypt(key, nonce, fields(header, ...context), plain));
}

/** Opens what was sealed to the public half of `secret`; undefined as for `unseal`. */
export function unsealFrom<T>(e: Engine, kind: Kind, secret: Bytes, context: readonly Field[], sealed: Sealed<T>): Bytes | undefined {
  if (!isEnvelope(sealed, kind, Suite.box)) return undefined;
  const recipient = e.exchangePublic(secret);
  const ephemeral = sealed.subarray(HEADER, HEADER + 32);
  const shared = e.exchange(secret, ephemeral);
  if (!shared) return undefined;
  const nonce = sealed.subarray(HEADER + 32, HEADER + 32 + NONCE);
  const key = boxKey(e, shared, ephemeral, recipient);
  return e.decrypt(key, nonce, fields(sealed.subarray(0, HEADER), ...context), sealed.subarray(HEADER + 32 + NONCE));
}

/** The coding byte, to be read only after the envelope has opened (it is authenticated). */
export const codingOf = (sealed: Bytes): number => sealed[5] as number;
/** The key id, a hint that says which key to try. */
export const keyIdIn = (sealed: Bytes): Bytes => sealed.subarray(6, HEADER);
export const keyIdOf = (e: Engine, publicKey: Bytes): Bytes => e.sha256(publicKey).subarray(0, 8);

function headerOf(kind: Kind, suite: number, options: Options): Bytes {
  return concat(MAGIC, Uint8Array.of(FORMAT, kind, suite, options.coding ?? 0), options.keyId ?? NO_KEY_ID);
}

function isEnvelope(sealed: Bytes, kind: Kind, suite: number): boolean {
  const least = HEADER + NONCE + 16 + (suite === Suite.box ? 32 : 0);
  return sealed.length >= least && equal(sealed.subarray(0, 5), concat(MAGIC, Uint8Array.of(FORMAT, kind, suite)));
}

function boxKey(e: Engine, shared: Bytes, ephemeral: Bytes, recipient: Bytes): Bytes {
  return e.hkdf(shared, concat(ephemeral, recipient), utf8('satchel/1/box'), 32);
}
