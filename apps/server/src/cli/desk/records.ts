import { randomId, type Slice } from '@satchel/record';
import {
  base64url,
  type Capabilities,
  type Certificate,
  fromBase64url,
  genesis,
  type Grant,
  type GrantKind,
  headMessage,
  type Held,
  type HeldKeys,
  makeGrant,
  mintToken,
  newRecordKeys,
  openGrant,
  readCertificate,
  type RecordKeys,
  signCertificate,
} from '@satchel/vault';
import { nodeEngine as engine } from '@satchel/vault/node';
import type { About, GrantBytes, NewRecord, NewSession, RecordOpened } from '../../http/api.ts';
import type { Reach } from '../../sittings/reach.ts';
import type { OpenAccount } from './account.ts';
import type { Caller } from './call.ts';

const OWNER: Capabilities = { read: 'all', write: true, manage: true, drain: true, audit: true };

/** A record whose keys are here. */
export interface OpenRecord {
  readonly held: Held;
  readonly keys: RecordKeys;
}

/** Makes the five keys of a record; nothing is sent yet. */
export function draftRecord(name: string): { held: Held; keys: RecordKeys } {
  const keys = newRecordKeys(engine);
  return { keys, held: { person: randomId(engine), grant: randomId(engine), manage: base64url(engine.signPublic(keys.manage)), name } };
}

/** Sends the record's certificate, its first head, and the account's own grant. */
export async function createRecord(api: Caller, opened: OpenAccount, { held, keys }: ReturnType<typeof draftRecord>): Promise<void> {
  const { service } = await api.call<About>('GET', '/api/about');
  const { person } = held;
  const createdAt = new Date().toISOString();
  const incarnation = randomId(engine);
  const certificate: Certificate = {
    format: 1,
    person,
    service,
    createdAt,
    owner: base64url(engine.signPublic(opened.keys.sign)),
    write: base64url(engine.signPublic(keys.write)),
    manage: held.manage,
    drain: base64url(engine.exchangePublic(keys.drain)),
    audit: base64url(engine.exchangePublic(keys.audit)),
  };
  // What a grant states is signed, not sealed: no name belongs into it.
  const terms = {
    person,
    grant: held.grant,
    kind: 'account',
    label: 'Account holder',
    capabilities: OWNER,
    history: true,
    createdAt,
    expiresAt: null,
  } as const;
  const body: NewRecord = {
    proof: opened.proof,
    person,
    incarnation,
    certificate: base64url(signCertificate(engine, opened.keys.sign, keys.manage, certificate)),
    signature: base64url(engine.sign(keys.write, headMessage(person, incarnation, 0, 1, genesis(engine, person)))),
    grant: coded(held.grant, makeGrant(engine, keys, engine.exchangePublic(opened.keys.exchange), terms)),
  };
  await api.call('POST', '/api/records', body);
}

/** Opens the account's own grants; what does not verify against the pinned keys is left out. */
export async function openRecords(api: Caller, opened: OpenAccount): Promise<readonly OpenRecord[]> {
  if (opened.held.length === 0) return [];
  const held = opened.held.map(({ person, grant }) => ({ person, grant }));
  const answers = await api.call<readonly RecordOpened[]>('POST', '/api/records/open', { proof: opened.proof, held });
  return opened.held.flatMap((each) => {
    const answer = answers.find(({ person }) => person === each.person);
    const keys = answer && keysIn(opened, each, answer);
    return keys ? [{ held: each, keys }] : [];
  });
}

function keysIn(opened: OpenAccount, held: Held, answer: RecordOpened): RecordKeys | undefined {
  const certificate = readCertificate(engine, bytes(answer.certificate));
  if (certificate?.manage !== held.manage || certificate.person !== held.person) return undefined;
  const { statement, wrap, signature } = answer.grant;
  const granted = openGrant(engine, bytes(held.manage), opened.keys.exchange, {
    statement: bytes(statement),
    wrap: bytes(wrap),
    signature: bytes(signature),
  });
  return granted?.statement.person === held.person ? wholeKeys(granted.keys) : undefined;
}

function wholeKeys({ read, write, manage, drain, audit }: HeldKeys): RecordKeys | undefined {
  return write && manage && drain && audit ? { read, write, manage, drain, audit } : undefined;
}

/** What a session or token shall be able to do. */
export interface Pass {
  readonly kind: Extract<GrantKind, 'session' | 'token'>;
  readonly label: string;
  readonly capabilities: Capabilities;
  readonly slice?: Slice;
  readonly expiresAt: string;
}

/** Mints a bearer token that reaches these records. The server keeps a hash of one half, and the grants' keys sealed under the other. */
export async function mintPass(
  api: Caller,
  opened: OpenAccount,
  records: readonly OpenRecord[],
  pass: Pass,
): Promise<{ bearer: string; grants: readonly string[] }> {
  const { kind, label, capabilities, expiresAt, slice } = pass;
  const createdAt = new Date().toISOString();
  const reach: Reach[] = [];
  const grants: (GrantBytes & { person: string })[] = [];
  for (const { held, keys } of records) {
    const holder = engine.random(32);
    const grant = randomId(engine);
    const terms = { person: held.person, grant, kind, label, capabilities, history: true, createdAt, expiresAt };
    reach.push({ person: held.person, grant, holder: base64url(holder), manage: held.manage, name: held.name });
    const made = makeGrant(engine, keys, engine.exchangePublic(holder), terms, slice && JSON.stringify(slice));
    grants.push({ person: held.person, ...coded(grant, made) });
  }
  const { bearer, stored } = mintToken(engine, opened.account, reach);
  const body: NewSession = {
    proof: opened.proof,
    grants,
    expiresAt,
    token: { shard: stored.shard, id: stored.id, authHash: base64url(stored.authHash), wrapped: base64url(stored.wrapped) },
  };
  await api.call('POST', '/api/sessions', body);
  return { bearer, grants: grants.map(({ grant }) => grant) };
}

const bytes = (encoded: string) => fromBase64url(encoded) ?? new Uint8Array(0);

function coded(grant: string, made: Grant): GrantBytes {
  return { grant, statement: base64url(made.statement), wrap: base64url(made.wrap), signature: base64url(made.signature) };
}
