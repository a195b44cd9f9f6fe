import { type Bytes, concat, type Field, fields, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';

/** What an envelope holds. The number is written into it and authenticated. */
export const Kind = {
  body: 1,
  dataKey: 2,
  piece: 3,
  image: 4,
  account: 5,
  keyring: 6,
  grant: 7,
  deposit: 8,
  audit: 9,
  token: 10,
  state: 11,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** 1: AES-256-GCM under a key both sides hold. 2: the same under X25519 + HKDF. 3: reserved for X25519 + ML-KEM-768. */
export const Suite = { symmetric: 1, box: 2, reservedHybrid: 3 } as const;

/** How the content is coded. Bodies use 16 + dictionary id instead of `deflate`. */
export const Coding = { plain: 0, deflate: 1, dictionary: 16 } as const;

const MAGIC = utf8('SV');
const FORMAT = 1;
const HEADER = 14;
const NONCE = 12;
const TAG = 16;
const POINT = 32;
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
  return isEnvelope(sealed, kind, Suite.symmetric) ? openAt(e, HEADER, key, context, sealed) : undefined;
}

/** Sealed to a public key by anybody: the header is followed by an ephemeral X25519 public key. Throws for a key of low order. */
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
  const ephemeral = sealed.subarray(HEADER, HEADER + POINT);
  const shared = e.exchange(secret, ephemeral);
  return shared && openAt(e, HEADER + POINT, boxKey(e, shared, ephemeral, e.exchangePublic(secret)), context, sealed);
}

/** The coding byte, to be read only after the envelope has opened (it is authenticated). */
export const codingOf = (sealed: Bytes): number => sealed[5] as number;
/** The key id, a hint that says which key to try. */
export const keyIdIn = (sealed: Bytes): Bytes => sealed.subarray(6, HEADER);
export const keyIdOf = (e: Engine, publicKey: Bytes): Bytes => e.sha256(publicKey).subarray(0, 8);

function headerOf(kind: Kind, suite: number, options: Options): Bytes {
  return concat(MAGIC, Uint8Array.of(FORMAT, kind, suite, options.coding ?? Coding.plain), options.keyId ?? NO_KEY_ID);
}

function isEnvelope(sealed: Bytes, kind: Kind, suite: number): boolean {
  return (
    sealed.length >= HEADER + (suite === Suite.box ? POINT : 0) + NONCE + TAG &&
    sealed[0] === MAGIC[0] &&
    sealed[1] === MAGIC[1] &&
    sealed[2] === FORMAT &&
    sealed[3] === kind &&
    sealed[4] === suite
  );
}

/** Opens the nonce, ciphertext and tag that begin at `at`. */
function openAt(e: Engine, at: number, key: Bytes, context: readonly Field[], sealed: Bytes): Bytes | undefined {
  return e.decrypt(key, sealed.subarray(at, at + NONCE), fields(sealed.subarray(0, HEADER), ...context), sealed.subarray(at + NONCE));
}

function boxKey(e: Engine, shared: Bytes, ephemeral: Bytes, recipient: Bytes): Bytes {
  return e.hkdf(shared, concat(ephemeral, recipient), utf8('satchel/1/box'), 32);
}
