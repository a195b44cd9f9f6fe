import { base64url, type Bytes, equal, fromBase64url, json, NONE, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, unseal } from './envelope.ts';

/** One record that a session or token reaches: the grant, its private half, and the pinned manage key. */
export interface TokenReach {
  readonly person: string;
  readonly grant: string;
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

export interface Bearer {
  readonly shard: string;
  readonly id: string;
  readonly secret: Bytes;
}

/** `shard` has no dot in it. */
export function mintToken(e: Engine, shard: string, reach: readonly TokenReach[]): { bearer: string; stored: StoredToken } {
  const bearer = { shard, id: base64url(e.random(12)), secret: e.random(32) };
  return { bearer: spellBearer(bearer), stored: storeToken(e, bearer, reach) };
}

/** What is stored of a token whose id and secret are chosen already. */
export function storeToken(e: Engine, { shard, id, secret }: Bearer, reach: readonly TokenReach[]): StoredToken {
  const wrapped = seal<readonly TokenReach[]>(e, Kind.token, half(e, secret, 'wrap'), ['token', shard, id], utf8(JSON.stringify(reach)));
  return { shard, id, authHash: e.sha256(half(e, secret, 'auth')), wrapped };
}

export const spellBearer = ({ shard, id, secret }: Bearer): string => `${shard}.${id}.${base64url(secret)}`;

/** Whether the secret is this token's, also of one whose wrap is gone. Takes the same time for every wrong secret. */
export const isBearerOf = (e: Engine, { secret }: Bearer, { authHash }: Pick<StoredToken, 'authHash'>): boolean =>
  equal(e.sha256(half(e, secret, 'auth')), authHash);

/** Undefined when the text does not have the shape of a token. */
export function parseBearer(bearer: string): Bearer | undefined {
  const [shard, id, encoded, ...rest] = bearer.split('.');
  const secret = fromBase64url(encoded);
  return shard && id && secret?.length === 32 && rest.length === 0 ? { shard, id, secret } : undefined;
}

/** Undefined when the secret is not this token's. */
export function openToken(e: Engine, bearer: Bearer, stored: StoredToken): readonly TokenReach[] | undefined {
  if (!isBearerOf(e, bearer, stored)) return undefined;
  const plain = unseal(e, Kind.token, half(e, bearer.secret, 'wrap'), ['token', bearer.shard, bearer.id], stored.wrapped);
  const reach = plain && json(plain);
  return Array.isArray(reach) ? reach : undefined;
}

function half(e: Engine, secret: Bytes, use: 'auth' | 'wrap'): Bytes {
  return e.hkdf(secret, NONE, utf8(`satchel/1/token/${use}`), 32);
}
