import { writeResourceScope } from '@satchel/ceremonies';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openHolder } from '@satchel/record';
import { base64url } from '@satchel/vault';
import type { House } from '../house.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import { ASSERTION_TYPE } from './assertion.ts';
import { authenticate } from './authenticate.ts';
import type { Client, ClientGrant } from './clients.ts';
import { type Form, needed, readForm } from './form.ts';
import { idTokenOf } from './id-token.ts';
import { NOT_KEPT, OAuthRefusal } from './refusal.ts';
import { isWithin, readScopes } from './scopes.ts';
import type { Issued } from './tokens.ts';

const GRANTS: ReadonlySet<string> = new Set<ClientGrant>(['authorization_code', 'refresh_token', 'client_credentials']);
/** backend-services.html: at most five minutes. Milliseconds. */
const SERVICE_LIFE = 300_000;

/** The token endpoint (RFC 6749 §3.2). */
export async function token(house: House, request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  const form = readForm(text);
  const grant = needed(form, 'grant_type');
  if (!GRANTS.has(grant)) throw new OAuthRefusal('unsupported_grant_type', 'This grant_type is not one of those here.');
  if (grant === 'client_credentials' && form['client_assertion_type'] !== ASSERTION_TYPE)
    throw new OAuthRefusal('invalid_request', 'A service shows a client assertion.');
  const at = addressesOf(request);
  const client = await authenticate(house.apps.clients, house.apps.assertions, form, request.headers.authorization, at.token);
  if (!client.grants.includes(grant as ClientGrant) && !(grant === 'refresh_token' && client.grants.includes('authorization_code')))
    throw new OAuthRefusal('unauthorized_client', 'This client did not register for this grant_type.');
  const answer =
    grant === 'client_credentials'
      ? await forService(house, client, needed(form, 'scope'))
      : await answerOf(
          house,
          at,
          client,
          grant === 'authorization_code' ? await byCode(house, client, form) : await byRefresh(house, client, form),
        );
  return reply.code(200).headers(NOT_KEPT).send(answer);
}

const byCode = ({ apps }: House, client: Client, form: Form): Promise<Issued> =>
  apps.tokens.exchangeCode(client, needed(form, 'code'), {
    redirectUri: needed(form, 'redirect_uri'),
    verifier: needed(form, 'code_verifier'),
  });

const byRefresh = ({ apps }: House, client: Client, form: Form): Promise<Issued> =>
  apps.tokens.refresh(client, needed(form, 'refresh_token'), form['scope']);

/** app-launch.html#response-5: what was granted, and for whom. */
async function answerOf(house: House, at: Addresses, client: Client, issued: Issued): Promise<object> {
  const { access, refresh, expiresIn, scope, approval } = issued;
  const words = scope.split(' ');
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: expiresIn,
    scope,
    ...(refresh !== undefined && { refresh_token: refresh }),
    ...(approval.patient !== undefined && { patient: approval.patient }),
    need_patient_banner: true,
    ...(words.includes('openid') && { id_token: await idTokenOf(house, at, client, approval, words.includes('fhirUser')) }),
  };
}

/** backend-services.html: a token for the records whose holders let this service read at any time. */
async function forService({ apps, world }: House, client: Client, scope: string): Promise<object> {
  const asked = readScopes(scope).resources.filter(({ context }) => context === 'system');
  if (asked.length === 0) throw new OAuthRefusal('invalid_scope', 'A service asks for system scopes.');
  const holder = base64url(apps.serviceSecret(client.id));
  const reaches = [];
  for await (const { person, grant, manage } of apps.approvals.serving(client.id)) {
    const approved = await apps.approvals.find(person, grant);
    const opened = approved && (await openHolder(world, { person, grant, manage, holder }, grant));
    if (!opened?.ok) continue;
    const granted = readScopes(approved?.kept.value.scope ?? '').resources;
    const given = asked.filter((each) => isWithin(granted, each));
    if (given.length === 0) continue;
    reaches.push({
      given,
      reach: { person, grant, manage, holder, slice: { ...opened.value.slice, rules: given.map(({ rule }) => rule) } },
    });
  }
  if (reaches.length === 0) throw new OAuthRefusal('invalid_scope', 'Nobody lets this service read that.');
  const words = new Set(reaches.flatMap(({ given }) => given.map(writeResourceScope)));
  const told = [...words].join(' ');
  const issued = await apps.tokens.issueAccess(
    reaches.map(({ reach }) => reach),
    told,
    SERVICE_LIFE,
  );
  return { access_token: issued, token_type: 'Bearer', expires_in: SERVICE_LIFE / 1000, scope: told };
}
