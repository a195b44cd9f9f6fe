import { base64url, fields } from '@satchel/vault';
import type { House } from '../house.ts';
import type { Addresses } from './addresses.ts';
import type { Approval } from './approvals.ts';
import type { Client } from './clients.ts';

/** Seconds. */
const LIFE = 3600;

/** OpenID Connect Core §2, with the claim of scopes-and-launch-context.html#scopes-for-requesting-identity-data. */
export async function idTokenOf(
  { apps, service, world }: House,
  { issuer, fhir }: Addresses,
  client: Client,
  approval: Approval,
  isNamed: boolean,
): Promise<string> {
  const at = Math.floor(world.now() / 1000);
  return apps.signingKey.sign({
    iss: issuer,
    sub: subjectOf({ service, world }, approval.account),
    aud: client.id,
    iat: at,
    exp: at + LIFE,
    auth_time: Math.floor(approval.approvedAt / 1000),
    ...(approval.launch?.nonce !== undefined && { nonce: approval.launch.nonce }),
    ...(isNamed && approval.patient !== undefined && { fhirUser: `${fhir}/Patient/${approval.patient}` }),
  });
}

/** The account under a name that is good for nothing else. */
export const subjectOf = ({ service, world }: Pick<House, 'service' | 'world'>, account: string): string =>
  base64url(world.engine.hmac(service.keyFor('smart/subject'), fields(account)));
