import { type KeysInUse, renewKeys } from '@satchel/ceremonies';
import { randomId } from '@satchel/record';
import { nodeEngine as engine } from '@satchel/vault/node';
import { WrongSecret, type OpenAccount } from './account.ts';
import { type Caller, Refusal } from './call.ts';
import type { OpenRecord } from './records.ts';

/** Others may write or sign in between asking and answering. */
const TRIES = 4;

/** Gives a record new keys, for everybody but `revoked`; answers which grants ended. `api` is signed in. */
export async function giveNewKeys(
  api: Caller,
  { keys: { sign } }: OpenAccount,
  { held: { person }, keys }: OpenRecord,
  revoked: readonly string[],
): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt++) {
    const inUse = await api.call<KeysInUse>('GET', `/api/records/${person}/keys`);
    const renewal = renewKeys(engine, { person, sign, keys }, inUse, { revoked, now: Date.now(), newId: () => randomId(engine) });
    if (!renewal) throw new WrongSecret('What the server shows of this record was not signed by its keys; it gets no new ones.');
    try {
      await api.call('POST', `/api/records/${person}/keys`, renewal.next);
      return renewal.next.ended;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 409 || attempt === TRIES) throw error;
    }
  }
}
