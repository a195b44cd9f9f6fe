import { gcm } from '@noble/ciphers/aes.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Inflate, deflateSync } from 'fflate';
import type { Bytes } from './bytes.ts';
import { concat } from './bytes.ts';
import type { Engine } from './engine.ts';

/** Audited JavaScript: runs wherever a browser runs, also on plain-http home networks and older phones. */
export const webEngine: Engine = {
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  sha256: (data) => sha256(data),
  hmac: (key, data) => hmac(sha256, key, data),
  hkdf: (key, salt, info, length) => hkdf(sha256, key, salt, info, length),
  encrypt: (key, nonce, aad, plain) => gcm(key, nonce, aad).encrypt(plain),
  decrypt: (key, nonce, aad, sealed) => attempt(() => gcm(key, nonce, aad).decrypt(sealed)),
  exchangePublic: (secret) => x25519.getPublicKey(secret),
  exchange: (secret, publicKey) => attempt(() => x25519.getSharedSecret(secret, publicKey)),
  signPublic: (seed) => ed25519.getPublicKey(seed),
  sign: (seed, message) => ed25519.sign(message, seed),
  // Strict, as RFC 8032 has it: keys of small order and second spellings are refused.
  verify: (publicKey, message, signature) => attempt(() => ed25519.verify(signature, message, publicKey, { zip215: false })) ?? false,
  deflate: (data, dictionary) => deflateSync(data, dictionary ? { level: 3, dictionary } : { level: 6 }),
  inflate: (data, limit, dictionary) => attempt(() => inflateWithin(data, limit, dictionary)),
};

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function inflateWithin(data: Bytes, limit: number, dictionary?: Bytes): Bytes {
  if (data.length === 0) throw new RangeError('no DEFLATE stream');
  const pieces: Bytes[] = [];
  let length = 0;
  const inflate = new Inflate(dictionary ? { dictionary } : {}, (piece) => {
    length += piece.length;
    if (length > limit) throw new RangeError('inflates past its limit');
    pieces.push(piece);
  });
  // Small steps, so that a bomb is stopped by its output and not by memory.
  for (let at = 0; at < data.length; at += 4096) inflate.push(data.subarray(at, at + 4096), at + 4096 >= data.length);
  return concat(...pieces);
}
