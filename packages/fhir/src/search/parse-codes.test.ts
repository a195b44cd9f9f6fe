import { describe, expect, it } from 'vitest';
import type { SearchTerminology } from './parse-codes.ts';
import { parseQuery } from './parse-query.ts';

const terminology: SearchTerminology = {
  valueSet: (url) => (url === 'http://set' ? { codings: [{ system: 'urn:s', code: 'a' }] } : undefined),
  lineOf: (system, code, direction) =>
    system === 'urn:letters' ? { beginning: code } : system === 'urn:s' ? { codes: [code, direction] } : undefined,
};
const parsed = (query: string) => parseQuery('Observation', query, { terminology });

describe('codes searched by what holds them', () => {
  it.each([
    ['code:in=http://set', [{ system: 'urn:s', code: 'a' }], false],
    ['code:not-in=http://set|1.0', [{ system: 'urn:s', code: 'a' }], true],
    ['code:below=urn:s|x', [{ system: 'urn:s', code: 'x' }, { system: 'urn:s', code: 'below' }], false], // prettier-ignore
    ['code:above=urn:s|x', [{ system: 'urn:s', code: 'x' }, { system: 'urn:s', code: 'above' }], false], // prettier-ignore
    ['code:below=urn:letters|A1', [{ system: 'urn:letters', code: 'A1', isBeginning: true }], false],
  ])('%s', (query, values, not) => {
    expect(parsed(query)).toMatchObject({ ok: true, value: { criteria: [{ by: 'token', parameter: 'code', values, not }] } });
  });

  it.each([
    ['code:in=http://other', 'not-supported'],
    ['code:in=http://set,http://other', 'not-supported'],
    ['code:below=urn:other|x', 'not-supported'],
    ['code:below=x', 'invalid'],
    ['code:above=urn:s|', 'invalid'],
    ['subject:in=http://set', 'not-supported'],
  ])('refuses %s', (query, code) => {
    expect(parsed(query)).toMatchObject({ ok: false, issues: [{ severity: 'error', code }] });
  });
});
