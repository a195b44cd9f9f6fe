import { describe, expect, it } from 'vitest';
import { engines, flips, pairs } from '../testing/engines.ts';
import { type AccountKeys, newAccountKeys, openAccount, openKeyring, sealKeyring, wrapAccount } from './account.ts';
import { base64url, type Bytes, fromBase64url, utf8 } from './bytes.ts';
import { fromKit, type Halves } from './derive.ts';
import type { Engine } from './engine.ts';
import { Kind, seal } from './envelope.ts';
import { formatKit, newKitCode, parseKit } from './kit.ts';

const halvesOf = (e: Engine): Halves => ({ auth: e.random(32), unlock: e.random(32) });
const HELD = [{ person: 'p', grant: 'g', manage: 'm', name: 'Zoë' }];

describe.each(pairs)('an account, $name', ({ by, on }) => {
  it('[S22] opens by passphrase and by kit alone, each to the same keys', () => {
    const keys = newAccountKeys(by);
    const passphrase = halvesOf(by);
    const code = newKitCode(by);
    const wraps = {
      passphrase: wrapAccount(by, 'a', 'passphrase', passphrase, keys),
      kit: wrapAccount(by, 'a', 'kit', fromKit(by, code, 'a'), keys),
    };
    const typed = parseKit(on, formatKit(by, code)) as Bytes;
    expect(openAccount(on, 'a', 'passphrase', passphrase, wraps)).toEqual(keys);
    expect(openAccount(on, 'a', 'kit', fromKit(on, typed, 'a'), wraps)).toEqual(keys);
  });

  it('remembers the records it holds, under its own keys', () => {
    const keys = newAccountKeys(by);
    expect(openKeyring(on, 'a', keys, sealKeyring(by, 'a', keys, HELD))).toEqual(HELD);
  });
});

describe.each(engines)('an account on the $name engine', ({ engine: e }) => {
  const keys = newAccountKeys(e);
  const halves = halvesOf(e);
  const wrap = wrapAccount(e, 'a', 'passphrase', halves, keys);

  it('[S22] does not open with a wrong secret, the auth half, as another account or by another name', () => {
    expect(openAccount(e, 'a', 'passphrase', halvesOf(e), { passphrase: wrap })).toBeUndefined();
    expect(openAccount(e, 'a', 'passphrase', { ...halves, unlock: halves.auth }, { passphrase: wrap })).toBeUndefined();
    expect(openAccount(e, 'b', 'passphrase', halves, { passphrase: wrap })).toBeUndefined();
    expect(openAccount(e, 'a', 'kit', halves, { kit: wrap })).toBeUndefined();
    expect(openAccount(e, 'a', 'trusted', halves, { trusted: wrap })).toBeUndefined();
  });

  it('[S22] does not open without its wrap, or with one that is none', () => {
    expect(openAccount(e, 'a', 'kit', halves, { passphrase: wrap })).toBeUndefined();
    for (const passphrase of ['', 'no base64url!', wrap.slice(0, -4), 'AAAA'])
      expect(openAccount(e, 'a', 'passphrase', halves, { passphrase })).toBeUndefined();
    const short = base64url(seal(e, Kind.account, halves.unlock, ['account', 'a', 'passphrase'], keys.sign));
    expect(openAccount(e, 'a', 'passphrase', halves, { passphrase: short })).toBeUndefined();
  });

  it('[S18] is rejected with any single bit of its wrap turned', () => {
    const step = e === engines[0].engine ? 1 : 9;
    const changed = flips(fromBase64url(wrap) as Bytes, step).map(base64url);
    expect(changed.filter((passphrase) => openAccount(e, 'a', 'passphrase', halves, { passphrase }))).toEqual([]);
  });

  it('hands out keys that own their memory', () => {
    const opened = openAccount(e, 'a', 'passphrase', halves, { passphrase: wrap }) as AccountKeys;
    expect(opened.exchange.buffer).not.toBe(opened.sign.buffer);
    expect(opened.sign.byteLength).toBe(opened.sign.buffer.byteLength);
  });

  it('[S20] does not open another account’s keyring, a planted one, or one that holds no list', () => {
    const sealed = sealKeyring(e, 'a', keys, HELD);
    expect(openKeyring(e, 'b', keys, sealed)).toBeUndefined();
    expect(openKeyring(e, 'a', newAccountKeys(e), sealed)).toBeUndefined();
    expect(openKeyring(e, 'a', { ...keys, sign: e.random(32) }, sealed)).toEqual(HELD);
    const odd = (plain: string) =>
      seal<typeof HELD>(
        e,
        Kind.keyring,
        e.hkdf(keys.exchange, new Uint8Array(0), utf8('satchel/1/keyring'), 32),
        ['keyring', 'a'],
        utf8(plain),
      );
    expect(openKeyring(e, 'a', keys, odd('[]'))).toEqual([]);
    for (const plain of ['', '{}', 'null', '[']) expect(openKeyring(e, 'a', keys, odd(plain))).toBeUndefined();
  });
});
