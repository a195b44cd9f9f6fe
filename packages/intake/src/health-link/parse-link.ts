import { failure, isJsonObject, issue, type Outcome, parseJson, success } from '@satchel/fhir';

/** A SMART Health Link, as its payload says (SMART Health Links, "Construct a SMART Health Link Payload"). */
export interface HealthLink {
  /** Where the manifest, or under the flag U the file itself, is asked for. */
  readonly url: string;
  /** Opens the files; it never leaves the receiver. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** L: may change over time. P: asks for a passcode. U: one file, no manifest. */
  readonly flags: { readonly longTerm: boolean; readonly passcode: boolean; readonly direct: boolean };
  readonly label?: string;
}

const KEY_LENGTH = 32;

/** Reads `shlink:/…`, bare or behind the `#` of a viewer's address. */
export function parseHealthLink(text: string): Outcome<HealthLink> {
  const coded = /(?:^|#)\s*shlink:\/([A-Za-z0-9_-]+)=*\s*$/i.exec(text.trim())?.[1];
  if (coded === undefined) return refuse('This is not a health link: one begins with "shlink:/".');
  const parsed = parseJson(Buffer.from(coded, 'base64url').toString('utf8'));
  const payload = parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
  if (!payload) return refuse('The link is damaged: it may have been cut short when it was copied.');
  const { url, key, exp, flag, label, v } = payload;
  if (v !== undefined && v !== 1) return refuse('This link is of a newer kind than can be read here.');
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || url.length > 2048) return refuse('The link does not say where the data is.');
  const bytes = typeof key === 'string' && /^[A-Za-z0-9_-]+$/.test(key) ? new Uint8Array(Buffer.from(key, 'base64url')) : undefined;
  if (bytes?.length !== KEY_LENGTH) return refuse('The link does not carry a proper key.');
  const flags = typeof flag === 'string' ? flag : '';
  return success({
    url,
    key: bytes,
    flags: { longTerm: flags.includes('L'), passcode: flags.includes('P'), direct: flags.includes('U') },
    ...(typeof exp === 'number' && { exp }),
    ...(typeof label === 'string' && label !== '' && { label: label.slice(0, 80) }),
  });
}

const refuse = (words: string) => failure(issue('error', 'value', words, { remedy: 'Copy the whole link again, or scan its QR code.' }));
