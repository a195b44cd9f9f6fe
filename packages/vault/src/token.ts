import { type Bytes, base64url, equal, fromBase64url, text, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, unseal } from './envelope.ts';

/** One record that a session or token reaches: the grant, its private half, and the pinned manage key. */
export interface TokenReach {
  readonly person: string;
  readonly grant: string;
  /** What the bearer calls this record; sealed with the rest. */
  readonly name: string;
  readonly holder: string;
  readonly manage: string;
}

/** Split secret: the bearer has `shard.id.secret`; the server stores a digest of one half and the reach sealed under the other. */
export interface StoredToken {
  readonly shard: string;
  readonly id: string;
  readonly authHash: Bytes;
  readonly wrapped: Sealed<readonly TokenReach[]>;
}

export function mintToken(e: Engine, shard: string, reach: readonly TokenReach[]): { bearer: string; stored: StoredToken } {
  const id = base64url(e.random(12));
  const secret = e.random(32);
  const wrapped = seal<readonly TokenReach[]>(e, Kind.token, part(e, secret, 'wrap'), ['token', shard, id], utf8(JSON.stringify(reach)));
  return { bearer: `${shard}.${id}.${base64url(secret)}`, stored: { shard, id, authHash: e.sha256(part(e, secret, 'auth')), wrapped } };
}

export interface Bearer {
  readonly shard: string;
  readonly id: string;
  readonly secret: Bytes;
}

/** Undefined when the text does not have the shape of a token. */
export function parseBearer(bearer: string): Bearer | undefined {
  const [shard, id, encoded, ...rest] = bearer.split('.');
  const secret = fromBase64url(encoded ?? '');
  return shard && id && secret?.length === 32 && rest.length === 0 ? { shard, id, secret } : undefined;
}

/** Undefined when the secret is not this token's. The comparison takes the same time for every wrong secret. */
export function openToken(e: Engine, bearer: Bearer, stored: StoredToken): readonly TokenReach[] | undefined {
  if (!equal(e.sha256(part(e, bearer.secret, 'auth')), stored.authHash)) return undefined;
  const plain = unseal(e, Kind.token, part(e, bearer.secret, 'wrap'), ['token', stored.shard, stored.id], stored.wrapped);
  return plain && (JSON.parse(text(plain)) as readonly TokenReach[]);
}

function part(e: Engine, secret: Bytes, use: string): Bytes {
  return e.hkdf(secret, new Uint8Array(0), utf8(`satchel/1/token/${use}`), 32);
}
