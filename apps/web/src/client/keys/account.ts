import {
  type AccountKeys,
  type AccountWraps,
  type Bytes,
  type Engine,
  type Halves,
  type Held,
  type Kdf,
  base64url,
  formatKit,
  fromBase64url,
  fromKit,
  fromPassphrase,
  newAccountKeys,
  newKdf,
  newKitCode,
  openAccount,
  openKeyring,
  parseKit,
  sealKeyring,
  wrapAccount,
} from '@satchel/vault';
import type { AccountChange, NewAccount, Proof, SignInBegun, SignedIn } from '../../../../server/src/http/api.ts';
import { type Method, Trouble } from '../api.ts';

/** What the ceremonies need from the world around them; handed in so that they run in a worker and in tests alike. */
export interface World {
  readonly e: Engine;
  readonly call: <T>(method: Method, path: string, body?: unknown) => Promise<T>;
  readonly now: () => number;
}

/** An account opened on this device. Its private keys stay where this object is. */
export interface OpenAccount {
  readonly account: string;
  readonly name: string;
  readonly keys: AccountKeys;
  readonly proof: Proof;
  readonly kdf: Kdf;
  readonly wraps: AccountWraps;
  readonly held: readonly Held[];
  readonly revision: number;
}

/** Everything of an account that does not exist on any server yet. */
export interface PreparedAccount {
  readonly account: string;
  readonly keys: AccountKeys;
  readonly kdf: Kdf;
  readonly halves: Halves;
  readonly kit: Bytes;
}

/** Slow (Argon2id): from 0.4 seconds on a computer to a few on a phone. */
export async function prepareAccount({ e }: World, passphrase: string): Promise<PreparedAccount> {
  const kdf = newKdf(e);
  return { account: newId(e), keys: newAccountKeys(e), kdf, halves: await derive(e, passphrase, kdf), kit: newKitCode(e) };
}

export const kitText = ({ e }: World, kit: Bytes): string => formatKit(e, kit);

/** Sends the account: wrapped keys and hashes' halves, never the passphrase or the kit. */
export async function createAccount(world: World, name: string, prepared: PreparedAccount, held: readonly Held[]): Promise<OpenAccount> {
  const { e } = world;
  const { account, keys, kdf, halves, kit } = prepared;
  const byKit = fromKit(e, kit, account);
  const wraps = { passphrase: wrapAccount(e, account, 'passphrase', halves, keys), kit: wrapAccount(e, account, 'kit', byKit, keys) };
  const body: NewAccount = {
    account,
    name,
    kdf,
    auth: base64url(halves.auth),
    kitAuth: base64url(byKit.auth),
    wraps,
    public: { exchange: base64url(e.exchangePublic(keys.exchange)), sign: base64url(e.signPublic(keys.sign)) },
    keyring: base64url(sealKeyring(e, account, keys, held)),
  };
  await world.call('POST', '/api/accounts', body);
  return { account, name, keys, kdf, wraps, held, revision: 0, proof: { account, auth: base64url(halves.auth) } };
}

/** Opens an account with its passphrase. Throws {@link Trouble} `refused` when the passphrase is not the one. */
export async function openByPassphrase(world: World, name: string, passphrase: string): Promise<OpenAccount> {
  const begun = await world.call<SignInBegun>('POST', '/api/sign-in/begin', { name });
  const halves = await derive(world.e, passphrase, begun.kdf);
  return open(world, begun, 'passphrase', halves);
}

/** Opens an account with its recovery kit. Throws {@link Trouble} `refused` when the kit is not the one. */
export async function openByKit(world: World, name: string, typed: string): Promise<OpenAccount> {
  const code = parseKit(world.e, typed);
  if (!code) throw new Trouble('refused', 0);
  const begun = await world.call<SignInBegun>('POST', '/api/sign-in/begin', { name });
  return open(world, begun, 'kit', fromKit(world.e, code, begun.account));
}

async function open(world: World, begun: SignInBegun, by: 'passphrase' | 'kit', halves: Halves): Promise<OpenAccount> {
  const proof: Proof = { account: begun.account, auth: base64url(halves.auth), ...(by === 'kit' && { kit: true }) };
  const signedIn = await world.call<SignedIn>('POST', '/api/sign-in', proof).catch(refusedWhenWrong);
  const keys = openAccount(world.e, begun.account, by, halves, signedIn.wraps);
  const keyring = fromBase64url(signedIn.keyring);
  const held = keys && keyring && openKeyring(world.e, begun.account, keys, keyring);
  if (!keys || !held) throw new Trouble('failed', 0);
  return {
    account: begun.account,
    name: signedIn.name,
    keys,
    proof,
    kdf: begun.kdf,
    wraps: signedIn.wraps,
    held,
    revision: signedIn.revision,
  };
}

/** A wrong secret is an answer, not a locked session. */
function refusedWhenWrong(trouble: unknown): never {
  throw trouble instanceof Trouble && trouble.kind === 'locked' ? new Trouble('refused', 401, trouble.issues) : trouble;
}

/** New passphrase and, with it or alone, a new kit. The old ones stop working at once. */
export async function renewSecrets(
  world: World,
  opened: OpenAccount,
  fresh: { readonly passphrase?: string; readonly kit?: Bytes },
): Promise<OpenAccount> {
  const { e } = world;
  const { account, keys } = opened;
  const kdf = fresh.passphrase === undefined ? undefined : newKdf(e);
  const halves = kdf && (await derive(e, fresh.passphrase as string, kdf));
  const byKit = fresh.kit && fromKit(e, fresh.kit, account);
  const wraps: AccountWraps = {
    ...opened.wraps,
    ...(halves && { passphrase: wrapAccount(e, account, 'passphrase', halves, keys) }),
    ...(byKit && { kit: wrapAccount(e, account, 'kit', byKit, keys) }),
  };
  const change: AccountChange = {
    proof: opened.proof,
    revision: opened.revision,
    wraps,
    ...(kdf && { kdf }),
    ...(halves && { auth: base64url(halves.auth) }),
    ...(byKit && { kitAuth: base64url(byKit.auth) }),
  };
  const revision = await applyChange(world, opened, change);
  const proof: Proof = halves
    ? { account, auth: base64url(halves.auth) }
    : byKit && opened.proof.kit
      ? { account, auth: base64url(byKit.auth), kit: true }
      : opened.proof;
  return { ...opened, wraps, revision, proof, kdf: kdf ?? opened.kdf };
}

/** Replaces the sealed list of records that this account holds. */
export async function keepHeld(world: World, opened: OpenAccount, held: readonly Held[]): Promise<OpenAccount> {
  const keyring = base64url(sealKeyring(world.e, opened.account, opened.keys, held));
  const revision = await applyChange(world, opened, { proof: opened.proof, revision: opened.revision, keyring });
  return { ...opened, held, revision };
}

async function applyChange(world: World, opened: OpenAccount, change: AccountChange): Promise<number> {
  const answer = await world.call<{ revision?: number } | undefined>('PUT', `/api/accounts/${opened.account}`, change);
  return answer?.revision ?? opened.revision + 1;
}

async function derive(e: Engine, passphrase: string, kdf: Kdf): Promise<Halves> {
  const halves = await fromPassphrase(e, passphrase, kdf);
  // A server that asks for less work than our floor is weakening the person's passphrase: refuse.
  if (!halves) throw new Trouble('failed', 0);
  return halves;
}

/** A random UUID, version 4; crypto.randomUUID is missing on plain-http home networks. */
export function newId(e: Engine): string {
  const bytes = e.random(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
