import { isJsonObject, type JsonObject, parseJson } from '@satchel/fhir';
import { inflate } from '../containers/inflate.ts';

/** A file of a link, opened. */
export interface LinkedFile {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** AES-256-GCM, handed in: only the vault holds a cipher. Undefined where the 16-byte tag at the end does not verify. */
export type Decipher = (
  key: Uint8Array<ArrayBuffer>,
  nonce: Uint8Array<ArrayBuffer>,
  aad: Uint8Array<ArrayBuffer>,
  sealed: Uint8Array<ArrayBuffer>,
) => Uint8Array | undefined;

/** No file of a link unfolds to more. */
const LIMIT = 64 * 1024 * 1024;
const [IV, TAG] = [12, 16];

/**
 * Opens a compact JWE of `dir` and `A256GCM` (RFC 7516; SMART Health Links, "Encrypting and Decrypting Files"). Undefined where it is
 * anything else, was changed, or unfolds beyond measure.
 */
export function decrypt(jwe: string, key: Uint8Array<ArrayBuffer>, decipher: Decipher): LinkedFile | undefined {
  const parts = jwe.trim().split('.');
  const [head = '', wrapped, iv = '', body = '', tag = ''] = parts;
  if (parts.length !== 5 || wrapped !== '' || !parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part))) return undefined;
  const header = headerIn(head);
  if (header?.['alg'] !== 'dir' || header['enc'] !== 'A256GCM') return undefined;
  const [nonce, sealed] = [bytesOf(iv), new Uint8Array(Buffer.concat([bytesOf(body), bytesOf(tag)]))];
  if (nonce.length !== IV || bytesOf(tag).length !== TAG) return undefined;
  const opened = decipher(key, nonce, new TextEncoder().encode(head), sealed);
  const bytes = opened && (header['zip'] === 'DEF' ? inflate(opened, LIMIT) : opened);
  if (!bytes) return undefined;
  return { bytes, contentType: typeof header['cty'] === 'string' ? header['cty'] : 'application/fhir+json' };
}

function headerIn(text: string): JsonObject | undefined {
  const parsed = parseJson(new TextDecoder().decode(bytesOf(text)));
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64url'));
