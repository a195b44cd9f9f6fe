import { describe, expect, it } from 'vitest';
import { engines, flips, pairs } from '../testing/engines.ts';
import { base64url, hex, utf8 } from './bytes.ts';
import { Kind, seal } from './envelope.ts';
import { type Bearer, mintToken, openToken, parseBearer, type TokenReach } from './token.ts';

const SHARD = '5d0c3e4a-9f51-4c53-8a0a-7d2f7f6f0e11';
const REACH: readonly TokenReach[] = [{ person: 'p', grant: 'g', holder: 'h', manage: 'm' }];

describe.each(pairs)('a token, $name', ({ by, on }) => {
  it('opens what it reaches', () => {
    const { bearer, stored } = mintToken(by, SHARD, REACH);
    const parsed = parseBearer(bearer) as Bearer;
    expect(parsed).toMatchObject({ shard: SHARD, id: stored.id });
    expect(openToken(on, parsed, stored)).toEqual(REACH);
  });
});

describe.each(engines)('a token on the $name engine', ({ engine: e }) => {
  const { bearer, stored } = mintToken(e, SHARD, REACH);
  const mine = parseBearer(bearer) as Bearer;

  it('[S16] cannot be made from what the server stores', () => {
    const bytes = hex(stored.authHash) + hex(stored.wrapped);
    expect(bytes).not.toContain(hex(mine.secret));
    for (const secret of [stored.authHash, e.sha256(mine.secret), e.random(32)])
      expect(openToken(e, { ...mine, secret }, stored)).toBeUndefined();
    expect(openToken(e, mine, { ...stored, authHash: stored.authHash.slice(1) })).toBeUndefined();
  });

  it('[S16] has two halves that say nothing of each other', () => {
    const half = (use: string) => e.hkdf(mine.secret, new Uint8Array(0), utf8(`satchel/1/token/${use}`), 32);
    expect(stored.authHash).toEqual(e.sha256(half('auth')));
    expect(hex(half('wrap'))).not.toBe(hex(half('auth')));
    expect(
      openToken(e, mine, { ...stored, wrapped: seal(e, Kind.token, half('auth'), ['token', SHARD, stored.id], utf8('[]')) }),
    ).toBeUndefined();
  });

  it('[S18] does not open another token’s row, a changed one, or one that holds no list', () => {
    const other = mintToken(e, SHARD, REACH).stored;
    expect(openToken(e, mine, other)).toBeUndefined();
    expect(openToken(e, mine, { ...stored, wrapped: other.wrapped })).toBeUndefined();
    expect(openToken(e, { ...mine, id: other.id }, stored)).toBeUndefined();
    expect(openToken(e, { ...mine, shard: 'elsewhere' }, stored)).toBeUndefined();
    expect(flips(stored.wrapped, 7).filter((wrapped) => openToken(e, mine, { ...stored, wrapped }))).toEqual([]);
    const key = e.hkdf(mine.secret, new Uint8Array(0), utf8('satchel/1/token/wrap'), 32);
    const odd = (plain: string) =>
      openToken(e, mine, { ...stored, wrapped: seal(e, Kind.token, key, ['token', SHARD, stored.id], utf8(plain)) });
    expect(odd('[]')).toEqual([]);
    for (const plain of ['', 'null', '{}', '{']) expect(odd(plain)).toBeUndefined();
  });

  it('has one spelling', () => {
    const [shard, id, secret] = bearer.split('.') as [string, string, string];
    const typed = [
      '',
      '..',
      `${shard}.${id}`,
      `${shard}.${id}.`,
      `.${id}.${secret}`,
      `${shard}..${secret}`,
      `${bearer}.`,
      `${bearer}A`,
      `${shard}.${id}.${base64url(e.random(31))}`,
      `${shard}.${id}.${secret}=`,
    ];
    for (const wrong of typed) expect(parseBearer(wrong)).toBeUndefined();
  });
});
