import type { World } from '@satchel/record';
import { base64url, utf8 } from '@satchel/vault';
import { decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { JWKSNoMatchingKey } from 'jose/errors';
import type { ClientKeys } from './client-keys.ts';
import type { Client } from './clients.ts';

/** http://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const ASSERTION_ALGORITHMS = ['RS384', 'ES384'] as const;

/** The furthest an assertion may expire ahead, and how far clocks may differ. Seconds. */
const AHEAD = 300;
const SKEW = 5;
const JTI_SHARD = 'smart-jti';
const LONGEST = 10_000;
/** RFC 7515 §7.1, letter by letter: libraries forgive white space and padding. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Whether an assertion is by this client: signed with a key it registered by one of two algorithms, for this endpoint,
 * for five minutes at most, and never seen before. Keys, algorithms and addresses that it brings itself count for nothing.
 */
export function createAssertions(world: World, keys: ClientKeys) {
  const { engine, store, now } = world;
  const verify = async (client: Client, assertion: string, audience: string): Promise<JWTPayload | undefined> => {
    const { kid, jku } = decodeProtectedHeader(assertion);
    if (typeof kid !== 'string' || kid === '' || (jku !== undefined && jku !== client.jwksUri)) return undefined;
    const options = {
      algorithms: [...ASSERTION_ALGORITHMS],
      issuer: client.id,
      subject: client.id,
      requiredClaims: ['exp', 'jti', 'aud'],
      currentDate: new Date(now()),
      clockTolerance: SKEW,
    };
    const check = async (again: boolean) => {
      const set = await keys.of(client, again);
      return set && (await jwtVerify(assertion, set, options));
    };
    const verified = await check(false).catch((error: unknown) => (error instanceof JWKSNoMatchingKey ? check(true) : undefined));
    const payload = verified?.payload;
    // One audience and no other: an assertion for somebody else must not be good here.
    const audiences = [payload?.aud].flat();
    return audiences.length === 1 && audiences[0] === audience && verified?.protectedHeader.crit === undefined ? payload : undefined;
  };
  return {
    async isBy(client: Client, assertion: string, audience: string): Promise<boolean> {
      if (assertion.length > LONGEST || !COMPACT.test(assertion)) return false;
      const payload = await verify(client, assertion, audience).catch(() => undefined);
      const { exp, jti } = payload ?? {};
      if (exp === undefined || typeof jti !== 'string' || jti === '' || exp > now() / 1000 + AHEAD + SKEW) return false;
      const id = base64url(engine.sha256(utf8(JSON.stringify([client.id, jti]))));
      const row = { person: JTI_SHARD, id, kind: 'smart-jti', expires: (exp + SKEW + 1) * 1000, state: new Uint8Array(0) };
      return (await store.write({ shard: JTI_SHARD, operations: [{ insert: 'job', rows: [row] }] })) === 'written';
    },
    async sweep(): Promise<void> {
      for await (const batch of store.scan('job', { person: JTI_SHARD }, { columns: ['expires'] })) {
        const over = batch.filter(({ expires }) => expires <= now());
        if (over.length)
          await store.write({ shard: JTI_SHARD, operations: over.map(({ id }) => ({ remove: 'job', prefix: { person: JTI_SHARD, id } })) });
      }
    },
  };
}

export type Assertions = ReturnType<typeof createAssertions>;
