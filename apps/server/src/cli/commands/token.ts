import { type Command, Exit, option, UsageError } from '../command.ts';
import { chosen, recordOptions, signIn, withDesk } from '../desk/desk.ts';
import { mintPass, openRecords } from '../desk/records.ts';
import { readScope } from '../scope.ts';

const DAY = 86_400_000;

/** A bearer token for scripts: a grant like any other, revocable in the app. */
export const token: Command = {
  usage: "--scope 'patient/*.rs'",
  summary: 'Print a bearer token for scripts',
  options: { ...recordOptions, scope: { type: 'string' }, expires: { type: 'string' }, label: { type: 'string' } },
  help: [
    '--scope SCOPE           patient/*.rs reads all; patient/*.cruds writes too; patient/Observation.rs reads one type',
    '--expires 30d           days until it ends (default 90d)',
    '--label WORDS           what the app calls it',
  ],
  async run(call) {
    const scope = readScope(option(call, 'scope') ?? 'patient/*.rs');
    const days = /^(\d{1,4})d$/.exec(option(call, 'expires') ?? '90d')?.[1];
    if (days === undefined || Number(days) < 1 || Number(days) > 3650)
      throw new UsageError('--expires is a number of days from 1d to 3650d.');
    return withDesk(call, async (desk) => {
      const account = await signIn(call, desk);
      const record = chosen(call, await openRecords(desk.api, account), ({ held }) => held);
      const expiresAt = new Date(Date.now() + Number(days) * DAY).toISOString();
      const label = option(call, 'label') ?? `Token ${scope.text}`;
      const { bearer, grants } = await mintPass(desk.api, account, [record], { kind: 'token', label, expiresAt, ...scope.pass });
      call.json({ token: bearer, grant: grants[0], person: record.held.person, scope: scope.text, expiresAt });
      call.say(bearer);
      return Exit.fine;
    });
  },
};
