import type { FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { addressesOf } from './addresses.ts';
import { authenticate } from './authenticate.ts';
import { type Form, needed, readForm } from './form.ts';
import { subjectOf } from './id-token.ts';
import { OAuthRefusal } from './refusal.ts';

/**
 * RFC 7662 and token-introspection.html: what a token is good for, told to the client it was given to, or to whoever
 * holds an access token to the same record. To anybody else every token is as if it never was.
 */
export async function introspect(house: House, request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  const form = readForm(text);
  const asks = await askerOf(house, request, form);
  const found = await house.apps.tokens.find(needed(form, 'token'));
  const { client = '', scope = '', patient, account = '' } = found?.approved.kept.value ?? {};
  const isTheirs = asks.client === undefined ? found?.approved.person === asks.person : client === asks.client;
  if (!found || !isTheirs || found.use === 'code' || !(await house.apps.tokens.isActive(found))) return reply.send({ active: false });
  const { issuer, fhir } = addressesOf(request);
  const words = (found.use === 'access' ? house.apps.tokens.scopeOf(found) : scope).split(' ');
  return reply.send({
    active: true,
    scope: words.join(' '),
    client_id: client,
    token_type: 'Bearer',
    exp: Math.floor(found.row.expires / 1000),
    ...(patient !== undefined && { patient }),
    ...(words.includes('openid') && { iss: issuer, sub: subjectOf(house, account) }),
    ...(words.includes('fhirUser') && patient !== undefined && { fhirUser: `${fhir}/Patient/${patient}` }),
  });
}

/** A client by its own credentials, or a bearer by an access token. */
async function askerOf({ apps }: House, request: FastifyRequest, form: Form): Promise<{ client?: string; person?: string }> {
  const { authorization } = request.headers;
  const bearer = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer === undefined)
    return { client: (await authenticate(apps.clients, apps.assertions, form, authorization, addressesOf(request).token)).id };
  const found = await apps.tokens.find(bearer);
  if (found?.use !== 'access' || !(await apps.tokens.isActive(found)))
    throw new OAuthRefusal('invalid_token', 'This token opens nothing.', 401);
  return { person: found.approved.person };
}
