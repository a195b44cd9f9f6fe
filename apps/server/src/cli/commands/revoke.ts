import type { GrantLine, KeysState } from '../../http/api.ts';
import { type Call, type Command, Exit, UsageError } from '../command.ts';
import { recordOptions, type RecordDesk, withRecord } from '../desk/desk.ts';
import { openRecords } from '../desk/records.ts';
import { giveNewKeys } from '../desk/renew.ts';

/** Takes access back, and changes the keys. */
export const revoke: Command = {
  usage: '[GRANT]',
  summary: 'Take a grant back and give the record new keys; without GRANT, list who can open it',
  options: recordOptions,
  help: ['GRANT                   its id, as the list and "satchel token --json" print it'],
  async run(call) {
    const [grant] = call.words;
    return withRecord(call, async (desk) => (grant === undefined ? listGrants(call, desk) : takeBack(call, desk, grant)));
  },
};

async function listGrants(call: Call, { api, path }: RecordDesk): Promise<number> {
  const lines = await api.call<readonly GrantLine[]>('GET', path('grants'));
  call.json(lines);
  for (const { grant, kind, label, can, createdAt, current } of lines)
    call.say(`${createdAt.slice(0, 10)}  ${kind.padEnd(8)} ${label}  (${can.join(', ')})  ${grant}${current ? '  this one' : ''}`);
  return Exit.fine;
}

/** First the grant, which ends with the next request; then the keys, for what somebody may have kept. */
async function takeBack(call: Call, { api, path, account, person }: RecordDesk, grant: string): Promise<number> {
  if (!account) throw new UsageError('Taking access back needs the passphrase, not a token.');
  await api.call('DELETE', path(`grants/${grant}`));
  const record = (await openRecords(api, account)).find(({ held }) => held.person === person);
  if (!record) throw new UsageError('The record does not open.');
  const ended = await giveNewKeys(api, account, record, [grant]);
  const { epoch } = await rewrapped({ api, path });
  call.json({ revoked: grant, epoch, ended });
  call.say('Taken back. The record has new keys, and everything in it was moved to them.');
  return Exit.fine;
}

async function rewrapped({ api, path }: Pick<RecordDesk, 'api' | 'path'>): Promise<KeysState> {
  for (;;) {
    const state = await api.call<KeysState>('GET', path('keys/state'));
    if (!state.rewrapping) return state;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
