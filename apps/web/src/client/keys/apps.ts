import { grantToApp, grantToService, readResourceScope, termsFor } from '@satchel/ceremonies';
import { type Bytes, type Category, fromBase64url } from '@satchel/vault';
import type { ConsentAnswered, ConsentApproval } from '../../../../server/src/http/api.ts';
import { Trouble } from '../api.ts';
import { newId, type OpenAccount, type World } from './account.ts';
import { openRecords } from './records.ts';

/** What the person agreed to on the consent screen. */
export interface Agreement {
  /** The name of the question, from the address. */
  readonly request: string;
  readonly person: string;
  /** What the app calls itself. */
  readonly name: string;
  /** The scopes granted, as they were shown. */
  readonly scopes: readonly string[];
  readonly special: readonly string[];
  readonly categories: readonly Category[];
  readonly expiresAt: string;
  /** For a service: the server's key that can read at any time. */
  readonly service?: string;
}

/**
 * Signs a grant for exactly what was shown. The code that opens it is made here, and goes to the app by the browser's address
 * alone. Answers where the browser goes next.
 */
export async function approveApp(world: World, opened: OpenAccount, agreed: Agreement): Promise<string | undefined> {
  const { e } = world;
  const { records } = await openRecords(world, opened);
  const record = records.find(({ held }) => held.person === agreed.person);
  if (!record) throw new Trouble('failed', 0);
  const rules = agreed.scopes.flatMap((scope) => readResourceScope(scope)?.rule ?? []);
  const { capabilities, slice } = termsFor(rules, agreed.categories);
  const terms = {
    person: agreed.person,
    grant: newId(e),
    label: agreed.name,
    capabilities,
    limits: JSON.stringify(slice),
    createdAt: new Date(world.now()).toISOString(),
    expiresAt: agreed.expiresAt,
  };
  const made =
    agreed.service === undefined
      ? grantToApp(e, record.keys, terms)
      : { grant: grantToService(e, record.keys, fromBase64url(agreed.service) as Bytes, terms) };
  const body: ConsentApproval = {
    proof: opened.proof,
    person: agreed.person,
    scope: [...agreed.special, ...agreed.scopes].join(' '),
    grant: made.grant,
    ...('token' in made && { token: made.token }),
  };
  const { redirect } = await world.call<ConsentAnswered>('POST', `/api/connect/${encodeURIComponent(agreed.request)}/approve`, body);
  return redirect !== undefined && 'code' in made ? `${redirect}&code=${made.code}` : undefined;
}
