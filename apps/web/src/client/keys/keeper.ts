import { base64url, type Bytes, fromPassphrase, newKdf } from '@satchel/vault';
import type { About, ArchiveSeal, Proof } from '../../../../server/src/http/api.ts';
import { Trouble } from '../api.ts';
import {
  type OpenAccount,
  type PreparedAccount,
  type World,
  createAccount,
  keepHeld,
  kitText,
  openByKit,
  openByPassphrase,
  prepareAccount,
  renewSecrets,
} from './account.ts';
import { type Agreement, approveApp } from './apps.ts';
import { createRecord, draftRecord, openRecords, requireReadable, startSession } from './records.ts';
import { giveNewKeys } from './renew.ts';

/** Who signed in, without any key. */
export interface Who {
  readonly account: string;
  readonly name: string;
  /** Records in the keyring whose certificate or grant did not verify. */
  readonly doubtful: readonly string[];
}

/** Holds the opened account for as long as the app is unlocked. Lives in a worker, so that no screen ever sees a key. */
export function createKeeper(world: World) {
  let prepared: PreparedAccount | undefined;
  let opened: OpenAccount | undefined;
  let freshKit: Bytes | undefined;

  const requireOpen = (): OpenAccount => {
    if (!opened) throw new Trouble('locked', 0);
    return opened;
  };

  /** A session that knows of the changed keyring takes the place of the one before. */
  async function beginAgain(account: OpenAccount, label: string): Promise<Who> {
    await world.call('DELETE', '/api/session').catch(() => undefined);
    return begin(account, label);
  }

  async function begin(account: OpenAccount, label: string): Promise<Who> {
    opened = account;
    const found = await openRecords(world, account);
    await startSession(world, account, requireReadable(found), label);
    return { account: account.account, name: account.name, doubtful: found.doubtful.map(({ name }) => name) };
  }

  return {
    /** First run, step by step: keys are made, the kit is shown, nothing has been sent. */
    async prepare(passphrase: string): Promise<{ kit: string }> {
      prepared = await prepareAccount(world, passphrase);
      return { kit: kitText(world, prepared.kit) };
    },
    /** First run, last step: the account, its first record and a session. */
    async create(name: string, recordName: string, label: string): Promise<Who> {
      if (!prepared) throw new Trouble('failed', 0);
      const { service } = await world.call<About>('GET', '/api/about');
      const draft = draftRecord(world, recordName);
      const account = await createAccount(world, name, prepared, [draft.held]);
      await createRecord(world, account, draft, service);
      prepared = undefined;
      return begin(account, label);
    },
    async signIn(name: string, passphrase: string, label: string): Promise<Who> {
      return begin(await openByPassphrase(world, name, passphrase), label);
    },
    /** Opens the account with its kit, and makes the next kit. Nothing changes until `finishRecovery`. */
    async recover(name: string, kit: string): Promise<{ kit: string }> {
      opened = await openByKit(world, name, kit);
      return this.newKit();
    },
    async finishRecovery(passphrase: string, label: string): Promise<Who> {
      const account = await renewSecrets(world, requireOpen(), { passphrase, ...(freshKit && { kit: freshKit }) });
      freshKit = undefined;
      return begin(account, label);
    },
    /** A kit that becomes valid with `keepKit`. */
    async newKit(): Promise<{ kit: string }> {
      freshKit = world.e.random(16);
      return { kit: kitText(world, freshKit) };
    },
    async keepKit(): Promise<void> {
      if (freshKit) opened = await renewSecrets(world, requireOpen(), { kit: freshKit });
      freshKit = undefined;
    },
    async changePassphrase(passphrase: string): Promise<void> {
      opened = await renewSecrets(world, requireOpen(), { passphrase });
    },
    async addRecord(recordName: string, label: string): Promise<{ person: string }> {
      const account = requireOpen();
      const { service } = await world.call<About>('GET', '/api/about');
      const draft = draftRecord(world, recordName);
      await createRecord(world, account, draft, service);
      opened = await keepHeld(world, account, [...account.held, draft.held]);
      await beginAgain(opened, label);
      return { person: draft.held.person };
    },
    async renameRecord(person: string, recordName: string, label: string): Promise<void> {
      const account = requireOpen();
      const held = account.held.map((each) => (each.person === person ? { ...each, name: recordName } : each));
      await beginAgain(await keepHeld(world, account, held), label);
    },
    /** After the server erased a record: the keyring forgets it too. */
    async forgetRecord(person: string, label: string): Promise<void> {
      const account = requireOpen();
      opened = await keepHeld(
        world,
        account,
        account.held.filter((each) => each.person !== person),
      );
      if (opened.held.length > 0) await beginAgain(opened, label);
    },
    /** The record gets new keys, for everybody with access but `revoked`; answers which grants ended. */
    async renewKeys(person: string, revoked: readonly string[]): Promise<{ ended: readonly string[] }> {
      const account = requireOpen();
      const record = (await openRecords(world, account)).records.find(({ held }) => held.person === person);
      if (!record) throw new Trouble('missing', 0);
      return { ended: await giveNewKeys(world, account, record, revoked) };
    },
    /** The key of an archive, made of a passphrase of its own: what leaves this device opens that archive and nothing else. */
    async sealArchive(passphrase: string): Promise<ArchiveSeal> {
      const kdf = newKdf(world.e);
      const halves = await fromPassphrase(world.e, passphrase, kdf);
      if (!halves) throw new Trouble('failed', 0);
      return { kdf, key: base64url(halves.unlock) };
    },
    /** The account itself, once it holds no record any more. */
    async eraseAccount(): Promise<void> {
      const account = requireOpen();
      if (account.held.length > 0) throw new Trouble('refused', 0);
      await world.call('DELETE', `/api/accounts/${account.account}`, { proof: account.proof });
      opened = undefined;
    },
    /**
     * What erases an account whose passphrase nobody has: the sample's, so that it can be left after a reload too. Says who
     * one is and opens nothing.
     */
    async farewell(): Promise<Proof> {
      return requireOpen().proof;
    },
    /** Opens the account again after a reload, for what needs its keys; the session goes on. */
    async reopen(name: string, passphrase: string): Promise<void> {
      opened = await openByPassphrase(world, name, passphrase);
    },
    /** Lets an app, or a service, read what was agreed on; answers where the browser goes next. */
    async approveApp(agreed: Agreement): Promise<string | undefined> {
      return approveApp(world, requireOpen(), agreed);
    },
    async isOpen(): Promise<boolean> {
      return opened !== undefined;
    },
  };
}

export type Keeper = ReturnType<typeof createKeeper>;
