import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createClientKeys } from './client-keys.ts';
import type { Client } from './clients.ts';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const body = (kid: string) => Buffer.from(JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid }] }));
const client = { jwksUri: 'https://app.example/jwks' } as Client;

function told(cacheControl: string | undefined, status = 200) {
  const at = { now: 0, asked: [] as string[] };
  const keys = createClientKeys(
    async (url, request) => {
      at.asked.push(`${request?.method ?? 'GET'} ${url}`);
      return { kind: 'answer', status, headers: { 'cache-control': cacheControl }, bytes: body(`k${at.asked.length}`) };
    },
    () => at.now,
  );
  return { at, keys };
}

describe('the keys at a client’s address', () => {
  it('[SMART#339,341,342] are asked for once while its cache-control says that they are fresh', async () => {
    const { at, keys } = told('public, max-age=600');
    await keys.of(client);
    at.now = 599_000;
    await keys.of(client);
    expect(at.asked).toEqual(['GET https://app.example/jwks']);
    at.now = 601_000;
    await keys.of(client);
    expect(at.asked).toHaveLength(2);
  });

  it('[SMART#341] are not kept where it says no-store, nor longer than it says', async () => {
    for (const [control, milliseconds] of [
      ['no-store', 1],
      ['max-age=1', 1001],
    ] as const) {
      const { at, keys } = told(control);
      await keys.of(client);
      at.now = milliseconds;
      await keys.of(client);
      expect(at.asked).toHaveLength(2);
    }
  });

  it('are asked for again when one is missing, but not at every forged name', async () => {
    const { at, keys } = told('max-age=600');
    await keys.of(client);
    at.now = 31_000;
    expect(await keys.of(client, true)).toBeDefined();
    expect(await keys.of(client, true)).toBeUndefined();
    expect(at.asked).toHaveLength(2);
  });

  it('are none where it does not answer', async () => {
    expect(await told(undefined, 500).keys.of(client)).toBeUndefined();
  });
});
