import {
  type Capabilities,
  type Certificate,
  type Grant,
  type Held,
  type HeldKeys,
  type RecordKeys,
  type TokenReach,
  base64url,
  fromBase64url,
  genesis,
  headMessage,
  makeGrant,
  mintToken,
  newRecordKeys,
  openGrant,
  readCertificate,
  signCertificate,
} from '@satchel/vault';
import type { GrantBytes, NewRecord, NewSession, RecordOpened } from '../../../../server/src/http/api.ts';
import { Trouble } from '../api.ts';
import { newId, type OpenAccount, type World } from './account.ts';

/** What an account can do in its own record. */
const OWNER: Capabilities = { read: 'all', write: true, manage: true, drain: true, audit: true };
/** What an unlocked browser can do: all but make further grants. */
const SESSION: Capabilities = { read: 'all', write: true, drain: true, audit: true };
const SESSION_HOURS = 12;

/** A record whose keys exist only here so far. */
export interface DraftRecord {
  readonly held: Held;
  readonly keys: RecordKeys;
}

/** Makes the five keys of a new record and the line of the keyring that remembers it. */
export function draftRecord({ e }: World, name: string): DraftRecord {
  const keys = newRecordKeys(e);
  const held: Held = { person: newId(e), grant: newId(e), manage: base64url(e.signPublic(keys.manage)), name };
  return { held, keys };
}

/** Sends the record's certificate, its signed first head and the account's own grant. */
export async function createRecord(world: World, opened: OpenAccount, { held, keys }: DraftRecord, service: string): Promise<void> {
  const { e } = world;
  const incarnation = newId(e);
  const createdAt = new Date(world.now()).toISOString();
  const certificate: Certificate = {
    format: 1,
    person: held.person,
    service,
    createdAt,
    owner: base64url(e.signPublic(opened.keys.sign)),
    write: base64url(e.signPublic(keys.write)),
    manage: held.manage,
    drain: base64url(e.exchangePublic(keys.drain)),
    audit: base64url(e.exchangePublic(keys.audit)),
  };
  const grant = makeGrant(e, keys, e.exchangePublic(opened.keys.exchange), {
    person: held.person,
    grant: held.grant,
    kind: 'account',
    label: 'Account holder',
    capabilities: OWNER,
    history: true,
    createdAt,
    expiresAt: null,
  });
  const first = headMessage(held.person, incarnation, 0, 1, genesis(e, held.person));
  const body: NewRecord = {
    proof: opened.proof,
    person: held.person,
    incarnation,
    certificate: base64url(signCertificate(e, opened.keys.sign, keys.manage, certificate)),
    signature: base64url(e.sign(keys.write, first)),
    grant: grantBytes(held.grant, grant),
  };
  await world.call('POST', '/api/records', body);
}

/** A record that could be opened, with what the device should remember of its freshness. */
export interface Opened {
  readonly held: Held;
  readonly keys: RecordKeys;
}

/** Opens the account's grants. A record whose certificate or grant does not verify is left out and counted in `doubtful`. */
export async function openRecords(
  world: World,
  opened: OpenAccount,
): Promise<{ readonly records: readonly Opened[]; readonly doubtful: readonly Held[] }> {
  if (opened.held.length === 0) return { records: [], doubtful: [] };
  const asked = opened.held.map(({ person, grant }) => ({ person, grant }));
  const answers = await world.call<readonly RecordOpened[]>('POST', '/api/records/open', { proof: opened.proof, held: asked });
  const records: Opened[] = [];
  const doubtful: Held[] = [];
  for (const held of opened.held) {
    const one = answers.find((each) => each.person === held.person);
    const keys = one && keysOf(world, opened, held, one);
    if (keys) records.push({ held, keys });
    else doubtful.push(held);
  }
  return { records, doubtful };
}

function keysOf({ e }: World, opened: OpenAccount, held: Held, answer: RecordOpened): RecordKeys | undefined {
  const signed = fromBase64url(answer.certificate);
  const certificate = signed && readCertificate(e, signed);
  const manage = fromBase64url(held.manage);
  const grant = toGrant(answer.grant);
  // The manage key was pinned when the record was made: a server that swaps it is not believed.
  if (!certificate || !manage || !grant || certificate.manage !== held.manage || certificate.person !== held.person) return undefined;
  const granted = openGrant(e, manage, opened.keys.exchange, grant);
  return granted && granted.statement.person === held.person ? wholeKeys(granted.keys) : undefined;
}

function wholeKeys({ read, write, manage, drain, audit }: HeldKeys): RecordKeys | undefined {
  return write && manage && drain && audit ? { read, write, manage, drain, audit } : undefined;
}

/**
 * Starts a session: a token minted here, and for each record a grant to a fresh key that only the token can open.
 * The server gets the stored half, and the bearer once, to set it as a cookie that scripts of the page cannot read.
 */
export async function startSession(world: World, opened: OpenAccount, records: readonly Opened[], label: string): Promise<void> {
  const { e } = world;
  const createdAt = new Date(world.now()).toISOString();
  const expiresAt = new Date(world.now() + SESSION_HOURS * 3_600_000).toISOString();
  const reach: (TokenReach & { readonly name: string })[] = [];
  const grants: (GrantBytes & { person: string })[] = [];
  for (const { held, keys } of records) {
    const holder = e.random(32);
    const grant = newId(e);
    const made = makeGrant(e, keys, e.exchangePublic(holder), {
      person: held.person,
      grant,
      kind: 'session',
      label,
      capabilities: SESSION,
      history: true,
      createdAt,
      expiresAt,
    });
    reach.push({ person: held.person, grant, name: held.name, holder: base64url(holder), manage: held.manage });
    grants.push({ person: held.person, ...grantBytes(grant, made) });
  }
  const { bearer, stored } = mintToken(e, opened.account, reach);
  const body: NewSession = {
    proof: opened.proof,
    bearer,
    grants,
    expiresAt,
    token: { shard: stored.shard, id: stored.id, authHash: base64url(stored.authHash), wrapped: base64url(stored.wrapped) },
  };
  await world.call('POST', '/api/sessions', body);
}

function grantBytes(grant: string, made: Grant): GrantBytes {
  return { grant, statement: base64url(made.statement), wrap: base64url(made.wrap), signature: base64url(made.signature) };
}

function toGrant(bytes: GrantBytes): Grant | undefined {
  const [statement, wrap, signature] = [bytes.statement, bytes.wrap, bytes.signature].map(fromBase64url);
  return statement && wrap && signature ? { statement, wrap, signature } : undefined;
}

/** Refuses to go on without a single readable record when the keyring says that there are some. */
export function requireReadable(found: { readonly records: readonly Opened[]; readonly doubtful: readonly Held[] }): readonly Opened[] {
  if (found.records.length === 0 && found.doubtful.length > 0) throw new Trouble('failed', 0);
  return found.records;
}
