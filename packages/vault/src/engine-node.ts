import {
  createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman, hash, hkdfSync,
  type KeyObject, randomBytes, sign, verify,
} from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Bytes, concat } from './bytes.ts';
import type { Engine } from './engine.ts';

type Curve = 'x25519' | 'ed25519';

// DER prefixes of PKCS#8 and SubjectPublicKeyInfo for raw 32-byte keys (RFC 8410).
const OID: Record<Curve, number> = { x25519: 0x6e, ed25519: 0x70 };
const secretDer = (curve: Curve, raw: Bytes): Bytes =>
  concat(Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, OID[curve], 4, 0x22, 4, 0x20), raw);
const publicDer = (curve: Curve, raw: Bytes): Bytes =>
  concat(Uint8Array.of(0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, OID[curve], 3, 0x21, 0), raw);

const asBuffer = (bytes: Bytes): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const secretKey = (curve: Curve, raw: Bytes): KeyObject =>
  createPrivateKey({ key: asBuffer(secretDer(curve, raw)), format: 'der', type: 'pkcs8' });
const publicKey = (curve: Curve, raw: Bytes): KeyObject =>
  createPublicKey({ key: asBuffer(publicDer(curve, raw)), format: 'der', type: 'spki' });
const rawPublic = (secret: KeyObject): Bytes =>
  new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(12));

// The one place in Satchel that creates ciphers. Node would accept 4-byte tags without authTagLength.
const GCM = { authTagLength: 16 } as const;

/** node:crypto and zlib. */
export const nodeEngine: Engine = {
  random: (length) => new Uint8Array(randomBytes(length)),
  sha256: (data) => new Uint8Array(hash('sha256', data, 'buffer')),
  hmac: (key, data) => new Uint8Array(createHmac('sha256', key).update(data).digest()),
  hkdf: (key, salt, info, length) => new Uint8Array(hkdfSync('sha256', key, salt, info, length)),
  encrypt(key, nonce, aad, plain) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, GCM).setAAD(aad);
    return concat(cipher.update(plain), cipher.final(), cipher.getAuthTag());
  },
  decrypt(key, nonce, aad, sealed) {
    if (sealed.length < 16) return undefined;
    const cut = sealed.length - 16;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, GCM).setAAD(aad).setAuthTag(sealed.subarray(cut));
    const plain = decipher.update(sealed.subarray(0, cut));
    try {
      decipher.final();
      return plain;
    } catch {
      plain.fill(0);
      return undefined;
    }
  },
  exchangePublic: (secret) => rawPublic(secretKey('x25519', secret)),
  exchange(secret, peer) {
    try {
      return new Uint8Array(diffieHellman({ privateKey: secretKey('x25519', secret), publicKey: publicKey('x25519', peer) }));
    } catch {
      return undefined;
    }
  },
  signPublic: (seed) => rawPublic(secretKey('ed25519', seed)),
  sign: (seed, message) => new Uint8Array(sign(null, message, secretKey('ed25519', seed))),
  verify: (key, message, signature) => key.length === 32 && verify(null, message, publicKey('ed25519', key), signature),
  deflate: (data, dictionary) => deflateRawSync(data, dictionary ? { level: 1, dictionary } : { level: 6 }),
  inflate(data, limit, dictionary) {
    try {
      return inflateRawSync(data, { maxOutputLength: limit, ...(dictionary && { dictionary }) });
    } catch {
      return undefined;
    }
  },
};
