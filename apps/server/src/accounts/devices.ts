import { base64url, type Bytes, type Engine, equal, fields, fromBase64url } from '@satchel/vault';
import type { ServiceKey } from '../service-key.ts';

/**
 * Devices that signed in to an account before carry a cookie that says so. It opens nothing: it only keeps the guesses
 * of strangers from using up those of the owner (OWASP: device cookies).
 */
export interface Devices {
  /** The device that this cookie names, if this service gave it out for this account. */
  recognise(account: string, cookie: string | undefined): string | undefined;
  introduce(account: string): string;
  cookieName(account: string): string;
}

export function createDevices(engine: Engine, service: ServiceKey): Devices {
  const key = service.keyFor('devices');
  const mark = (account: string, device: string): Bytes => engine.hmac(key, fields(account, device));
  return {
    cookieName: (account) => `satchel-device-${base64url(engine.hmac(key, fields(account))).slice(0, 8)}`,
    introduce(account) {
      const device = base64url(engine.random(9));
      return `${device}.${base64url(mark(account, device))}`;
    },
    recognise(account, cookie) {
      const [device, encoded] = (cookie ?? '').split('.');
      const given = fromBase64url(encoded);
      return device && given && equal(given, mark(account, device)) ? device : undefined;
    },
  };
}
