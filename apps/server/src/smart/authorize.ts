import { writeResourceScope } from '@satchel/ceremonies';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { addressesOf } from './addresses.ts';
import type { Client } from './clients.ts';
import { type Form, readForm } from './form.ts';
import { type OAuthCode, OAuthRefusal } from './refusal.ts';
import { readScopes } from './scopes.ts';

/**
 * The authorization endpoint. It decides nothing: what is wrong goes back to the app, or, where it is not sure whose app
 * it is, nowhere; all else becomes a question that the person's own device answers on the consent screen.
 */
export async function authorize({ apps }: House, request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  const client = await clientIn(apps.clients, text);
  const redirectUri = single(text, 'redirect_uri');
  // RFC 6749 §3.1.2.4: never redirect to where nobody said one may.
  if (!client || redirectUri === undefined || !client.redirectUris.includes(redirectUri)) return unsure(reply, request);
  const { issuer, fhir } = addressesOf(request);
  const state = single(text, 'state');
  try {
    const form = readForm(text);
    const launch = { redirectUri, issuer, ...readLaunch(form, client, fhir) };
    const id = await apps.requests.open({ client: client.id, scope: scopeIn(form), launch });
    return reply.redirect(`/connect/${id}`, 303);
  } catch (refusal) {
    if (!(refusal instanceof OAuthRefusal)) throw refusal;
    return reply.redirect(answerTo(redirectUri, { error: refusal.code, error_description: refusal.message, state, iss: issuer }), 303);
  }
}

/** The redirect address with an answer; what was in its query stays. */
export function answerTo(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
  const added = new URLSearchParams(Object.entries(answer).filter((pair): pair is [string, string] => pair[1] !== undefined)).toString();
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${added}`;
}

async function clientIn(clients: House['apps']['clients'], text: string): Promise<Client | undefined> {
  const id = single(text, 'client_id');
  return id === undefined ? undefined : clients.find(id);
}

function single(text: string, name: string): string | undefined {
  const [value, ...more] = new URLSearchParams(text).getAll(name);
  return more.length === 0 && value ? value : undefined;
}

function readLaunch(form: Form, client: Client, fhir: string) {
  const wrong = (code: OAuthCode, why: string) => new OAuthRefusal(code, why);
  if (form['response_type'] === undefined) throw wrong('invalid_request', 'The parameter response_type is missing.');
  if (form['response_type'] !== 'code') throw wrong('unsupported_response_type', 'The only response type here is code.');
  if (!client.grants.includes('authorization_code'))
    throw wrong('unauthorized_client', 'This client did not register for authorization codes.');
  if (form['response_mode'] !== undefined && form['response_mode'] !== 'query')
    throw wrong('invalid_request', 'The only response mode here is query.');
  if (form['request'] !== undefined || form['request_uri'] !== undefined)
    throw wrong('request_not_supported', 'Send the parameters themselves.');
  if (form['code_challenge_method'] !== 'S256') throw wrong('invalid_request', 'PKCE with S256 is required.');
  const challenge = form['code_challenge'] ?? '';
  if (!/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw wrong('invalid_request', 'The code_challenge is not a SHA-256 digest in base64url.');
  const { state, nonce, aud } = form;
  if (state === undefined) throw wrong('invalid_request', 'The parameter state is missing.');
  // conformance against a counterfeit server that forwards a token of ours: app-launch.html, "aud".
  if (aud !== fhir && aud !== `${fhir}/`) throw wrong('invalid_request', 'The parameter aud is not the address of this FHIR server.');
  if (form['launch'] !== undefined) throw wrong('invalid_request', 'Launch this app by itself: nobody launches from here.');
  if (form['prompt']?.split(' ').includes('none')) throw wrong('login_required', 'Somebody has to decide.');
  return { challenge, state, ...(nonce !== undefined && { nonce }) };
}

function scopeIn(form: Form): string {
  const { resources, special } = readScopes(form['scope'] ?? '');
  const given = resources.filter(({ context }) => context !== 'system');
  if (given.length === 0 && !special.includes('openid') && !special.includes('launch/patient'))
    throw new OAuthRefusal('invalid_scope', 'None of the scopes is known here.');
  return [...special, ...given.map(writeResourceScope)].join(' ');
}

/** Said to the person, for the app's address may be a trap. */
function unsure(reply: FastifyReply, { headers }: FastifyRequest): FastifyReply {
  const spanish = /^\s*es\b/i.test(headers['accept-language'] ?? '');
  const words = spanish
    ? 'Esta aplicación no está registrada aquí, o no dio la dirección que registró. No se abrió nada. Cierre esta página e inténtelo de nuevo desde la aplicación.\n'
    : 'This app is not registered here, or did not give the address that it registered. Nothing was opened. Close this page and try again from the app.\n';
  return reply.code(400).type('text/plain; charset=utf-8').send(words);
}
