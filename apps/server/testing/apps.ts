import { createHash, randomBytes } from 'node:crypto';
import { grantToApp, grantToService, readResourceScope, termsFor } from '@satchel/ceremonies';
import { type Category, fromBase64url } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import type { ConsentAnswered, ConsentAsked, ConsentBegun } from '../src/http/api.ts';
import { ask, type Person } from './served.ts';

/** An app that registered itself, for tests. */
export interface TestApp {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly redirect_uris: readonly string[];
}

export const REDIRECT = 'https://app.example/callback';
const YEAR = 365 * 24 * 3_600_000;

export async function registerApp(base: string, metadata: object = {}): Promise<TestApp> {
  const body = {
    client_name: 'A test app',
    redirect_uris: [REDIRECT],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    ...metadata,
  };
  const response = await fetch(new URL('/oauth/register', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as TestApp;
}

export const newVerifier = (): string => randomBytes(32).toString('base64url');
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** A well-formed authorization request; `more` changes it, undefined takes a parameter away. */
export function authorization(
  base: string,
  app: TestApp,
  verifier: string,
  more: Readonly<Record<string, string | undefined>> = {},
): URLSearchParams {
  const parameters = {
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: app.redirect_uris[0],
    scope: 'launch/patient openid fhirUser offline_access patient/*.rs',
    state: 'a-state-that-nobody-guesses',
    aud: `${base}/fhir`,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...more,
  };
  return new URLSearchParams(Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Where the authorization endpoint sends the browser. */
export async function authorize(
  base: string,
  parameters: URLSearchParams,
): Promise<{ readonly status: number; readonly location: string | null }> {
  const response = await fetch(new URL(`/oauth/authorize?${parameters}`, base), { redirect: 'manual' });
  await response.text();
  return { status: response.status, location: response.headers.get('location') };
}

export interface Answer {
  /** What is granted of the scopes asked for; all of them without it. */
  readonly scope?: string;
  readonly categories?: readonly Category[];
  readonly expiresAt?: string;
}

/** What a person's device does on the consent screen; answers where the browser goes then. */
export async function approve(
  person: Person,
  request: string,
  { scope, categories = ['general'], expiresAt }: Answer = {},
): Promise<string | undefined> {
  const asked = await person.api.call<ConsentAsked>('GET', `/api/connect/${request}`);
  const granted = scope ?? [...asked.special, ...asked.scopes].join(' ');
  const rules = granted.split(' ').flatMap((word) => readResourceScope(word)?.rule ?? []);
  const { capabilities, slice } = termsFor(rules, categories);
  const terms = {
    person: person.person,
    grant: crypto.randomUUID(),
    label: asked.name,
    capabilities,
    limits: JSON.stringify(slice),
    createdAt: new Date().toISOString(),
    expiresAt: expiresAt ?? new Date(Date.now() + YEAR).toISOString(),
  };
  const { keys } = person.record;
  const made = asked.service
    ? { grant: grantToService(nodeEngine, keys, fromBase64url(asked.service) ?? new Uint8Array(0), terms) }
    : grantToApp(nodeEngine, keys, terms);
  const body = {
    proof: person.account.proof,
    person: person.person,
    scope: granted,
    grant: made.grant,
    ...('token' in made && { token: made.token }),
  };
  const { redirect } = await person.api.call<ConsentAnswered>('POST', `/api/connect/${request}/approve`, body);
  return redirect && 'code' in made ? `${redirect}&code=${made.code}` : undefined;
}

/** From the app's request to the code in its hands. */
export async function codeFor(
  base: string,
  person: Person,
  app: TestApp,
  verifier: string,
  more: Readonly<Record<string, string | undefined>> = {},
  answer: Answer = {},
): Promise<string> {
  const { location } = await authorize(base, authorization(base, app, verifier, more));
  const request = /^\/connect\/(\S+)$/.exec(location ?? '')?.[1];
  if (request === undefined) throw new Error(`Not asked: ${location}`);
  return new URL((await approve(person, request, answer)) ?? '').searchParams.get('code') ?? '';
}

/** The token endpoint, or another that takes a form. */
export async function postForm(base: string, path: string, form: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, base), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
}

export const exchange = (base: string, app: TestApp, code: string, verifier: string, more: Readonly<Record<string, string>> = {}) =>
  postForm(base, '/oauth/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: app.redirect_uris[0] ?? '',
    code_verifier: verifier,
    client_id: app.client_id,
    ...more,
  });

export const refresh = (base: string, app: TestApp, token: string, more: Readonly<Record<string, string>> = {}) =>
  postForm(base, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token, client_id: app.client_id, ...more });

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly patient: string;
  readonly scope: string;
  readonly expires_in: number;
}

/** A whole launch. */
export async function connect(
  base: string,
  person: Person,
  app: TestApp,
  more: Readonly<Record<string, string | undefined>> = {},
  answer: Answer = {},
): Promise<Tokens> {
  const verifier = newVerifier();
  const { status, body } = await exchange(base, app, await codeFor(base, person, app, verifier, more, answer), verifier);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as unknown as Tokens;
}

/** A FHIR request with a token. */
export const fhir = (base: string, bearer: string, path: string, method = 'GET', body?: unknown) =>
  ask(base, method, `/fhir/${path}`, { bearer, ...(body !== undefined && { body, headers: { 'content-type': 'application/fhir+json' } }) });

/** Begins what a person does for a service: naming it. */
export const beginService = async (person: Person, client: string): Promise<string> =>
  (await person.api.call<ConsentBegun>('POST', '/api/connect', { client })).request;
