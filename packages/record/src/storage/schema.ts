/**
 * The tables of the sealed store, described once. Every adapter derives its SQL from this page.
 * The first key column of every table is its shard: the person (or the account, for the few tables about
 * signing in), so that a distributed PostgreSQL serves every query from one shard (DESIGN §3).
 * Nothing here is plaintext about health: `bytes` are ciphertext, digests, signatures or public keys.
 */

export type ColumnType = 'text' | 'int' | 'bytes' | 'bytes?' | 'int?';

interface TableShape {
  readonly key: Readonly<Record<string, ColumnType>>;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Secondary orders to scan by; each starts with the shard and is unique within it. */
  readonly orders?: Readonly<Record<string, readonly string[]>>;
}

export const schema = {
  /** Where an account is found by the name typed at sign-in (a digest of the normalised name). */
  login: { key: { name: 'text' }, columns: { account: 'text' } },
  /** Who can sign in. `wraps` holds the account's private keys, openable by passphrase or kit only. */
  account: {
    key: { account: 'text' },
    columns: { auth: 'bytes', kit_auth: 'bytes', kdf: 'text', public: 'bytes', wraps: 'bytes', keyring: 'bytes', revision: 'int' },
  },
  /** One row to compare-and-set: the head of the person's chain. */
  person: {
    key: { person: 'text' },
    columns: { incarnation: 'text', epoch: 'int', certificate: 'bytes', seq: 'int', head: 'bytes', signature: 'bytes' },
  },
  /** Every reader, one mechanism: a signed statement and a wrap to the holder's key. */
  grant: {
    key: { person: 'text', grant: 'text' },
    columns: { kind: 'text', statement: 'bytes', wrap: 'bytes', signature: 'bytes', created: 'int', expires: 'int' },
  },
  /** One resource version, sealed. `epoch` is the chain's at the time of writing; `body` is null once erased. */
  row: {
    key: { person: 'text', id: 'bytes', version: 'int' },
    columns: { seq: 'int', n: 'int', epoch: 'int', keyset: 'bytes', dek: 'bytes?', digest: 'bytes', body: 'bytes?' },
    orders: { seq: ['person', 'seq', 'n'] },
  },
  /** A sealed search index: a cache, replaced only by one that has seen more. */
  image: {
    key: { person: 'text', reader: 'text' },
    columns: { upto: 'int', head: 'bytes', index_version: 'text', blob: 'bytes' },
  },
  /** Originals and device series in sealed pieces; piece 0 carries the wrapped data key. */
  chunk: { key: { person: 'text', address: 'bytes', n: 'int' }, columns: { blob: 'bytes' } },
  /** What arrived while locked, sealed to the person's public key, numbered and signed by the service key. */
  inbox: { key: { person: 'text', number: 'int' }, columns: { origin: 'text', signature: 'bytes', blob: 'bytes' } },
  /** The access log: one hash chain per session, sealed to the record's audit key. */
  audit: { key: { person: 'text', session: 'text', n: 'int' }, columns: { prev: 'bytes', blob: 'bytes' } },
  /** Sessions and bearer tokens: a hash of one half, the grant keys wrapped under the other. */
  token: { key: { shard: 'text', id: 'text' }, columns: { auth_hash: 'bytes', wrapped: 'bytes', expires: 'int' } },
  /** Uploads under way, jobs, and (with tethering) connections: state sealed to whoever drives them. */
  job: { key: { person: 'text', id: 'text' }, columns: { kind: 'text', expires: 'int', state: 'bytes' } },
} as const satisfies Record<string, TableShape>;

export type Schema = typeof schema;
export type Table = keyof Schema;

type Value<C extends ColumnType> = C extends 'text'
  ? string
  : C extends 'int'
    ? number
    : C extends 'bytes'
      ? Uint8Array
      : C extends 'int?'
        ? number | null
        : Uint8Array | null;
type Values<S extends Readonly<Record<string, ColumnType>>> = { readonly [K in keyof S]: Value<S[K]> };

export type Key<T extends Table> = Values<Schema[T]['key']>;
export type Columns<T extends Table> = Values<Schema[T]['columns']>;
export type Row<T extends Table> = Key<T> & Columns<T>;
/** A leading part of the key: at least the shard. */
export type Prefix<T extends Table> = Partial<Key<T>>;
