import { APP_TOKEN_TAIL, appTokenId } from './app-token.ts';
import { type Bytes, type Capabilities, type Engine, type RecordKeys, base64url, makeGrant, spellBearer, storeToken } from '@satchel/vault';
import type { CodedGrant } from './renew-keys.ts';

/** What the person approved, as their screen showed it. */
export interface AppTerms {
  readonly person: string;
  /** A fresh UUID. */
  readonly grant: string;
  /** What the app calls itself. */
  readonly label: string;
  readonly capabilities: Capabilities;
  /** The choice finer than keys, as JSON. */
  readonly limits: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** A code as the server keeps it: a digest of one half, the grant's private key sealed under the other. */
export interface CodedToken {
  readonly shard: string;
  readonly id: string;
  readonly authHash: string;
  readonly wrapped: string;
}

/**
 * A grant to a fresh key, and the authorization code that opens it. The code stays on the device until the app gets it; the
 * server learns it when the app exchanges it, and can open the grant from then on for as long as a request of the app runs.
 */
export function grantToApp(
  e: Engine,
  keys: RecordKeys,
  terms: AppTerms,
): { readonly code: string; readonly token: CodedToken; readonly grant: CodedGrant } {
  const holder = e.random(32);
  const bearer = { shard: terms.person, id: appTokenId('code', terms.grant, e.random(APP_TOKEN_TAIL)), secret: e.random(32) };
  const reach = { person: terms.person, grant: terms.grant, holder: base64url(holder), manage: base64url(e.signPublic(keys.manage)) };
  const { shard, id, authHash, wrapped } = storeToken(e, bearer, [reach]);
  return {
    code: spellBearer(bearer),
    token: { shard, id, authHash: base64url(authHash), wrapped: base64url(wrapped) },
    grant: grantTo(e, keys, e.exchangePublic(holder), terms),
  };
}

/** A grant to the key that a server holds for one service: it can read at any time, without anybody being there. */
export function grantToService(e: Engine, keys: RecordKeys, service: Bytes, terms: AppTerms): CodedGrant {
  return grantTo(e, keys, service, terms);
}

function grantTo(
  e: Engine,
  keys: RecordKeys,
  holder: Bytes,
  { person, grant, label, capabilities, limits, createdAt, expiresAt }: AppTerms,
): CodedGrant {
  const terms = { person, grant, kind: 'app', label, capabilities, history: true, createdAt, expiresAt } as const;
  const { statement, wrap, signature } = makeGrant(e, keys, holder, terms, limits);
  return { grant, statement: base64url(statement), wrap: base64url(wrap), signature: base64url(signature) };
}
