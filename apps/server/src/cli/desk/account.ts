import { randomId } from '@satchel/record';
import {
  type AccountKeys,
  base64url,
  type Bytes,
  fromBase64url,
  fromKit,
  fromPassphrase,
  type Halves,
  type Held,
  newAccountKeys,
  newKdf,
  newKitCode,
  openAccount,
  openKeyring,
  sealKeyring,
  wrapAccount,
} from '@satchel/vault';
import { nodeEngine as engine } from '@satchel/vault/node';
import type { NewAccount, Proof, SignedIn, SignInBegun } from '../../http/api.ts';
import type { Caller } from './call.ts';

/** An account opened by whoever types here. Its private keys stay in this process. */
export interface OpenAccount {
  readonly account: string;
  readonly name: string;
  readonly keys: AccountKeys;
  readonly proof: Proof;
  readonly held: readonly Held[];
  readonly revision: number;
}

/** A passphrase that cannot be used, or an account that it no longer opens. */
export class WrongSecret extends Error {}

/** Makes an account. What is sent are wraps, halves and public keys; the passphrase and the kit stay here. */
export async function createAccount(
  api: Caller,
  name: string,
  passphrase: string,
  held: readonly Held[],
): Promise<{ opened: OpenAccount; kit: Bytes }> {
  const account = randomId(engine);
  const kdf = newKdf(engine);
  const keys = newAccountKeys(engine);
  const kit = newKitCode(engine);
  const halves = (await fromPassphrase(engine, passphrase, kdf)) as Halves;
  const byKit = fromKit(engine, kit, account);
  const body: NewAccount = {
    account,
    name,
    kdf,
    auth: base64url(halves.auth),
    kitAuth: base64url(byKit.auth),
    public: { exchange: base64url(engine.exchangePublic(keys.exchange)), sign: base64url(engine.signPublic(keys.sign)) },
    wraps: { passphrase: wrapAccount(engine, account, 'passphrase', halves, keys), kit: wrapAccount(engine, account, 'kit', byKit, keys) },
    keyring: base64url(sealKeyring(engine, account, keys, held)),
  };
  await api.call('POST', '/api/accounts', body);
  return { opened: { account, name, keys, held, revision: 0, proof: { account, auth: base64url(halves.auth) } }, kit };
}

export async function openByPassphrase(api: Caller, name: string, passphrase: string): Promise<OpenAccount> {
  const begun = await api.call<SignInBegun>('POST', '/api/sign-in/begin', { name });
  return openWith(api, begun, await halvesOf(passphrase, begun));
}

/** Refuses a server that asks for less work than our floor: it would be weakening the passphrase. */
async function halvesOf(passphrase: string, { kdf }: SignInBegun): Promise<Halves> {
  const halves = await fromPassphrase(engine, passphrase, kdf);
  if (!halves) throw new WrongSecret('The server asks for a weak or an impossible key derivation; it is not trusted with this passphrase.');
  return halves;
}

export async function openWith(api: Caller, { account }: Pick<SignInBegun, 'account'>, halves: Halves): Promise<OpenAccount> {
  const proof: Proof = { account, auth: base64url(halves.auth) };
  const signedIn = await api.call<SignedIn>('POST', '/api/sign-in', proof);
  const keys = openAccount(engine, account, 'passphrase', halves, signedIn.wraps);
  const held = keys && openKeyring(engine, account, keys, fromBase64url(signedIn.keyring) ?? new Uint8Array(0));
  if (!keys || !held) throw new WrongSecret('The account was changed by somebody without its keys; it does not open.');
  return { account, name: signedIn.name, keys, proof, held, revision: signedIn.revision };
}

/** Replaces the sealed list of records that the account holds. */
export async function keepHeld(api: Caller, opened: OpenAccount, held: readonly Held[]): Promise<OpenAccount> {
  const keyring = base64url(sealKeyring(engine, opened.account, opened.keys, held));
  const { revision } = await api.call<{ revision: number }>('PUT', `/api/accounts/${opened.account}`, {
    proof: opened.proof,
    revision: opened.revision,
    keyring,
  });
  return { ...opened, held, revision };
}
