import type { Assertions } from './assertion.ts';
import { ASSERTION_TYPE } from './assertion.ts';
import type { AuthMethod, Client, Clients } from './clients.ts';
import type { Form } from './form.ts';
import { OAuthRefusal } from './refusal.ts';

/** How a client said who it is. */
type Shown =
  | { readonly method: 'none'; readonly id: string }
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly id: string; readonly secret: string }
  | { readonly method: 'private_key_jwt'; readonly id: string; readonly assertion: string };

/** The client that asks, by the one method it registered for; throws `invalid_client` for whatever else. */
export async function authenticate(
  clients: Clients,
  assertions: Assertions,
  form: Form,
  authorization: string | undefined,
  tokenEndpoint: string,
): Promise<Client> {
  const shown = shownIn(form, authorization);
  const client = await clients.find(shown.id);
  if (client?.authMethod !== shown.method) throw stranger();
  const isRight =
    shown.method === 'none' ||
    (shown.method === 'private_key_jwt'
      ? await assertions.isBy(client, shown.assertion, tokenEndpoint)
      : clients.secretFits(client, shown.secret));
  if (!isRight) throw stranger();
  return client;
}

function shownIn(form: Form, authorization: string | undefined): Shown {
  const ways: Shown[] = [];
  if (authorization !== undefined) ways.push(basic(authorization));
  if (form['client_assertion'] !== undefined || form['client_assertion_type'] !== undefined) ways.push(asserted(form));
  if (form['client_secret'] !== undefined) ways.push(secret('client_secret_post', form['client_id'], form['client_secret']));
  // RFC 6749 §2.3: not more than one method in one request.
  if (ways.length > 1) throw new OAuthRefusal('invalid_request', 'Show who asks in one way only.');
  const [way] = ways;
  if (!way && form['client_id'] === undefined) throw stranger();
  const shown = way ?? { method: 'none' as const, id: form['client_id'] ?? '' };
  if (form['client_id'] !== undefined && form['client_id'] !== shown.id) throw stranger();
  return shown;
}

function basic(authorization: string): Shown {
  const encoded = /^basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const [, id, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return secret('client_secret_basic', decoded(id), decoded(password));
}

/** RFC 6749 §2.3.1: both halves are form-encoded. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function secret(method: Extract<AuthMethod, `client_secret${string}`>, id: string | undefined, given: string | undefined): Shown {
  if (!id || !given) throw stranger();
  return { method, id, secret: given };
}

/** The client is whoever the assertion says issued it; whether that is so, its signature tells. */
function asserted({ client_assertion: assertion, client_assertion_type: type }: Form): Shown {
  if (type !== ASSERTION_TYPE || assertion === undefined)
    throw new OAuthRefusal('invalid_request', 'The client assertion is not of a kind that is taken here.');
  const payload = claimsOf(assertion);
  if (typeof payload?.['iss'] !== 'string') throw stranger();
  return { method: 'private_key_jwt', id: payload['iss'], assertion };
}

function claimsOf(assertion: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const stranger = (): OAuthRefusal => new OAuthRefusal('invalid_client', 'The client is not known, or did not prove that it is itself.');
