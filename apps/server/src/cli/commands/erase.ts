import { rm } from 'node:fs/promises';
import { type Command, Exit, option, UsageError } from '../command.ts';
import { keepHeld } from '../desk/account.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { fileFor } from '../desk/memory.ts';

/** A record, for good. */
export const erase: Command = {
  usage: '--yes-erase NAME',
  summary: 'Erase a record for good: its keys first, then everything',
  options: { ...recordOptions, 'yes-erase': { type: 'string' } },
  help: ['--yes-erase NAME        the name of the record, exactly'],
  async run(call) {
    const name = option(call, 'yes-erase');
    if (name === undefined) throw new UsageError('Say that you mean it: --yes-erase NAME, the name of the record.');
    return withRecord(call, async ({ api, path, person, account }) => {
      if (!account) throw new UsageError('Erasing needs the passphrase, not a token.');
      await api.call('DELETE', path('').replace(/\/$/, ''), { name });
      await keepHeld(
        api,
        account,
        account.held.filter((each) => each.person !== person),
      );
      await rm(fileFor(call, person), { force: true });
      call.json({ erased: person });
      call.say(`"${name}" is erased. Backups that still hold it stay sealed; a restore leaves it out as long as erased.ledger is kept.`);
      return Exit.fine;
    });
  },
};
