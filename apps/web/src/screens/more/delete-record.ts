import { call, ofRecord } from '../../client/api.ts';
import { type Sample, device, deviceLabel } from '../../client/device.ts';
import { keys } from '../../client/keys/index.ts';
import { lock, unlocked } from '../../client/session.ts';

/** `last` is the only record of its account: it locks the account, or goes together with it. */
type Which = 'one-of-several' | 'last' | 'with-account';

/** Erases on the server, then in the keyring, then on this device. */
export async function deleteRecord(person: string, name: string, which: Which): Promise<void> {
  await eraseRecord(person, name);
  await keys('forgetRecord', person, deviceLabel(navigator.userAgent));
  if (which === 'with-account') await keys('eraseAccount');
  if (which === 'one-of-several') await unlocked();
  else await lock();
}

/** The sample person with the throw-away account, whose keys a reload has closed for ever. */
export async function deleteSample({ person, farewell }: Sample, name: string): Promise<void> {
  await eraseRecord(person, name);
  await call('DELETE', `/api/accounts/${farewell.account}`, { proof: farewell });
  device.keepSample(undefined);
  await lock();
}

async function eraseRecord(person: string, name: string): Promise<void> {
  await call('DELETE', ofRecord(person, '').replace(/\/$/, ''), { name });
  device.forget(person);
  device.keepPerson(undefined);
}
