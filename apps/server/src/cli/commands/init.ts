import { formatKit } from '@satchel/vault';
import { nodeEngine as engine } from '@satchel/vault/node';
import { type Command, Exit, option, UsageError } from '../command.ts';
import { createAccount } from '../desk/account.ts';
import { deskOptions, withDesk } from '../desk/desk.ts';
import { createRecord, draftRecord } from '../desk/records.ts';
import { passphraseFor } from '../passphrase.ts';

/** An account and its first record. */
export const init: Command = {
  usage: '--name NAME',
  summary: 'Make an account and its first record; print the recovery kit',
  options: { ...deskOptions, name: { type: 'string' }, record: { type: 'string' }, 'passphrase-file': { type: 'string' } },
  help: [
    '--name NAME             the name to sign in with',
    '--record NAME           what to call the record (default: the same)',
    'Without a passphrase, one is made and printed.',
  ],
  async run(call) {
    const name = option(call, 'name');
    if (name === undefined) throw new UsageError('Say for whom: --name NAME.');
    const given = await passphraseFor(call, 'New passphrase (empty: one is made for you): ');
    const passphrase = given || generated();
    return withDesk(call, async ({ api }) => {
      const draft = draftRecord(option(call, 'record') ?? name);
      const { opened, kit } = await createAccount(api, name, passphrase, [draft.held]);
      await createRecord(api, opened, draft);
      const recoveryKit = formatKit(engine, kit);
      call.json({
        account: opened.account,
        name,
        person: draft.held.person,
        grant: draft.held.grant,
        recoveryKit,
        ...(!given && { passphrase }),
      });
      call.say(`Account "${name}" is made.\n`);
      if (!given) call.say(`Passphrase:   ${passphrase}`);
      call.say(
        `Recovery kit: ${recoveryKit}\n\nKeep both on paper, apart from this computer. Nobody can open the record without one of them.`,
      );
      return Exit.fine;
    });
  },
};

/** Twenty letters and digits: 100 random bits, in the kit's alphabet, which leaves out what looks alike. */
function generated(): string {
  return formatKit(engine, engine.random(16)).slice(0, 24).toLowerCase();
}
