import { describe, expect, it } from 'vitest';
import { engines, flips, nightly, pairs } from '../testing/engines.ts';
import { utf8 } from './bytes.ts';
import { openDeposit, sealDeposit, signDeposit, verifyDeposit } from './deposit.ts';
import { padme } from './padding.ts';

const CONTENT = utf8('{"drafts":[]}');

describe.each(pairs)('a deposit, $name', ({ by, on }) => {
  it('is sealed by anybody, opened by the drain key and signed by the service', () => {
    const drain = on.random(32);
    const service = by.random(32);
    const sealed = sealDeposit(by, by.exchangePublic(drain), 'p', 'clinic', CONTENT);
    expect(openDeposit(on, drain, 'p', 'clinic', sealed)).toEqual(CONTENT);
    expect(verifyDeposit(on, on.signPublic(service), 'p', 4, 'clinic', sealed, signDeposit(by, service, 'p', 4, 'clinic', sealed))).toBe(
      true,
    );
  });
});

describe.each(engines)('a deposit on the $name engine', ({ engine: e }) => {
  const drain = e.random(32);
  const service = e.random(32);
  const sealed = sealDeposit(e, e.exchangePublic(drain), 'p', 'clinic', CONTENT);

  it('[S17] opens for nobody but the drain key: not for the service key that signs it', () => {
    expect(openDeposit(e, service, 'p', 'clinic', sealed)).toBeUndefined();
    expect(sealed).toHaveLength(14 + 32 + 12 + padme(4 + CONTENT.length) + 16);
  });

  it('[S18] is rejected for another person or origin, or with a bit turned', () => {
    expect(openDeposit(e, drain, 'q', 'clinic', sealed)).toBeUndefined();
    expect(openDeposit(e, drain, 'p', 'pharmacy', sealed)).toBeUndefined();
    expect(flips(sealed, nightly ? 1 : 13).filter((changed) => openDeposit(e, drain, 'p', 'clinic', changed))).toEqual([]);
  });

  it('[S20] is numbered: the signature holds for one person, number, origin and content', () => {
    const signature = signDeposit(e, service, 'p', 4, 'clinic', sealed);
    const key = e.signPublic(service);
    expect(verifyDeposit(e, key, 'q', 4, 'clinic', sealed, signature)).toBe(false);
    expect(verifyDeposit(e, key, 'p', 5, 'clinic', sealed, signature)).toBe(false);
    expect(verifyDeposit(e, key, 'p', 4, 'pharmacy', sealed, signature)).toBe(false);
    expect(verifyDeposit(e, key, 'p', 4, 'clinic', sealDeposit(e, e.exchangePublic(drain), 'p', 'clinic', CONTENT), signature)).toBe(false);
    expect(verifyDeposit(e, e.signPublic(e.random(32)), 'p', 4, 'clinic', sealed, signature)).toBe(false);
  });
});
