import { describe, expect, it } from 'vitest';
import { engines } from '../testing/engines.ts';
import { base64url, hex } from './bytes.ts';
import { fromKit, fromPassphrase, isAcceptableKdf, type Kdf, KDF_FLOOR, newKdf, storedAuth } from './derive.ts';

const SALT = base64url(new Uint8Array(16).fill(8));
const KDF: Kdf = { name: 'argon2id', salt: SALT, ...KDF_FLOOR };

describe('the key derivation a server may ask for', () => {
  it('[S22] has a floor, which new accounts stand on', () => {
    expect(KDF_FLOOR).toEqual({ memory: 65_536, passes: 3, lanes: 1 });
    const made = newKdf(engines[0].engine);
    expect(isAcceptableKdf(made)).toBe(true);
    expect(made.salt).not.toBe(newKdf(engines[0].engine).salt);
    expect(made.salt).toHaveLength(22);
  });

  it.each<[string, Partial<Record<keyof Kdf, unknown>>]>([
    ['less memory', { memory: 65_535 }],
    ['fewer passes', { passes: 2 }],
    ['no lane', { lanes: 0 }],
    ['more memory than a phone has', { memory: 1_048_577 }],
    ['endless passes', { passes: 21 }],
    ['too many lanes', { lanes: 9 }],
    ['a fraction', { memory: 70_000.5 }],
    ['text for a number', { memory: '65536' }],
    ['nothing for a number', { passes: undefined }],
    ['a weaker function', { name: 'argon2i' }],
    ['a short salt', { salt: base64url(new Uint8Array(15)) }],
    ['an endless salt', { salt: base64url(new Uint8Array(65)) }],
    ['a salt that is none', { salt: '!' }],
    ['no salt', { salt: undefined }],
  ])('[S22] is refused with %s', async (_, change) => {
    const asked = { ...KDF, ...change } as Kdf;
    expect(isAcceptableKdf(asked)).toBe(false);
    expect(await fromPassphrase(engines[0].engine, 'a passphrase', asked)).toBeUndefined();
  });

  it.each([{ memory: 1_048_576 }, { passes: 20 }, { lanes: 8 }, { salt: base64url(new Uint8Array(64)) }])('may be %j', (change) => {
    expect(isAcceptableKdf({ ...KDF, ...change })).toBe(true);
  });
});

describe.each(engines)('halves on the $name engine', ({ engine: e }) => {
  it('[S22] of a passphrase: the same wherever they are derived, one telling nothing of the other', async () => {
    const halves = await fromPassphrase(e, 'correct horse battery staple', KDF);
    expect(hex(halves?.auth as Uint8Array)).toBe('3e731414a5b1c03d74b5f135c857f94ee452b91024dfaa5b5c241473b64658d2');
    expect(hex(halves?.unlock as Uint8Array)).toBe('df127aca674adf0ebc555f1e2b6895b80e76d6c237e49900c0c8b14b0ba1cb0b');
  });

  it('[S22] of a passphrase: the same however its letters were composed, other for another salt', async () => {
    const [composed, decomposed, salted] = await Promise.all([
      fromPassphrase(e, 'Zo\u00eb', KDF),
      fromPassphrase(e, 'Zoe\u0308', KDF),
      fromPassphrase(e, 'Zo\u00eb', { ...KDF, salt: base64url(new Uint8Array(16)) }),
    ]);
    expect(composed).toEqual(decomposed);
    expect(salted?.auth).not.toEqual(composed?.auth);
  });

  it('[S22] of a kit code: other for another account, and for another use', () => {
    const code = new Uint8Array(16).fill(5);
    const mine = fromKit(e, code, 'account-1');
    const values = [mine.auth, mine.unlock, fromKit(e, code, 'account-2').auth, fromKit(e, code.with(0, 6), 'account-1').auth].map(hex);
    expect(new Set(values).size).toBe(4);
  });

  it('[S16] what a server keeps of the auth half does not sign in', () => {
    const auth = e.random(32);
    expect(storedAuth(e, auth)).toEqual(e.sha256(auth));
    expect(storedAuth(e, storedAuth(e, auth))).not.toEqual(storedAuth(e, auth));
  });
});
