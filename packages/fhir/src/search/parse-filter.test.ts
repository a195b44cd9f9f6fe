import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';

const parsed = (filter: string, type = 'Observation') => parseQuery(type, new URLSearchParams({ _filter: filter }));
function criterion(filter: string, type?: string) {
  const query = parsed(filter, type);
  return query.ok ? query.value.criteria[0] : query.issues;
}

describe('_filter', () => {
  it.each([
    ['code eq http://loinc.org|1234-5', { by: 'token', values: [{ system: 'http://loinc.org', code: '1234-5' }] }],
    ['date ge 2020-01', { by: 'date', values: [{ prefix: 'ge' }] }],
    ['date ne 2020', { by: 'date', values: [{ prefix: 'ne' }] }],
    ['value-quantity lt 5.4||mg', { by: 'quantity', values: [{ prefix: 'lt', value: 5.4, code: 'mg' }] }],
    ['subject re Patient/1', { by: 'reference', values: [{ types: ['Patient'], id: '1' }] }],
    ['subject pr false', { by: 'missing', parameter: 'subject', missing: true }],
    ['_id ne 1', { by: 'not', criterion: { by: 'id' } }],
    ['_lastUpdated gt 2020', { by: 'lastUpdated' }],
    ['code ne a', { by: 'all', criteria: [{ by: 'missing', missing: false }, { by: 'not', criterion: { by: 'token' } }] }], // prettier-ignore
    ['subject:Patient.name co "an"', { by: 'chain', values: [{ criterion: { by: 'string', how: 'contains' } }] }],
    ['encounter.status eq finished', { by: 'chain' }],
  ])('compares: %s', (filter, expected) => {
    expect(criterion(filter)).toMatchObject(expected);
  });

  it('takes texts in quotes as they are', () => {
    expect(criterion(String.raw`name eq "O\"Neil, \\ (Ann) or"`, 'Patient')).toMatchObject({
      how: 'whole',
      values: [String.raw`o"neil, \ (ann) or`],
    });
    expect(criterion('name sw Mü', 'Patient')).toMatchObject({ how: 'starts', values: ['mu'] });
    expect(criterion('name:family eq x', 'Patient')).toMatchObject([{ code: 'invalid' }]);
  });

  it('joins from left to right, with brackets and not', () => {
    expect(criterion('code eq a or code eq b and code eq c')).toMatchObject({
      by: 'all',
      criteria: [{ by: 'any', criteria: [{ by: 'token' }, { by: 'token' }] }, { by: 'token' }],
    });
    expect(criterion('code eq a or (code eq b and not(code eq c))')).toMatchObject({
      by: 'any',
      criteria: [{ by: 'token' }, { by: 'all', criteria: [{ by: 'token' }, { by: 'not', criterion: { by: 'token' } }] }],
    });
    expect(criterion('not (not (status eq final))')).toMatchObject({ by: 'not', criterion: { by: 'not' } });
  });

  it.each([
    ['x', 'invalid'],
    ['code eq', 'invalid'],
    ['code eq a b', 'invalid'],
    ['code eq a and', 'invalid'],
    ['(code eq a', 'invalid'],
    ['code eq a)', 'invalid'],
    ['code eq "a', 'invalid'],
    ['date eq yesterday', 'invalid'],
    ['subject pr maybe', 'invalid'],
    ['related[type eq x].target eq 1', 'invalid'],
    ['_filter eq "code eq a"', 'invalid'],
    ['code po 2020', 'not-supported'],
    ['code co a', 'not-supported'],
    ['code gt a', 'not-supported'],
    ['code sw a', 'not-supported'],
    ['date re 2020', 'not-supported'],
    ['foo eq secret', 'not-supported'],
    ['subject.foo eq secret', 'not-supported'],
    ['constructor eq secret', 'not-supported'],
    [`${'('.repeat(50)}code eq a${')'.repeat(50)}`, 'too-costly'],
    [Array.from({ length: 200 }, () => 'code eq a').join(' or '), 'too-costly'],
  ])('refuses %s even when lenient', (filter, code) => {
    const outcome = parsed(filter);
    expect(outcome).toMatchObject({ ok: false, issues: [{ severity: 'error', code }] });
    expect(JSON.stringify(outcome.issues)).not.toContain('secret');
  });
});
