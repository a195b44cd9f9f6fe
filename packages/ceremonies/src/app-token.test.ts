import { nodeEngine } from '@satchel/vault/node';
import { describe, expect, it } from 'vitest';
import { APP_TOKEN_TAIL, appTokenId, readAppTokenId } from './app-token.ts';
import { base64url, isBearerOf, mintToken, openToken, parseBearer, spellBearer, storeToken } from '@satchel/vault';

const e = nodeEngine;
const GRANT = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff';
const REACH = [{ person: 'p', grant: GRANT, holder: 'h', manage: 'm' }];

describe('the token of an app', () => {
  it.each(['code', 'access', 'refresh'] as const)('names its use (%s) and its grant', (use) => {
    const id = appTokenId(use, GRANT, e.random(APP_TOKEN_TAIL));
    expect(id).toMatch(/^[car][\w-]{34}$/);
    expect(readAppTokenId(id)).toEqual({ use, grant: GRANT });
  });

  it('is told from that of a session, and from nothing', () => {
    const session = parseBearer(mintToken(e, 'p', REACH).bearer)?.id ?? '';
    for (const id of [
      session,
      '',
      'a',
      `x${base64url(e.random(25))}`,
      `a${base64url(e.random(24))}`,
      `a${base64url(e.random(26))}`,
      `a${base64url(e.random(25))}=`,
    ])
      expect(readAppTokenId(id)).toBeUndefined();
  });

  it('belongs to a grant that is named by a UUID', () => {
    expect(() => appTokenId('code', 'short', e.random(APP_TOKEN_TAIL))).toThrow(RangeError);
    expect(() => appTokenId('code', GRANT, e.random(8))).toThrow(RangeError);
  });

  it('[S16] opens with its own id and secret only; a code is no access token by another name', () => {
    const bearer = { shard: 'p', id: appTokenId('code', GRANT, e.random(APP_TOKEN_TAIL)), secret: e.random(32) };
    const stored = storeToken(e, bearer, REACH);
    expect(parseBearer(spellBearer(bearer))).toEqual(bearer);
    expect(openToken(e, bearer, stored)).toEqual(REACH);
    const renamed = { ...bearer, id: `a${bearer.id.slice(1)}` };
    expect(openToken(e, renamed, { ...stored, id: renamed.id })).toBeUndefined();
    expect(isBearerOf(e, bearer, stored)).toBe(true);
    expect(isBearerOf(e, { ...bearer, secret: e.random(32) }, stored)).toBe(false);
  });
});
