import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
  sign,
  verify,
} from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Bytes, concat, hex } from './bytes.ts';
import type { Engine } from './engine.ts';

type Curve = 'x25519' | 'ed25519';

// DER prefixes of PKCS#8 and SubjectPublicKeyInfo for raw 32-byte keys (RFC 8410).
const OID: Record<Curve, number> = { x25519: 0x6e, ed25519: 0x70 };
const secretDer = (curve: Curve, raw: Bytes): Bytes =>
  concat(Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, OID[curve], 4, 0x22, 4, 0x20), raw);
const publicDer = (curve: Curve, raw: Bytes): Bytes =>
  concat(Uint8Array.of(0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, OID[curve], 3, 0x21, 0), raw);

const asBuffer = (bytes: Bytes): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** What Node returns as a Buffer, without Buffer's own `slice` and `toJSON`, and without the idle rest of a larger block. */
const plainBytes = (buffer: Buffer): Bytes =>
  buffer.length * 2 < buffer.buffer.byteLength ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
const secretKey = (curve: Curve, raw: Bytes): KeyObject =>
  createPrivateKey({ key: asBuffer(secretDer(curve, raw)), format: 'der', type: 'pkcs8' });
const publicKey = (curve: Curve, raw: Bytes): KeyObject =>
  createPublicKey({ key: asBuffer(publicDer(curve, raw)), format: 'der', type: 'spki' });
const rawPublic = (secret: KeyObject): Bytes =>
  new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(12));

// Random bytes are drawn a few kilobytes at a time, handed out once and wiped.
const pool = new Uint8Array(4096);
let drawn = pool.length;
function random(length: number): Bytes {
  if (length > 64) return plainBytes(randomBytes(length));
  if (drawn + length > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const bytes = pool.slice(drawn, drawn + length);
  pool.fill(0, drawn, drawn + length);
  drawn += length;
  return bytes;
}

// The y coordinates of the eight points of small order on Ed25519, both spellings, sign bit cleared: under such a
// "key" a signature of anything verifies, and OpenSSL 3.0 (Node 22) does not refuse them.
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);
const isSmallOrder = (key: Bytes): boolean => SMALL_ORDER.has(hex(key.with(31, (key[31] as number) & 0x7f)));

// The one place in Satchel that creates ciphers. Node would accept 4-byte tags without authTagLength; key objects
// spare it 10 microseconds a call over raw keys.
const GCM = { authTagLength: 16 } as const;

// Rows are small: most of what a call costs is the memory that zlib sets up for large ones.
const SMALL = { level: 3, windowBits: 14, memLevel: 5 } as const;

/** node:crypto and zlib. */
export const nodeEngine: Engine = {
  random,
  sha256: (data) => plainBytes(hash('sha256', data, 'buffer')),
  hmac: (key, data) => plainBytes(createHmac('sha256', createSecretKey(key)).update(data).digest()),
  hkdf: (key, salt, info, length) => new Uint8Array(hkdfSync('sha256', createSecretKey(key), salt, info, length)),
  encrypt(key, nonce, aad, plain) {
    const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce, GCM).setAAD(aad);
    const sealed = cipher.update(plain);
    cipher.final();
    return concat(sealed, cipher.getAuthTag());
  },
  decrypt(key, nonce, aad, sealed) {
    if (sealed.length < 16) return undefined;
    const cut = sealed.length - 16;
    const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce, GCM).setAAD(aad).setAuthTag(sealed.subarray(cut));
    const plain = decipher.update(sealed.subarray(0, cut));
    try {
      decipher.final();
      return plainBytes(plain);
    } catch {
      plain.fill(0);
      return undefined;
    }
  },
  exchangePublic: (secret) => rawPublic(secretKey('x25519', secret)),
  exchange(secret, peer) {
    if (peer.length !== 32) return undefined;
    const privateKey = secretKey('x25519', secret);
    try {
      return plainBytes(diffieHellman({ privateKey, publicKey: publicKey('x25519', peer) }));
    } catch {
      return undefined;
    }
  },
  signPublic: (seed) => rawPublic(secretKey('ed25519', seed)),
  sign: (seed, message) => plainBytes(sign(null, message, secretKey('ed25519', seed))),
  verify: (key, message, signature) =>
    key.length === 32 && !isSmallOrder(key) && verify(null, message, publicKey('ed25519', key), signature),
  deflate: (data, dictionary) =>
    plainBytes(deflateRawSync(data, dictionary ? { ...SMALL, chunkSize: Math.max(1024, data.length >> 1), dictionary } : { level: 6 })),
  inflate(data, limit, dictionary) {
    try {
      return plainBytes(
        inflateRawSync(data, { maxOutputLength: limit, ...(dictionary ? { chunkSize: 4096, dictionary } : { chunkSize: 65_536 }) }),
      );
    } catch {
      return undefined;
    }
  },
};
