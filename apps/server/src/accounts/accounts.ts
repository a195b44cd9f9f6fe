import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { Columns, Row, World } from '@satchel/record';
import { base64url, type Bytes, fields, fromBase64url, json, Kind, seal, storedAuth, unseal, utf8 } from '@satchel/vault';
import type { AccountChange, NewAccount, SignedIn } from '../http/api.ts';
import type { ServiceKey } from '../service-key.ts';

/** Accounts as rows: who can sign in. The server holds wraps that it cannot open and digests that cannot sign in. */
export interface Accounts {
  /** Fails only when the name, or the id, is taken. */
  create(account: NewAccount): Promise<Outcome<{ readonly account: string }>>;
  byName(name: string): Promise<Row<'account'> | undefined>;
  byId(account: string): Promise<Row<'account'> | undefined>;
  change(row: Row<'account'>, change: AccountChange): Promise<Outcome<{ readonly revision: number }>>;
  /** The account with its sessions and tokens. What it held is not touched. */
  erase(row: Row<'account'>): Promise<void>;
  describe(row: Row<'account'>): SignedIn;
  publicKeysOf(row: Row<'account'>): SignedIn['public'];
  /** Ids of all accounts, for the command line, which takes the only one; stops after `limit`. */
  list(limit: number): Promise<readonly string[]>;
}

/** What is kept in the `public` column: the keys, and the name for this service's eyes only. */
interface Public {
  readonly exchange: string;
  readonly sign: string;
  readonly name: string;
}

export function createAccounts(world: World, service: ServiceKey): Accounts {
  const { engine, store } = world;
  const nameKey = service.keyFor('account-name');
  const loginOf = (name: string): string => base64url(engine.sha256(fields('satchel/1/login', normalised(name))));
  const sealName = (account: string, name: string): string =>
    base64url(seal(engine, Kind.state, nameKey, ['account-name', account], utf8(name)));
  const publicOf = (row: Row<'account'>): Public => json(row.public) as Public;
  const nameOf = (row: Row<'account'>): string => {
    const plain = unseal(engine, Kind.state, nameKey, ['account-name', row.account], bytes(publicOf(row).name));
    return plain ? new TextDecoder().decode(plain) : '';
  };

  return {
    async create({ account, name, kdf, auth, kitAuth, public: keys, wraps, keyring }) {
      const kept: Public = { ...keys, name: sealName(account, name.trim()) };
      const row: Row<'account'> = {
        account,
        auth: storedAuth(engine, bytes(auth)),
        kit_auth: storedAuth(engine, bytes(kitAuth)),
        kdf: JSON.stringify(kdf),
        public: asJson(kept),
        wraps: asJson(wraps),
        keyring: bytes(keyring),
        revision: 0,
      };
      // Account first: what a crash in between leaves is an account that nothing leads to.
      if ((await store.write({ shard: account, operations: [{ insert: 'account', rows: [row] }] })) === 'conflict') return failure(taken());
      const login = loginOf(name);
      if ((await store.write({ shard: login, operations: [{ insert: 'login', rows: [{ name: login, account }] }] })) === 'written')
        return success({ account });
      await store.write({ shard: account, operations: [{ remove: 'account', prefix: { account } }] });
      return failure(taken());
    },
    async byName(name) {
      const login = await store.get('login', { name: loginOf(name) });
      // An unknown name costs the same two questions.
      const row = await store.get('account', { account: login?.account ?? 'nobody' });
      return login && row;
    },
    byId: (account) => store.get('account', { account }),
    async change(row, { revision, kdf, auth, kitAuth, wraps, keyring }) {
      const set: Partial<Columns<'account'>> = {
        revision: revision + 1,
        ...(kdf && { kdf: JSON.stringify(kdf) }),
        ...(auth && { auth: storedAuth(engine, bytes(auth)) }),
        ...(kitAuth && { kit_auth: storedAuth(engine, bytes(kitAuth)) }),
        ...(wraps && { wraps: asJson(wraps) }),
        ...(keyring && { keyring: bytes(keyring) }),
      };
      const written = await store.write({
        shard: row.account,
        operations: [{ update: 'account', key: { account: row.account }, set, when: { revision } }],
      });
      return written === 'written'
        ? success({ revision: revision + 1 })
        : failure(
            issue('error', 'conflict', 'This account was changed on another device meanwhile.', {
              remedy: 'Sign in again, then repeat the change.',
            }),
          );
    },
    async erase(row) {
      const { account } = row;
      const login = loginOf(nameOf(row));
      // The way to it first: what a crash leaves is an account that nothing leads to.
      await store.write({ shard: login, operations: [{ remove: 'login', prefix: { name: login } }] });
      await store.write({
        shard: account,
        operations: [
          { remove: 'account', prefix: { account } },
          { remove: 'token', prefix: { shard: account } },
        ],
      });
    },
    describe(row) {
      const { exchange, sign } = publicOf(row);
      return {
        name: nameOf(row),
        public: { exchange, sign },
        wraps: json(row.wraps) as SignedIn['wraps'],
        keyring: base64url(row.keyring),
        revision: row.revision,
      };
    },
    publicKeysOf(row) {
      const { exchange, sign } = publicOf(row);
      return { exchange, sign };
    },
    async list(limit) {
      const found: string[] = [];
      // Logins come first in a snapshot, so nothing else is read.
      for await (const { table, row } of store.snapshot()) {
        if (table !== 'login' || found.length >= limit) break;
        found.push(String(row['account']));
      }
      return found;
    },
  };
}

/** Names are compared without case, accents' spelling and spare spaces. */
const normalised = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();

const bytes = (encoded: string): Bytes => fromBase64url(encoded) ?? new Uint8Array(0);
const asJson = (value: unknown): Bytes => utf8(JSON.stringify(value));
const taken = () => issue('error', 'duplicate', 'Somebody here has this name already.', { remedy: 'Choose another name.' });
