import type { Bytes } from './bytes.ts';

/**
 * The primitives a platform hands to the vault, all synchronous. Two engines exist: `node` (node:crypto, zlib) and
 * `web` (audited JavaScript), because browsers refuse crypto.subtle on plain-http home networks and lack X25519 on
 * older phones; the same published vectors run on both (docs/decisions/0003).
 */
export interface Engine {
  random(length: number): Bytes;
  sha256(data: Bytes): Bytes;
  hmac(key: Bytes, data: Bytes): Bytes;
  /** HKDF-SHA-256 (RFC 5869). */
  hkdf(key: Bytes, salt: Bytes, info: Bytes, length: number): Bytes;
  /** AES-256-GCM; the result is ciphertext followed by the 16-byte tag. */
  encrypt(key: Bytes, nonce: Bytes, aad: Bytes, plain: Bytes): Bytes;
  /** Undefined when the tag does not verify; never releases unverified bytes. */
  decrypt(key: Bytes, nonce: Bytes, aad: Bytes, sealed: Bytes): Bytes | undefined;
  /** X25519 (RFC 7748). */
  exchangePublic(secret: Bytes): Bytes;
  /** Undefined for a public key of low order. */
  exchange(secret: Bytes, publicKey: Bytes): Bytes | undefined;
  /** Ed25519 (RFC 8032); secrets are 32-byte seeds. */
  signPublic(seed: Bytes): Bytes;
  sign(seed: Bytes, message: Bytes): Bytes;
  verify(publicKey: Bytes, message: Bytes, signature: Bytes): boolean;
  /** Raw DEFLATE (RFC 1951), optionally with a preset dictionary. */
  deflate(data: Bytes, dictionary?: Bytes): Bytes;
  /** Undefined when the data is not valid or would exceed `limit` bytes. */
  inflate(data: Bytes, limit: number, dictionary?: Bytes): Bytes | undefined;
}
