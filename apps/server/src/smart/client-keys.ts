import type { Fetch } from '@satchel/intake';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { text } from '@satchel/vault';
import type { Client } from './clients.ts';

type KeySet = ReturnType<typeof createLocalJWKSet>;

interface Cached {
  readonly keys: KeySet;
  readonly fetchedAt: number;
  readonly freshUntil: number;
}

/** Keys that an unknown kid may bring: asked for again, but not at every forged assertion. Milliseconds. */
const AGAIN = 30_000;
/** Bytes of a key set. */
const MOST = 64 * 1024;
const LONGEST = 24 * 3_600_000;

/** The public keys of a client: those it registered, or those at its address, for as long as that says they are fresh. */
export function createClientKeys(outward: Fetch, now: () => number) {
  const cache = new Map<string, Cached>();
  const load = async (url: string): Promise<Cached | undefined> => {
    const answer = await outward(url, { headers: { accept: 'application/json' } });
    if (answer.kind === 'none' || answer.status !== 200 || answer.bytes.length > MOST) return undefined;
    const keys = createLocalJWKSet(JSON.parse(text(answer.bytes)) as JSONWebKeySet);
    const cacheControl = answer.headers['cache-control'] ?? '';
    const seconds = /no-store|no-cache/.test(cacheControl) ? 0 : Number(/max-age=(\d{1,8})/.exec(cacheControl)?.[1] ?? 300);
    const loaded = { keys, fetchedAt: now(), freshUntil: now() + Math.min(LONGEST, seconds * 1000) };
    cache.set(url, loaded);
    return loaded;
  };
  return {
    /** `again` when the keys known so far do not have the kid. */
    async of({ jwks, jwksUri }: Client, again = false): Promise<KeySet | undefined> {
      if (jwks) return again ? undefined : createLocalJWKSet(jwks);
      if (jwksUri === undefined) return undefined;
      const known = cache.get(jwksUri);
      if (known && (again ? now() - known.fetchedAt < AGAIN : known.freshUntil > now())) return again ? undefined : known.keys;
      return (await load(jwksUri).catch(() => undefined))?.keys;
    },
  };
}

export type ClientKeys = ReturnType<typeof createClientKeys>;
