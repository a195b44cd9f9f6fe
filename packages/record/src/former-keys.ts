import { type Bytes, type Certificate, equal, formerHolder, fromBase64url, type Grant, type HeldKeys, openGrant } from '@satchel/vault';
import type { Holder } from './doors.ts';
import type { World } from './world.ts';

/** Keys that a new epoch replaces beside those that read. */
const RENEWED = ['write', 'drain', 'audit'] as const;
type Renewed = (typeof RENEWED)[number];

/** What a holder's keys were before, newest first: for what was sealed then, and for ids that must stay the same. */
export type FormerKeys = Readonly<Record<Renewed, readonly Bytes[]>>;

/** Follows the grants of kind `former` from each key in hand to the one before it; undefined where no key was ever replaced. */
export async function openFormerKeys(world: World, person: string, manage: Bytes, keys: HeldKeys): Promise<FormerKeys | undefined> {
  const grants: Grant[] = [];
  for await (const batch of world.store.scan('grant', { person })) grants.push(...batch.filter(({ kind }) => kind === 'former'));
  if (grants.length === 0) return undefined;
  const before = (name: Renewed): Bytes[] => {
    const found: Bytes[] = [];
    for (let key = keys[name]; key && found.length < grants.length;) {
      const holder = formerHolder(world.engine, key);
      key = grants.map((grant) => openGrant(world.engine, manage, holder, grant)?.keys[name]).find((each) => each !== undefined);
      if (key) found.push(key);
    }
    return found;
  };
  return { write: before('write'), drain: before('drain'), audit: before('audit') };
}

/** The key in hand and those before it, newest first. */
export function everyKey({ keys, former }: Pick<Holder, 'keys' | 'former'>, name: Renewed): readonly Bytes[] {
  const now = keys[name];
  return now ? [now, ...(former?.[name] ?? [])] : [];
}

/** The key from which the ids of this record derive, whatever it is signed with today. */
export const firstWrite = (by: Pick<Holder, 'keys' | 'former'>): Bytes | undefined => everyKey(by, 'write').at(-1);

/** Whether the certificate names the keys in hand: one that was put back to an earlier epoch does not. */
export function isCertificateOf({ engine }: World, certificate: Certificate, keys: HeldKeys): boolean {
  const publicOf = (name: Renewed, key: Bytes): Bytes => (name === 'write' ? engine.signPublic(key) : engine.exchangePublic(key));
  return RENEWED.every((name) => {
    const key = keys[name];
    const named = fromBase64url(certificate[name]);
    return key === undefined || (named !== undefined && equal(publicOf(name, key), named));
  });
}
