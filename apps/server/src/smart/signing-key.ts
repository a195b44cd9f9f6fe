import type { World } from '@satchel/record';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { ServiceKey } from '../service-key.ts';
import { createDrawer } from './drawer.ts';

const SHARD = 'smart-key';
const FOREVER = Number.MAX_SAFE_INTEGER;

/**
 * The key that signs id_tokens: made when first needed, kept sealed to the service key, the same for all processes of one
 * store. It says who signed in, and opens nothing.
 */
export function createSigningKey(world: World, service: ServiceKey) {
  const drawer = createDrawer<JWK>(world, service, 'smart-key');
  let loading: Promise<JWK> | undefined;

  const load = async (): Promise<JWK> => {
    const known = await drawer.get(SHARD, 'RS256');
    if (known) return known.value;
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    await drawer.add(SHARD, 'RS256', { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'RS256' }, FOREVER);
    return ((await drawer.get(SHARD, 'RS256')) as { value: JWK }).value;
  };
  const key = (): Promise<JWK> => (loading ??= load());

  return {
    async publicKeys(): Promise<{ readonly keys: readonly JWK[] }> {
      const { kty, n, e, kid, use, alg } = await key();
      return { keys: [{ kty, n, e, kid, use, alg } as JWK] };
    },
    async sign(claims: Readonly<Record<string, unknown>>): Promise<string> {
      const jwk = await key();
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: jwk.kid as string, typ: 'JWT' })
        .sign(await importJWK(jwk, 'RS256'));
    },
  };
}

export type SigningKey = ReturnType<typeof createSigningKey>;
