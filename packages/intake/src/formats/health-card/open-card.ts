import { failure, isJsonObject, issue, type JsonObject, type Outcome, parseJson, success } from '@satchel/fhir';
import { inflate } from '../../containers/inflate.ts';

/** A card taken apart, not yet believed. */
export interface OpenedCard {
  readonly kid: string;
  readonly iss: string;
  /** Issued at, seconds since 1970; the standard allows fractions. */
  readonly nbf: number;
  readonly exp?: number;
  readonly rid?: string;
  /** Kinds, e.g. `https://smarthealth.cards#immunization`. */
  readonly types: readonly string[];
  readonly bundle: JsonObject;
  /** The bytes that were signed, and the signature over them: r and s, 64 bytes. */
  readonly signed: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** No card unfolds to more; the largest real ones are a few hundred KB. */
const LIMIT = 5 * 1024 * 1024;
/** Seconds since 1970 of the year 2286: a longer number was written in milliseconds. */
const LATEST = 9_999_999_999;

/** Header, payload and signature of a compact JWS (SMART Health Cards, "Health Cards are encoded as Compact Serialization JWS"). */
export function openCard(jws: string, place: string): Outcome<OpenedCard> {
  const [head = '', body = '', tail = ''] = jws.split('.');
  const refuse = (words: string) =>
    failure(issue('error', 'structure', words, { location: place, remedy: 'The original is kept; ask the issuer for a new card.' }));
  const header = objectIn(base64url(head));
  if (!header) return refuse('The header of this card is not readable.');
  if (header['alg'] !== 'ES256') return refuse('This card is not signed the way health cards are (ES256).');
  if (typeof header['kid'] !== 'string') return refuse('This card does not say by which key it was signed.');
  const bytes = base64url(body);
  const payload = header['zip'] === 'DEF' ? objectIn(bytes && inflate(bytes, LIMIT)) : undefined;
  if (!payload) return refuse('The content of this card is damaged, too long, or not compressed as health cards are.');
  const { iss, nbf, exp, vc, rid } = payload;
  const [issued, expires] = [numberIn(nbf), numberIn(exp)];
  if (typeof iss !== 'string' || !/^https:\/\/[^\s]+[^\s/]$/.test(iss))
    return refuse('This card does not name its issuer by a proper address (https, no slash at the end).');
  if (issued === undefined || issued > LATEST)
    return refuse('This card does not say properly since when it is valid (seconds since 1970).');
  if (exp !== undefined && (expires === undefined || expires > LATEST))
    return refuse('This card does not say properly until when it is valid (seconds since 1970).');
  const subject = isJsonObject(vc) ? vc['credentialSubject'] : undefined;
  const bundle = isJsonObject(subject) ? subject['fhirBundle'] : undefined;
  if (!isJsonObject(bundle) || !Array.isArray(bundle['entry'])) return refuse('This card holds no health facts.');
  const types = isJsonObject(vc) && Array.isArray(vc['type']) ? vc['type'].filter((each) => typeof each === 'string') : [];
  const inner = isJsonObject(vc) ? vc['rid'] : undefined;
  const revocation = typeof inner === 'string' ? inner : rid;
  return success({
    kid: header['kid'],
    iss,
    nbf: issued,
    types,
    bundle,
    ...(expires !== undefined && { exp: expires }),
    ...(typeof revocation === 'string' && { rid: revocation }),
    signed: new TextEncoder().encode(`${head}.${body}`),
    signature: base64url(tail) ?? new Uint8Array(),
  });
}

function base64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

function objectIn(bytes: Uint8Array | undefined): JsonObject | undefined {
  if (!bytes) return undefined;
  const parsed = parseJson(new TextDecoder().decode(bytes));
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' && value > 0 ? value : undefined);
