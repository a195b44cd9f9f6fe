import { base64url, type Bytes, type Engine, fromBase64url, utf8 } from '@satchel/vault';

/** What a SMART Health Link says (SMART Health Links, "Construct a SMART Health Link Payload"). */
export interface HealthLinkPayload {
  /** Where the manifest is asked for; at most 128 characters, with 256 bits that nobody can guess. */
  readonly url: string;
  /** Opens every file of the link; it is in the link alone. */
  readonly key: Bytes;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** A passcode is asked for. */
  readonly passcode?: boolean;
  /** At most 80 characters, shown by the receiver before anything is opened. */
  readonly label?: string;
}

/** The link as text: `shlink:/…`, for a QR code or behind the `#` of a page that reads it. */
export function healthLink({ url, key, exp, passcode = false, label }: HealthLinkPayload): string {
  const payload = {
    url,
    key: base64url(key),
    ...(exp !== undefined && { exp }),
    ...(passcode && { flag: 'P' }),
    ...(label && { label: label.slice(0, 80) }),
    v: 1,
  };
  return `shlink:/${base64url(utf8(JSON.stringify(payload)))}`;
}

const NONCE = 12;
const TAG = 16;

/** A file of a link: compact JWE (RFC 7516) of `dir` and `A256GCM` with a nonce of its own, deflated before it is sealed. */
export function sealFile(engine: Engine, key: Bytes, contentType: string, plain: Bytes): string {
  const header = base64url(utf8(JSON.stringify({ alg: 'dir', enc: 'A256GCM', cty: contentType, zip: 'DEF' })));
  const nonce = engine.random(NONCE);
  const sealed = engine.encrypt(key, nonce, utf8(header), engine.deflate(plain));
  const body = sealed.subarray(0, sealed.length - TAG);
  const tag = sealed.subarray(sealed.length - TAG);
  return [header, '', base64url(nonce), base64url(body), base64url(tag)].join('.');
}

/** The same way back, for whoever shows a link. Undefined for any other kind of JWE, a wrong key, or more than `limit` bytes. */
export function openFile(engine: Engine, key: Bytes, jwe: string, limit: number): { contentType: string; plain: Bytes } | undefined {
  const [head = '', wrapped, ...rest] = jwe.trim().split('.');
  const [nonce, body, tag] = rest.map((part) => fromBase64url(part));
  const header = headerIn(head);
  if (wrapped !== '' || header?.['alg'] !== 'dir' || header['enc'] !== 'A256GCM') return undefined;
  if (nonce?.length !== NONCE || !body || tag?.length !== TAG) return undefined;
  const sealed = new Uint8Array(body.length + TAG);
  sealed.set(body);
  sealed.set(tag, body.length);
  const opened = engine.decrypt(key, nonce, utf8(head), sealed);
  const plain = opened && (header['zip'] === 'DEF' ? engine.inflate(opened, limit) : opened);
  return plain && { contentType: typeof header['cty'] === 'string' ? header['cty'] : 'application/fhir+json', plain };
}

function headerIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64url(text)));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
