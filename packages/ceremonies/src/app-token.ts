import { base64url, type Bytes, concat, fromBase64url, hex } from '@satchel/vault';

/** What an app's token is for: a code to be exchanged, access to the record, or a refresh. Only access opens anything by itself. */
export type AppTokenUse = 'code' | 'access' | 'refresh';

const LETTER = { code: 'c', access: 'a', refresh: 'r' } as const;
const USE: Readonly<Record<string, AppTokenUse>> = { c: 'code', a: 'access', r: 'refresh' };
const GRANT = 16;
/** Bytes that tell the tokens of one grant apart. */
export const APP_TOKEN_TAIL = 9;

/** The id of an app's token names its use and its grant (a UUID), so that all tokens of a grant are found. */
export function appTokenId(use: AppTokenUse, grant: string, tail: Bytes): string {
  const bytes = Uint8Array.from(grant.replaceAll('-', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (bytes.length !== GRANT || tail.length !== APP_TOKEN_TAIL) throw new RangeError('The grant of an app is named by a UUID.');
  return LETTER[use] + base64url(concat(bytes, tail));
}

/** Undefined for the token of a session or script. */
export function readAppTokenId(id: string): { readonly use: AppTokenUse; readonly grant: string } | undefined {
  const use = USE[id[0] ?? ''];
  const bytes = fromBase64url(id.slice(1));
  if (!use || bytes?.length !== GRANT + APP_TOKEN_TAIL) return undefined;
  const digits = hex(bytes.slice(0, GRANT));
  const grant = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
  return { use, grant };
}
