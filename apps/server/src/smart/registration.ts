import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { AuthMethod, Client, ClientGrant } from './clients.ts';
import { OAuthRefusal } from './refusal.ts';

const METHODS: readonly string[] = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const GRANTS: readonly string[] = ['authorization_code', 'refresh_token', 'client_credentials'];
/** A page must not run, and a file must not open, where an app is to be called. */
const UNSAFE = /^(javascript|data|blob|file|vbscript|about|view-source|filesystem|ws|wss|ftp):$/;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

type Metadata = Readonly<Record<string, unknown>>;

/** Client metadata of RFC 7591 §2 as what is kept; throws an {@link OAuthRefusal}. */
export function readMetadata(given: unknown): Omit<Client, 'id' | 'registeredAt' | 'approvedAt' | 'secretHash'> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw wrong('Send the metadata of the client as a JSON object.');
  const metadata = given as Metadata;
  const authMethod = oneOf(
    METHODS,
    metadata['token_endpoint_auth_method'] ?? 'client_secret_basic',
    'token_endpoint_auth_method',
  ) as AuthMethod;
  const grants = listOf(metadata['grant_types'] ?? ['authorization_code'], 'grant_types').map((each) =>
    oneOf(GRANTS, each, 'grant_types'),
  ) as ClientGrant[];
  const responses = listOf(metadata['response_types'] ?? ['code'], 'response_types');
  if (responses.some((each) => each !== 'code')) throw wrong('The only response type here is code.');
  const redirectUris = listOf(metadata['redirect_uris'] ?? [], 'redirect_uris').map(redirectUri);
  if (grants.includes('authorization_code') && redirectUris.length === 0)
    throw new OAuthRefusal('invalid_redirect_uri', 'Name at least one redirect_uri.');
  if (grants.includes('client_credentials') && authMethod !== 'private_key_jwt')
    throw wrong('A service signs its assertions: private_key_jwt.');
  return {
    name: text(metadata['client_name'], 'client_name', 100) ?? 'An app without a name',
    redirectUris,
    authMethod,
    grants,
    scope: text(metadata['scope'], 'scope', 4000) ?? '',
    ...keysOf(metadata, authMethod),
    ...websiteOf(metadata),
  };
}

/** The answer of RFC 7591 §3.2.1. */
export function writeMetadata(client: Client, secret: string | undefined): object {
  return {
    client_id: client.id,
    client_id_issued_at: Math.floor(client.registeredAt / 1000),
    ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
    client_name: client.name,
    redirect_uris: client.redirectUris,
    token_endpoint_auth_method: client.authMethod,
    grant_types: client.grants,
    response_types: client.grants.includes('authorization_code') ? ['code'] : [],
    scope: client.scope,
    ...(client.jwks && { jwks: client.jwks }),
    ...(client.jwksUri && { jwks_uri: client.jwksUri }),
    ...(client.website && { client_uri: client.website }),
  };
}

/** Compared letter by letter later, so only what has one spelling is taken. */
function redirectUri(given: string): string {
  const url = URL.parse(given);
  const refuse = (why: string) => new OAuthRefusal('invalid_redirect_uri', why);
  if (!url || /[\s\\#*]/.test(given) || given.length > 2000) throw refuse('A redirect_uri is an absolute URI without a fragment.');
  if (url.username || url.password) throw refuse('A redirect_uri carries no name or password.');
  if (UNSAFE.test(url.protocol)) throw refuse('A redirect_uri of this scheme is not safe.');
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) throw refuse('A redirect_uri is https, or on this very device.');
  return given;
}

function keysOf({ jwks, jwks_uri: uri }: Metadata, method: AuthMethod): Pick<Client, 'jwks' | 'jwksUri'> {
  if (method !== 'private_key_jwt') return {};
  if ((jwks === undefined) === (uri === undefined)) throw wrong('Give jwks or jwks_uri, one of them.');
  if (typeof uri === 'string' && URL.parse(uri)?.protocol === 'https:' && uri.length <= 2000) return { jwksUri: uri };
  if (!isKeySet(jwks)) throw wrong('The keys are a JWK Set of public keys, or at an https address.');
  return { jwks };
}

/** Public keys only: a private one that comes along is a mistake of the client's that must not be kept. */
function isKeySet(jwks: unknown): jwks is JSONWebKeySet {
  try {
    createLocalJWKSet(jwks as JSONWebKeySet);
  } catch {
    return false;
  }
  const { keys } = jwks as JSONWebKeySet;
  return (
    keys.length > 0 && keys.length <= 20 && keys.every((key) => !('d' in key) && !('k' in key) && (key.kty === 'RSA' || key.kty === 'EC'))
  );
}

function websiteOf({ client_uri: uri }: Metadata): Pick<Client, 'website'> {
  return typeof uri === 'string' && uri.length <= 400 && URL.parse(uri)?.protocol === 'https:' ? { website: uri } : {};
}

function text(value: unknown, name: string, most: number): string | undefined {
  if (value === undefined) return undefined;
  // Nothing that turns the reading direction or hides letters: the name is shown to a person who decides by it.
  if (typeof value !== 'string' || value.trim() === '' || value.length > most || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value))
    throw wrong(`${name} is a short, plain text.`);
  return value.trim();
}

function listOf(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || value.length > 20 || !value.every((each) => typeof each === 'string'))
    throw wrong(`${name} is a short list of texts.`);
  return value;
}

function oneOf(known: readonly string[], value: unknown, name: string): string {
  if (typeof value !== 'string' || !known.includes(value)) throw wrong(`${name} is one of ${known.join(', ')}.`);
  return value;
}

const wrong = (description: string): OAuthRefusal => new OAuthRefusal('invalid_client_metadata', description);
