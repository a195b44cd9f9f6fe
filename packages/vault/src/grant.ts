import { type Bytes, base64url, equal, fields, fromBase64url, text, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, sealTo, unsealFrom } from './envelope.ts';
import { type Category, categoryKey, type ReadKeys } from './keysets.ts';

/** The five keys of a record, random and separate (DESIGN §3). */
export interface RecordKeys {
  readonly read: readonly ReadKeys[];
  /** Ed25519 seed: signs the head of the chain. */
  readonly write: Bytes;
  /** Ed25519 seed: signs grants; never sent to a server. */
  readonly manage: Bytes;
  /** X25519: opens the inbox. */
  readonly drain: Bytes;
  /** X25519: opens the access log. */
  readonly audit: Bytes;
}

/** What a grant lets its holder do; the wrap carries exactly the keys for it. */
export interface Capabilities {
  readonly read?: 'all' | readonly Category[];
  readonly write?: true;
  readonly manage?: true;
  readonly drain?: true;
  readonly audit?: true;
}

/** Public facts of a record, signed by its owner's account key. Keys are base64url. */
export interface Certificate {
  readonly format: 1;
  readonly person: string;
  readonly owner: string;
  readonly write: string;
  readonly manage: string;
  readonly drain: string;
  readonly audit: string;
  /** Ed25519 key of the service that may number and sign deposits. */
  readonly service: string;
  readonly createdAt: string;
}

export type GrantKind = 'account' | 'session' | 'token' | 'app' | 'watch' | 'job' | 'proxy';

/** What the granter signs. `wrap` is the digest of the sealed keys, `commitment` binds the read keys. */
export interface Statement {
  readonly format: 1;
  readonly person: string;
  readonly grant: string;
  readonly kind: GrantKind;
  readonly label: string;
  readonly epoch: number;
  readonly holder: string;
  readonly capabilities: Capabilities;
  readonly history: boolean;
  readonly commitment: string;
  readonly wrap: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

export interface Grant {
  readonly statement: Bytes;
  readonly wrap: Sealed<HeldKeys>;
  readonly signature: Bytes;
}

/** The keys a holder has after opening a grant. */
export interface HeldKeys {
  readonly read: readonly ReadKeys[];
  readonly write?: Bytes;
  readonly manage?: Bytes;
  readonly drain?: Bytes;
  readonly audit?: Bytes;
}

export function newRecordKeys(e: Engine): RecordKeys {
  const random = () => e.random(32);
  return { read: [{ epoch: 1, pmk: random() }], write: random(), manage: random(), drain: random(), audit: random() };
}

/** Text signed as it is stored: no canonical form is needed to check it. Signature (64), then the JSON. */
export function signCertificate(e: Engine, owner: Bytes, certificate: Certificate): Bytes {
  const body = utf8(JSON.stringify(certificate));
  const signature = e.sign(owner, fields('satchel/1/certificate', body));
  const signed = new Uint8Array(64 + body.length);
  signed.set(signature);
  signed.set(body, 64);
  return signed;
}

/** Undefined unless signed by `owner`, when given, else by the owner it names. */
export function readCertificate(e: Engine, signed: Bytes, owner?: Bytes): Certificate | undefined {
  const body = signed.subarray(64);
  const certificate = parse<Certificate>(body);
  const signer = certificate && (owner ?? fromBase64url(certificate.owner));
  if (!signer || base64url(signer) !== certificate.owner) return undefined;
  return e.verify(signer, fields('satchel/1/certificate', body), signed.subarray(0, 64)) ? certificate : undefined;
}

export type Terms = Pick<Statement, 'person' | 'grant' | 'kind' | 'label' | 'capabilities' | 'history' | 'createdAt' | 'expiresAt'>;

/** Wraps what the capabilities say to the holder's public key and signs the statement with the record's manage key. */
export function makeGrant(e: Engine, keys: RecordKeys, holder: Bytes, terms: Terms): Grant {
  const held = limitedTo(e, keys, terms.capabilities);
  const wrap = sealTo<HeldKeys>(e, Kind.grant, holder, contextOf(terms, holder), utf8(writeHeld(held)));
  const statement: Statement = {
    format: 1, ...terms, epoch: latest(keys.read).epoch, holder: base64url(holder),
    commitment: base64url(commitmentTo(e, held)), wrap: base64url(e.sha256(wrap)),
  };
  const body = utf8(JSON.stringify(statement));
  return { statement: body, wrap, signature: e.sign(keys.manage, fields('satchel/1/grant', body)) };
}

/** The statement, if the record's manage key signed it over exactly this wrap. */
export function readGrant(e: Engine, manage: Bytes, grant: Grant): Statement | undefined {
  if (!e.verify(manage, fields('satchel/1/grant', grant.statement), grant.signature)) return undefined;
  const statement = parse<Statement>(grant.statement);
  return statement?.wrap === base64url(e.sha256(grant.wrap)) ? statement : undefined;
}

/** The holder's side: verifies the grant, opens the wrap, checks the commitment. */
export function openGrant(e: Engine, manage: Bytes, holder: Bytes, grant: Grant): { statement: Statement; keys: HeldKeys } | undefined {
  const statement = readGrant(e, manage, grant);
  if (!statement) return undefined;
  const plain = unsealFrom(e, Kind.grant, holder, contextOf(statement, e.exchangePublic(holder)), grant.wrap);
  if (!plain) return undefined;
  const keys = readHeld(text(plain));
  return equal(commitmentTo(e, keys), fromBase64url(statement.commitment) ?? new Uint8Array(0)) ? { statement, keys } : undefined;
}

export const latest = (read: readonly ReadKeys[]): ReadKeys =>
  read.reduce((newest, keys) => (keys.epoch > newest.epoch ? keys : newest));

function limitedTo(e: Engine, keys: RecordKeys, can: Capabilities): HeldKeys {
  const read = can.read === 'all' ? keys.read : can.read ? keys.read.map((of) => only(e, of, can.read as readonly Category[])) : [];
  return {
    read, ...(can.write && { write: keys.write }), ...(can.manage && { manage: keys.manage }),
    ...(can.drain && { drain: keys.drain }), ...(can.audit && { audit: keys.audit }),
  };
}

function only(e: Engine, read: ReadKeys, names: readonly Category[]): ReadKeys {
  const pmk = read.pmk;
  if (!pmk) throw new RangeError('Only a holder of PMK can grant categories.');
  return { epoch: read.epoch, categories: Object.fromEntries(names.map((name) => [name, categoryKey(e, pmk, name, read.epoch)])) };
}

const contextOf = (terms: Pick<Terms, 'person' | 'grant'>, holder: Bytes) => ['grant', terms.person, terms.grant, holder] as const;

function commitmentTo(e: Engine, held: HeldKeys): Bytes {
  return e.hkdf(utf8(writeHeld(held)), new Uint8Array(0), utf8('satchel/1/commitment'), 32);
}

function writeHeld(held: HeldKeys): string {
  return JSON.stringify(held, (_, value: unknown) => (value instanceof Uint8Array ? { key: base64url(value) } : value));
}

function readHeld(json: string): HeldKeys {
  return JSON.parse(json, (_, value: unknown) =>
    value && typeof value === 'object' && 'key' in value ? fromBase64url(String(value.key)) : value) as HeldKeys;
}

function parse<T>(body: Bytes): T | undefined {
  try {
    return JSON.parse(text(body)) as T;
  } catch {
    return undefined;
  }
}
