import { call, ofRecord } from '../../client/api.ts';
import { device, deviceLabel } from '../../client/device.ts';
import { keys } from '../../client/keys/index.ts';
import { lock, unlocked } from '../../client/session.ts';

/** Erases on the server, then in the keyring, then on this device. The last record of an account locks it. */
export async function deleteRecord(person: string, name: string, isLast: boolean): Promise<void> {
  await call('DELETE', ofRecord(person, '').replace(/\/$/, ''), { name });
  await keys('forgetRecord', person, deviceLabel(navigator.userAgent));
  device.forget(person);
  device.keepPerson(undefined);
  if (isLast) await lock();
  else await unlocked();
}
