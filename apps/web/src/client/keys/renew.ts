import { type KeysInUse, renewKeys } from '@satchel/ceremonies';
import { ofRecord, Trouble } from '../api.ts';
import { newId, type OpenAccount, type World } from './account.ts';
import type { Opened } from './records.ts';

/** Others may write or sign in between asking and answering. */
const TRIES = 4;

/** Gives a record new keys, for everybody but `revoked`; answers which grants ended. */
export async function giveNewKeys(
  world: World,
  { keys: { sign } }: OpenAccount,
  { held: { person }, keys }: Opened,
  revoked: readonly string[],
): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt++) {
    const inUse = await world.call<KeysInUse>('GET', ofRecord(person, 'keys'));
    const renewal = renewKeys(world.e, { person, sign, keys }, inUse, { revoked, now: world.now(), newId: () => newId(world.e) });
    // What the server shows was not signed by this record's keys.
    if (!renewal) throw new Trouble('failed', 0);
    try {
      await world.call('POST', ofRecord(person, 'keys'), renewal.next);
      return renewal.next.ended;
    } catch (trouble) {
      if (!(trouble instanceof Trouble) || trouble.kind !== 'conflict' || attempt === TRIES) throw trouble;
    }
  }
}
