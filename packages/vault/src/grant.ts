import { base64url, type Bytes, concat, equal, fields, fromBase64url, json, NONE, text, utf8 } from './bytes.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, sealTo, unseal, unsealFrom } from './envelope.ts';
import { type Category, categoryKey, type ReadKeys, SENSITIVE } from './keysets.ts';

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

/** The keys a holder has after opening a grant. */
export type HeldKeys = Pick<RecordKeys, 'read'> & Partial<RecordKeys>;

/** What a grant lets its holder do; the wrap carries exactly the keys for it. */
export interface Capabilities {
  readonly read?: 'all' | readonly Category[];
  readonly write?: true;
  readonly manage?: true;
  readonly drain?: true;
  readonly audit?: true;
}

/** Public facts of a record, signed by its owner's account key and its manage key. Keys are base64url. */
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

/** `former` hands a key's predecessor to whoever holds the key: see docs/security/vault-format.md §5. */
export type GrantKind = 'account' | 'session' | 'token' | 'app' | 'watch' | 'job' | 'proxy' | 'former';

/** What the granter signs. `wrap` is the digest of the sealed keys, `commitment` binds the keys in it. */
export interface Statement {
  readonly format: 1;
  readonly person: string;
  readonly grant: string;
  readonly kind: GrantKind;
  readonly label: string;
  readonly epoch: number;
  readonly holder: string;
  readonly capabilities: Capabilities;
  /** Whether the read keys of earlier epochs are in the wrap too. */
  readonly history: boolean;
  readonly commitment: string;
  readonly wrap: string;
  /** The limits again, sealed under a key that derives from the manage key, so that the grant can be made anew. */
  readonly limits?: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

export type Terms = Omit<Statement, 'format' | 'epoch' | 'holder' | 'commitment' | 'wrap' | 'limits'>;

/** What a grant's holder has in hand. */
export interface OpenedGrant {
  readonly statement: Statement;
  readonly keys: HeldKeys;
  readonly limits?: string;
}

export interface Grant {
  readonly statement: Bytes;
  readonly wrap: Sealed<HeldKeys>;
  readonly signature: Bytes;
}

const SECRETS = ['write', 'manage', 'drain', 'audit'] as const;
const CATEGORIES: readonly Category[] = [...SENSITIVE, 'general'];

export function newRecordKeys(e: Engine): RecordKeys {
  const random = () => e.random(32);
  return { read: [{ epoch: 1, pmk: random() }], write: random(), manage: random(), drain: random(), audit: random() };
}

/**
 * Text signed as it is stored: no canonical form is needed to check it. Two signatures, then the JSON: the owner's says
 * whose record this is; the manage key's, that all other keys belong to the one that holders pinned.
 */
export function signCertificate(e: Engine, owner: Bytes, manage: Bytes, certificate: Certificate): Bytes {
  const body = utf8(JSON.stringify(certificate));
  const message = fields('satchel/1/certificate', body);
  return concat(e.sign(owner, message), e.sign(manage, message), body);
}

/** Undefined unless signed by the `owner` (when given, else the one it names) and the manage key it names. The caller compares `person` and `manage`. */
export function readCertificate(e: Engine, signed: Bytes, owner?: Bytes): Certificate | undefined {
  const body = signed.subarray(128);
  const certificate = facts<Certificate>(body, ['person', 'owner', ...SECRETS, 'service', 'createdAt']);
  const [signer, manage] = [fromBase64url(certificate?.owner), fromBase64url(certificate?.manage)];
  if (!signer || !manage || (owner && !equal(owner, signer))) return undefined;
  const message = fields('satchel/1/certificate', body);
  const both = e.verify(signer, message, signed.subarray(0, 64)) && e.verify(manage, message, signed.subarray(64, 128));
  return both ? certificate : undefined;
}

/**
 * Wraps what the terms say to the holder's public key and signs the statement with the record's manage key. `limits` is a
 * choice finer than keys, in words that whoever opens the grant holds to; it is wrapped and signed with them. Throws for a
 * holder key of low order.
 */
export function makeGrant(e: Engine, keys: RecordKeys, holder: Bytes, terms: Terms, limits?: string): Grant {
  const plain = spell({ ...limitedTo(e, keys, terms), ...(limits !== undefined && { limits }) });
  const wrap = sealTo<HeldKeys>(e, Kind.grant, holder, ['grant', terms.person, terms.grant, holder], plain);
  const statement: Statement = {
    format: 1,
    ...terms,
    epoch: latest(keys.read).epoch,
    holder: base64url(holder),
    commitment: base64url(commitmentTo(e, plain)),
    wrap: base64url(e.sha256(wrap)),
    ...(limits !== undefined && { limits: base64url(seal(e, Kind.state, limitsKey(e, keys.manage), limitsContext(terms), utf8(limits))) }),
  };
  const body = utf8(JSON.stringify(statement));
  return { statement: body, wrap, signature: e.sign(keys.manage, fields('satchel/1/grant', body)) };
}

/** The statement, if the record's manage key signed it over exactly this wrap. The caller compares epoch, expiry and the row it came from. */
export function readGrant(e: Engine, manage: Bytes, grant: Grant): Statement | undefined {
  if (!e.verify(manage, fields('satchel/1/grant', grant.statement), grant.signature)) return undefined;
  const statement = facts<Statement>(grant.statement, ['person', 'grant', 'kind', 'label', 'holder', 'commitment', 'wrap', 'createdAt']);
  const whole = Number.isSafeInteger(statement?.epoch) && statement?.capabilities instanceof Object;
  return whole && statement.wrap === base64url(e.sha256(grant.wrap)) ? statement : undefined;
}

/** X25519 secret of whoever holds a write, drain or audit key: grants of kind `former` to it carry the key before this one. */
export const formerHolder = (e: Engine, key: Bytes): Bytes => e.hkdf(key, NONE, utf8('satchel/1/former'), 32);

/** The holder's side: verifies the grant, opens the wrap, checks the commitment. */
export function openGrant(e: Engine, manage: Bytes, holder: Bytes, grant: Grant): OpenedGrant | undefined {
  const statement = readGrant(e, manage, grant);
  const mine = e.exchangePublic(holder);
  if (statement?.holder !== base64url(mine)) return undefined;
  const plain = unsealFrom(e, Kind.grant, holder, ['grant', statement.person, statement.grant, mine], grant.wrap);
  if (!plain || base64url(commitmentTo(e, plain)) !== statement.commitment) return undefined;
  const keys = heldIn(plain);
  const limits = keys && (json(plain) as Spelled).limits;
  return keys && { statement, keys, ...(limits !== undefined && { limits: String(limits) }) };
}

/** What limits a grant, for who has the manage key; undefined when nothing does, or when they do not open. */
export function limitsOf(e: Engine, manage: Bytes, statement: Statement): string | undefined {
  const sealed = fromBase64url(statement.limits);
  const plain = sealed && unseal(e, Kind.state, limitsKey(e, manage), limitsContext(statement), sealed);
  return plain && text(plain);
}

const limitsKey = (e: Engine, manage: Bytes): Bytes => e.hkdf(manage, NONE, utf8('satchel/1/limits'), 32);
const limitsContext = ({ person, grant }: Pick<Statement, 'person' | 'grant'>) => ['limits', person, grant] as const;

/** Read keys of some categories alone, as a grant of these categories has them. Throws without PMK. */
export const limitedToCategories = (e: Engine, reads: readonly ReadKeys[], names: readonly Category[]): readonly ReadKeys[] =>
  reads.map((of) => only(e, of, names));

export const latest = (read: readonly ReadKeys[]): ReadKeys => read.reduce((newest, keys) => (keys.epoch > newest.epoch ? keys : newest));

function limitedTo(e: Engine, keys: RecordKeys, { capabilities: can, history }: Terms): HeldKeys {
  const names = can.read ?? [];
  const reads = !can.read ? [] : history ? keys.read : [latest(keys.read)];
  const secrets = SECRETS.filter((name) => can[name]).map((name) => [name, keys[name]]);
  return { read: names === 'all' ? reads : limitedToCategories(e, reads, names), ...Object.fromEntries(secrets) };
}

function only(e: Engine, { pmk, epoch }: ReadKeys, names: readonly Category[]): ReadKeys {
  if (!pmk) throw new RangeError('Only a holder of PMK can grant categories.');
  return { epoch, categories: Object.fromEntries(names.map((name) => [name, categoryKey(e, pmk, name, epoch)])) };
}

const commitmentTo = (e: Engine, plain: Bytes): Bytes => e.hkdf(plain, NONE, utf8('satchel/1/commitment'), 32);

/** Held keys as JSON, every key base64url. A Buffer has a `toJSON` of its own, hence `this`. */
function spell(held: HeldKeys & { readonly limits?: string }): Bytes {
  return utf8(
    JSON.stringify(held, function (this: Record<string, unknown>, name, value: unknown) {
      return this[name] instanceof Uint8Array ? base64url(this[name]) : value;
    }),
  );
}

/** As it was spelled: no member is to be relied on. */
type Spelled = { readonly limits?: unknown; readonly read?: readonly { readonly epoch?: number; readonly categories?: object }[] };

function heldIn(plain: Bytes): HeldKeys | undefined {
  const held = json(plain) as Spelled | null | undefined;
  if (!Array.isArray(held?.read)) return undefined;
  const reads = (held.read as NonNullable<Spelled['read']>).filter((of) => Number.isSafeInteger(of?.epoch));
  return {
    ...keysIn(held, SECRETS),
    read: reads.map((of) => ({
      epoch: of.epoch as number,
      ...keysIn(of, ['pmk']),
      ...(of.categories && { categories: keysIn(of.categories, CATEGORIES) }),
    })),
  };
}

function keysIn<Name extends string>(from: object, names: readonly Name[]): Partial<Record<Name, Bytes>> {
  const keys = names.map((name) => [name, fromBase64url((from as Record<string, unknown>)[name])] as const);
  return Object.fromEntries(keys.filter(([, key]) => key?.length === 32)) as Partial<Record<Name, Bytes>>;
}

/** The facts in a signed text, if they are of this format and have all these members as text. */
function facts<T>(body: Bytes, texts: readonly (keyof T & string)[]): T | undefined {
  const found = json(body) as Record<string, unknown> | null | undefined;
  return found?.['format'] === 1 && texts.every((name) => typeof found[name] === 'string') ? (found as T) : undefined;
}
