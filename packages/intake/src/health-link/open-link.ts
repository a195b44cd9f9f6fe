import { failure, isJsonObject, issue, type JsonObject, type Outcome, parseJson, success } from '@satchel/fhir';
import type { Fetch, Fetched } from '../fetch.ts';
import { type Decipher, decrypt, type LinkedFile } from './decrypt.ts';
import type { HealthLink } from './parse-link.ts';

export interface OpenLink {
  /** Asks another machine: the guarded way out. */
  readonly ask: Fetch;
  readonly decipher: Decipher;
  /** Who asks, as whoever shares will see it. */
  readonly recipient: string;
  readonly passcode?: string;
  /** Instant, ISO 8601. */
  readonly at: string;
}

/** More files than this are not fetched in one go. */
const FILES = 50;
/** Longer files come by a location of their own, in bytes. */
const EMBEDDED = 1024 * 1024;

/** Fetches and opens what a link leads to now. A wrong passcode is told with how many tries are left; nothing is fetched by chance. */
export async function openHealthLink(link: HealthLink, how: OpenLink): Promise<Outcome<readonly LinkedFile[]>> {
  if (link.exp !== undefined && link.exp * 1000 < Date.parse(how.at))
    return failure(issue('error', 'expired', 'This link has expired.', { remedy: 'Ask whoever gave it for a new one.' }));
  if (link.flags.passcode && !how.passcode)
    return failure(issue('error', 'required', 'This link asks for a passcode.', { remedy: 'Enter the passcode that came with it.' }));
  return link.flags.direct ? openDirect(link, how) : openManifest(link, how);
}

async function openDirect(link: HealthLink, how: OpenLink): Promise<Outcome<readonly LinkedFile[]>> {
  const { ask, recipient } = how;
  const join = link.url.includes('?') ? '&' : '?';
  return openOne(
    link,
    how,
    await ask(`${link.url}${join}recipient=${encodeURIComponent(recipient)}`, { headers: { accept: 'application/jose' } }),
  );
}

async function openManifest(link: HealthLink, how: OpenLink): Promise<Outcome<readonly LinkedFile[]>> {
  const { ask, recipient, passcode } = how;
  const fetched = await ask(link.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ recipient, embeddedLengthMax: EMBEDDED, ...(passcode && { passcode }) }),
  });
  const manifest = objectIn(fetched);
  if (!manifest.ok) return manifest;
  const files = Array.isArray(manifest.value['files']) ? manifest.value['files'].filter(isJsonObject) : [];
  const opened: LinkedFile[] = [];
  for (const file of files.slice(0, FILES)) {
    const one = await fileOf(link, file, how);
    if (!one.ok) return one;
    opened.push(...one.value.map(({ bytes, contentType }) => ({ bytes, contentType: textIn(file['contentType']) ?? contentType })));
  }
  if (opened.length === 0) return failure(issue('error', 'not-found', 'There is nothing behind this link at the moment.'));
  return success(
    opened,
    files.length > FILES ? [issue('warning', 'incomplete', `Only ${FILES} of ${files.length} files were fetched.`)] : [],
  );
}

async function fileOf(link: HealthLink, file: JsonObject, how: OpenLink): Promise<Outcome<readonly LinkedFile[]>> {
  const embedded = textIn(file['embedded']);
  if (embedded !== undefined) return opened(decrypt(embedded, link.key, how.decipher));
  const location = textIn(file['location']);
  if (location === undefined) return failure(damaged());
  return openOne(link, how, await how.ask(location, { headers: { accept: 'application/jose' } }));
}

function openOne(link: HealthLink, { decipher }: OpenLink, fetched: Fetched): Outcome<readonly LinkedFile[]> {
  const trouble = troubleOf(fetched);
  if (trouble || fetched.kind !== 'answer') return failure(trouble ?? damaged());
  return opened(decrypt(new TextDecoder().decode(fetched.bytes), link.key, decipher));
}

const opened = (file: LinkedFile | undefined): Outcome<readonly LinkedFile[]> => (file ? success([file]) : failure(damaged()));

function objectIn(fetched: Fetched): Outcome<JsonObject> {
  const trouble = troubleOf(fetched);
  if (trouble || fetched.kind !== 'answer') return failure(trouble ?? damaged());
  const parsed = parseJson(new TextDecoder().decode(fetched.bytes));
  return parsed.ok && isJsonObject(parsed.value)
    ? success(parsed.value)
    : failure(issue('error', 'structure', 'The answer behind this link is not what a health link gives.'));
}

/** What a status says, in words (SMART Health Links, "Manifest Request"). */
function troubleOf(fetched: Fetched) {
  if (fetched.kind === 'none')
    return issue('error', 'transient', `Nobody answers behind this link: ${fetched.why}`, { remedy: 'Try again later.' });
  const { status } = fetched;
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) return wrongPasscode(fetched.bytes);
  if (status === 404 || status === 410)
    return issue('error', 'not-found', 'This link no longer works: it was taken back, has expired, or was used up.', {
      remedy: 'Ask whoever gave it for a new one.',
    });
  if (status === 429) {
    const wait = fetched.headers['retry-after'];
    return issue('error', 'throttled', 'This link is asked too often.', {
      remedy: wait && /^\d+$/.test(wait) ? `Try again in ${wait} seconds.` : 'Try again later.',
    });
  }
  return issue('error', 'transient', `Whoever holds the data behind this link answers with trouble (${status}).`, {
    remedy: 'Try again later.',
  });
}

function wrongPasscode(bytes: Uint8Array) {
  const parsed = parseJson(new TextDecoder().decode(bytes));
  const left = parsed.ok && isJsonObject(parsed.value) ? parsed.value['remainingAttempts'] : undefined;
  const remedy =
    typeof left === 'number'
      ? `${left} ${left === 1 ? 'try is' : 'tries are'} left; after that the link stops for good.`
      : 'Look at it again.';
  return issue('error', 'forbidden', 'This is not the right passcode.', { remedy });
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const damaged = () =>
  issue(
    'error',
    'security',
    'What lies behind this link does not open with its key: it was changed, or the link belongs to something else.',
    { remedy: 'Ask whoever gave it for a new one.' },
  );
