import { describe, expect, it } from 'vitest';
import { readAppTokenId } from './app-token.ts';
import { fromBase64url, newRecordKeys, openGrant, openToken, parseBearer } from '@satchel/vault';
import { nodeEngine as e } from '@satchel/vault/node';
import { readResourceScope, termsFor, writeResourceScope } from './app-terms.ts';
import { grantToApp, grantToService } from './grant-to-app.ts';
import type { CodedGrant } from './renew-keys.ts';

const keys = newRecordKeys(e);
const manage = e.signPublic(keys.manage);
const bytes = (text: string) => fromBase64url(text) ?? new Uint8Array(0);
const uncoded = ({ statement, wrap, signature }: CodedGrant) => ({
  statement: bytes(statement),
  wrap: bytes(wrap),
  signature: bytes(signature),
});
const rule = (scope: string) => readResourceScope(scope)?.rule ?? { type: '', can: '' };
const { capabilities, slice } = termsFor([rule('patient/Observation.rs')], ['general']);
const terms = {
  person: 'p',
  grant: '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff',
  label: 'Charts',
  capabilities,
  limits: JSON.stringify(slice),
  createdAt: '2026-11-25T00:00:00Z',
  expiresAt: '2027-11-25T00:00:00Z',
};

describe('a grant to an app', () => {
  it('opens with the code, for what was approved and nothing else', () => {
    const { code, token, grant } = grantToApp(e, keys, terms);
    const bearer = parseBearer(code);
    expect(readAppTokenId(token.id)).toEqual({ use: 'code', grant: terms.grant });
    const [reach] = (bearer && openToken(e, bearer, { ...token, authHash: bytes(token.authHash), wrapped: bytes(token.wrapped) })) ?? [];
    const opened = openGrant(e, manage, bytes(reach?.holder ?? ''), uncoded(grant));
    expect(opened?.statement).toMatchObject({ kind: 'app', label: 'Charts', capabilities: { read: ['general'] } });
    expect(opened?.limits).toBe('{"rules":[{"type":"Observation","can":"rs"}]}');
    expect(Object.keys(opened?.keys ?? {})).toEqual(['read']);
    expect(opened?.keys.read[0]).not.toHaveProperty('pmk');
  });

  it('to a service opens with the key that its server holds', () => {
    const secret = e.random(32);
    const grant = grantToService(e, keys, e.exchangePublic(secret), terms);
    expect(openGrant(e, manage, secret, uncoded(grant))).toBeDefined();
    expect(openGrant(e, manage, e.random(32), uncoded(grant))).toBeUndefined();
  });
});

describe('the terms of an app', () => {
  it('give category keys to who only looks, and the key to all to who writes, its categories then held by the server', () => {
    expect(termsFor([rule('patient/*.rs')], ['general', 'genetic'])).toEqual({
      capabilities: { read: ['general', 'genetic'] },
      slice: { rules: [{ type: '*', can: 'rs' }] },
    });
    expect(termsFor([rule('patient/Observation.crs')], ['general'])).toEqual({
      capabilities: { read: 'all', write: true },
      slice: { rules: [{ type: 'Observation', can: 'crs' }], categories: ['general'] },
    });
  });

  it.each([
    ['patient/*.read', '*', 'rs'],
    ['user/Condition.write', 'Condition', 'cud'],
    ['patient/Goal.*', 'Goal', 'cruds'],
    ['system/Patient.s', 'Patient', 's'],
    ['patient/Observation.rs?category=http://x|y', 'Observation', 'rs'],
  ])('read and write %s alike', (scope, type, can) => {
    const read = readResourceScope(scope);
    expect(read?.rule).toMatchObject({ type, can });
    expect(read && writeResourceScope(read)).toBe(scope);
  });

  it('take an encoded search for the same one', () => {
    expect(rule('patient/Observation.rs?category=http%3A%2F%2Fx%7Cy')).toEqual(rule('patient/Observation.rs?category=http://x|y'));
  });

  it.each(['patient/*.sr', 'patient/Observation', 'patient/.rs', 'nobody/*.rs', 'patient/*.rs ', 'openid', 'patient/*.x'])(
    'pass over %j',
    (scope) => {
      expect(readResourceScope(scope)).toBeUndefined();
    },
  );
});
