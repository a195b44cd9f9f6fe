import { base64url, type Bytes, concat, fromBase64url, json, NONE, utf8 } from './bytes.ts';
import type { Halves } from './derive.ts';
import type { Engine } from './engine.ts';
import { Kind, type Sealed, seal, unseal } from './envelope.ts';

/** The private keys of an account. They never leave the person's device. */
export interface AccountKeys {
  /** X25519, receives grants. */
  readonly exchange: Bytes;
  /** Ed25519 seed, signs certificates. */
  readonly sign: Bytes;
}

/** How an account is opened. `passkey` and `trusted` are reserved names for wraps that come with sharing. */
export type WrapName = 'passphrase' | 'kit' | 'passkey' | 'trusted';
/** Wraps of the same account keys, by how they are opened; base64url envelopes in JSON at rest. */
export type AccountWraps = Readonly<Partial<Record<WrapName, string>>>;

/** One record this account holds, as its own sealed keyring remembers it. */
export interface Held {
  readonly person: string;
  readonly grant: string;
  /** The record's `manage` public key, pinned when the record was made or accepted. */
  readonly manage: string;
  readonly name: string;
}

export function newAccountKeys(e: Engine): AccountKeys {
  return { exchange: e.random(32), sign: e.random(32) };
}

export function wrapAccount(e: Engine, account: string, by: WrapName, halves: Halves, keys: AccountKeys): string {
  return base64url(seal(e, Kind.account, halves.unlock, ['account', account, by], concat(keys.exchange, keys.sign)));
}

/** Undefined when the secret is wrong or the wrap was changed or is another account's. */
export function openAccount(e: Engine, account: string, by: WrapName, halves: Halves, wraps: AccountWraps): AccountKeys | undefined {
  const wrap = fromBase64url(wraps[by]);
  const keys = wrap && unseal(e, Kind.account, halves.unlock, ['account', account, by], wrap);
  return keys?.length === 64 ? { exchange: keys.slice(0, 32), sign: keys.slice(32) } : undefined;
}

/** The list of records an account holds, sealed under its own keys: the server sees neither names nor pins. */
export function sealKeyring(e: Engine, account: string, keys: AccountKeys, held: readonly Held[]): Sealed<readonly Held[]> {
  return seal(e, Kind.keyring, keyringKey(e, keys), ['keyring', account], utf8(JSON.stringify(held)));
}

export function openKeyring(e: Engine, account: string, keys: AccountKeys, sealed: Sealed<readonly Held[]>): readonly Held[] | undefined {
  const plain = unseal(e, Kind.keyring, keyringKey(e, keys), ['keyring', account], sealed);
  const held = plain && json(plain);
  return Array.isArray(held) ? held : undefined;
}

function keyringKey(e: Engine, keys: AccountKeys): Bytes {
  return e.hkdf(keys.exchange, NONE, utf8('satchel/1/keyring'), 32);
}
