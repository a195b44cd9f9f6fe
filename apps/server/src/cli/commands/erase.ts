import { rm } from 'node:fs/promises';
import { type Command, Exit, option, UsageError } from '../command.ts';
import { keepHeld } from '../desk/account.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { fileFor } from '../desk/memory.ts';

/** A record, for good. */
export const erase: Command = {
  usage: '--yes-erase NAME [--account]',
  summary: 'Erase a record for good: its keys first, then everything',
  options: { ...recordOptions, 'yes-erase': { type: 'string' }, account: { type: 'boolean' } },
  help: [
    '--yes-erase NAME        the name of the record, exactly',
    '--account               the account too, where this was its only record',
  ],
  async run(call) {
    const name = option(call, 'yes-erase');
    if (name === undefined) throw new UsageError('Say that you mean it: --yes-erase NAME, the name of the record.');
    return withRecord(call, async ({ api, path, person, account }) => {
      if (!account) throw new UsageError('Erasing needs the passphrase, not a token.');
      await api.call('DELETE', path('').replace(/\/$/, ''), { name });
      const held = account.held.filter((each) => each.person !== person);
      const withAccount = call.options['account'] === true && held.length === 0;
      if (withAccount) await api.call('DELETE', `/api/accounts/${account.account}`, { proof: account.proof });
      else await keepHeld(api, account, held);
      await rm(fileFor(call, person), { force: true });
      call.json({ erased: person, ...(withAccount && { account: account.account }) });
      if (withAccount) call.say('The account is erased too: nobody can sign in with its name.');
      call.say(`"${name}" is erased. Backups that still hold it stay sealed; a restore leaves it out as long as erased.ledger is kept.`);
      return Exit.fine;
    });
  },
};
