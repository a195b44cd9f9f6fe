import { describe, expect, it } from 'vitest';
import { DEFAULT_COUNT, MAXIMUM_COUNT, parseQuery } from './parse-query.ts';
import type { QueryOptions } from './parse-query.ts';
import type { Criterion, SearchQuery } from './query.ts';

function parsed(type: string | undefined, query: string, options?: QueryOptions): SearchQuery {
  const outcome = parseQuery(type, query, options);
  if (!outcome.ok) throw new Error(outcome.issues.map(({ diagnostics }) => diagnostics).join('; '));
  return outcome.value;
}

function criterion(type: string, query: string, options?: QueryOptions): Criterion | undefined {
  return parsed(type, query, options).criteria[0];
}

describe('values', () => {
  it('are alternatives at commas, and escaped characters are themselves', () => {
    expect(criterion('Observation', 'code=a\\,b,c')).toMatchObject({ values: [{ code: 'a,b' }, { code: 'c' }] });
    expect(criterion('Observation', 'code=s\\|x|c')).toMatchObject({ values: [{ system: 's|x', code: 'c' }] });
    expect(criterion('Patient', 'name=a\\$b\\\\')).toMatchObject({ values: ['a$b\\'] });
  });

  it('of tokens tell any system, none, or any code', () => {
    expect(criterion('Observation', 'code=c')).toMatchObject({ values: [{ code: 'c' }] });
    expect(criterion('Observation', 'code=|c')).toMatchObject({ values: [{ system: '', code: 'c' }] });
    expect(criterion('Observation', 'code=s|')).toMatchObject({ values: [{ system: 's' }] });
  });

  it('of numbers stand for the range of their digits', () => {
    expect(criterion('RiskAssessment', 'probability=0.50')).toMatchObject({
      values: [{ prefix: 'eq', value: 0.5, low: 0.495, high: 0.505 }],
    });
    expect(criterion('RiskAssessment', 'probability=gt1e2')).toMatchObject({ values: [{ prefix: 'gt', value: 100, low: 50, high: 150 }] });
    expect(criterion('RiskAssessment', 'probability=ap10')).toMatchObject({ values: [{ low: 9, high: 11 }] });
  });

  it('of quantities name a unit by code and system or by text', () => {
    expect(criterion('Observation', 'value-quantity=lt5.4|http://unitsofmeasure.org|mg')).toMatchObject({
      values: [{ prefix: 'lt', system: 'http://unitsofmeasure.org', code: 'mg' }],
    });
    expect(criterion('Observation', 'value-quantity=5.4||mg')).toMatchObject({ values: [{ code: 'mg' }] });
    const canonical = (value: number) => ({ value: value / 1000, unit: 'g' });
    expect(criterion('Observation', 'value-quantity=5|http://unitsofmeasure.org|mg', { canonical })).toMatchObject({
      values: [{ canonical: { value: 0.005, low: 0.0045, high: 0.0055, unit: 'g' } }],
    });
  });

  it('of dates cover what they mean, and `ap` a tenth of the way from now', () => {
    const day = 86_400_000;
    expect(criterion('Patient', 'birthdate=eb2024-01-02')).toMatchObject({
      values: [{ prefix: 'eb', low: Date.UTC(2024, 0, 2), high: Date.UTC(2024, 0, 3) - 1 }],
    });
    expect(criterion('Patient', 'birthdate=ap2024-01-01', { now: Date.UTC(2024, 0, 12) - 1 })).toMatchObject({
      values: [{ low: Date.UTC(2024, 0, 1) - day, high: Date.UTC(2024, 0, 3) - 1 }],
    });
    expect(criterion('Observation', 'date=2024-01-01T00:00:00+01:00')).toMatchObject({ values: [{ low: Date.UTC(2023, 11, 31, 23) }] });
  });

  it('of references are ids, typed ids, our own URLs or foreign URIs', () => {
    const one = (value: string, options?: QueryOptions): unknown =>
      (criterion('Observation', `subject=${value}`, options) as Extract<Criterion, { by: 'reference' }>).values[0];
    expect(one('1')).toEqual({ types: ['Device', 'Group', 'Location', 'Patient'], id: '1' });
    expect(one('Patient/1/_history/2')).toEqual({ types: ['Patient'], id: '1' });
    expect(one('https://us.example/fhir/Patient/1', { base: 'https://us.example/fhir/' })).toEqual({ types: ['Patient'], id: '1' });
    expect(one('https://they.example/fhir/Patient/1', { base: 'https://us.example/fhir' })).toEqual({
      uri: 'https://they.example/fhir/Patient/1',
    });
    expect(criterion('Observation', 'subject:Patient=1')).toMatchObject({ values: [{ types: ['Patient'], id: '1' }] });
  });

  it('of composites are joined by $', () => {
    expect(criterion('Observation', 'code-value-quantity=a$gt5')).toMatchObject({
      by: 'composite',
      values: [
        {
          grouped: false,
          criteria: [
            { by: 'token', parameter: 'code' },
            { by: 'quantity', parameter: 'value-quantity' },
          ],
        },
      ],
    });
    expect(criterion('Observation', 'combo-code-value-quantity=a$gt5,b$1')).toMatchObject({
      values: [{ grouped: false }, { grouped: true }, { grouped: false }, { grouped: true }],
    });
  });
});

describe('modifiers', () => {
  it.each<[string, string, object]>([
    ['Observation', 'code:not=a', { by: 'token', not: true }],
    ['Observation', 'code:text=Blood', { by: 'string', parameter: 'code:text', values: ['blood'], how: 'starts' }],
    ['Observation', 'date:missing=true', { by: 'missing', type: 'date', missing: true }],
    ['Patient', 'name:exact=Ann', { values: ['Ann'], how: 'exact' }],
    ['Patient', 'name:contains=NÄ', { values: ['na'], how: 'contains' }],
    ['Patient', 'identifier:of-type=urn:s|MR|17', { parameter: 'identifier:of-type', values: [{ system: 'urn:s', code: 'MR|17' }] }],
    ['Observation', 'subject:identifier=s|v', { by: 'token', parameter: 'subject:identifier', values: [{ system: 's', code: 'v' }] }],
    ['Patient', '_profile:below=http://a/', { by: 'uri', how: 'below' }],
  ])('%s?%s', (type, query, expected) => {
    expect(criterion(type, query)).toMatchObject(expected);
  });

  it.each([
    'code:in=http://x',
    'code:not-in=http://x',
    'code:above=x',
    'code:below=x',
    'code:exact=x',
    'date:exact=2024',
    'value-quantity:not=1',
    'subject:Nobody=1',
    'code:a:b=1',
    '_id:missing=true',
    '_query=x',
    '_contained=true',
    'code-value-quantity:missing=true',
    '_include:above=Observation:subject',
  ])('refuses %s as not supported, even when lenient', (query) => {
    const outcome = parseQuery('Observation', query);
    expect(outcome.ok).toBe(false);
    expect(outcome.issues[0]).toMatchObject({ severity: 'error', code: 'not-supported' });
  });

  it('refuses what needs an algorithm', () => {
    expect(parseQuery('Location', 'near=1|2').issues[0]).toMatchObject({ code: 'not-supported' });
  });
});

describe('chains', () => {
  it('are tried on every type that the reference may lead to', () => {
    expect(criterion('Observation', 'subject.name=x')).toMatchObject({ by: 'chain', values: [{ type: 'Location' }, { type: 'Patient' }] });
    expect(criterion('Observation', 'encounter.service-provider.name=x')).toMatchObject({
      values: [{ type: 'Encounter', criterion: { by: 'chain', values: [{ type: 'Organization' }] } }],
    });
  });

  it('backwards may nest, and chain on', () => {
    expect(criterion('Patient', '_has:Observation:patient:_has:Provenance:target:recorded=gt2020')).toMatchObject({
      by: 'has',
      parameter: 'patient',
      value: { type: 'Observation', criterion: { by: 'has', value: { type: 'Provenance' } } },
    });
    expect(criterion('Patient', '_has:Observation:patient:encounter.type=x')).toMatchObject({ value: { criterion: { by: 'chain' } } });
  });

  it.each([
    'code.name=x',
    'focus.name=x',
    '_has:Observation:code:date=2024',
    '_has:Nothing:subject:date=2024',
    '_has:Observation=1',
    '_has:Medication:manufacturer:code=1',
  ])('refuse %s', (query) => {
    expect(parseQuery('Observation', query).issues[0]).toMatchObject({ severity: 'error', code: 'invalid' });
  });
});

describe('parameters nobody knows', () => {
  it.each(['foo=1', 'subject.foo=1', 'subject:Patient.foo=1', '_has:Observation:has-member:foo=1', '_sort=foo', 'code='])(
    '%s is passed over with a warning, or refused when strict',
    (query) => {
      const lenient = parseQuery('Observation', `${query}&status=final`);
      expect(lenient).toMatchObject({ ok: true, issues: [{ severity: 'warning' }], value: { used: [['status', 'final']] } });
      expect(parseQuery('Observation', query, { handling: 'strict' })).toMatchObject({ ok: false, issues: [{ severity: 'error' }] });
    },
  );

  it('are named, their values never', () => {
    const { issues } = parseQuery('Observation', 'foo=secret&date=secret&code:in=secret&_count=secret&_has:X:y:z=secret', {
      handling: 'strict',
    });
    expect(issues).toHaveLength(5);
    expect(JSON.stringify(issues)).not.toContain('secret');
  });
});

describe('what would be too costly', () => {
  it.each([
    [`code=${'a,'.repeat(500)}a`],
    [`code-value-quantity=${'a$1,'.repeat(150)}a$1`],
    ['part-of.part-of.part-of.part-of.part-of.part-of.status=x'],
    ['_has:Observation:has-member:'.repeat(7) + 'code=x'],
    ['code=a&'.repeat(150)],
  ])('is refused', (query) => {
    expect(parseQuery('Observation', query)).toMatchObject({ ok: false, issues: [{ code: 'too-costly' }] });
  });
});

describe('names of Object.prototype', () => {
  it.each(['constructor=1', '__proto__=1', 'subject:Patient.toString=1', '_sort=constructor'])(
    'are parameters nobody knows: %s',
    (query) => {
      expect(parseQuery('Observation', query, { handling: 'strict' })).toMatchObject({ ok: false, issues: [{ code: 'not-supported' }] });
    },
  );
});

describe('what to answer', () => {
  it('defaults to a page in order of id, with the total', () => {
    expect(parsed('Patient', '')).toEqual({
      types: ['Patient'],
      criteria: [],
      sort: [],
      count: DEFAULT_COUNT,
      total: 'accurate',
      includes: [],
      used: [],
    });
  });

  it('reads every result parameter', () => {
    expect(
      parsed(
        'Observation',
        '_sort=-date,code&_count=7&_total=none&_summary=data&_elements=code,status&_cursor=abc&_include=Observation:subject:Patient&_include:iterate=*&_revinclude=Provenance:target&_format=json',
      ),
    ).toMatchObject({
      sort: [
        { parameter: 'date', descending: true },
        { parameter: 'code', descending: false },
      ],
      count: 7,
      total: 'none',
      summary: 'data',
      elements: ['code', 'status'],
      cursor: 'abc',
      includes: [
        { reverse: false, source: 'Observation', parameter: 'subject', target: 'Patient', iterate: false },
        { reverse: false, source: '*', parameter: '*', iterate: true },
        { reverse: true, source: 'Provenance', parameter: 'target', iterate: false },
      ],
    });
    expect(parsed('Patient', '_summary=count').count).toBe(0);
    expect(parsed('Patient', '_count=999999').count).toBe(MAXIMUM_COUNT);
  });

  it.each([
    '_count=-1',
    '_count=x',
    '_total=maybe',
    '_summary=all',
    '_include=Observation',
    '_include=Nothing:subject',
    '_include=Observation:code',
    '_sort=code-value-quantity',
  ])('refuses %s when strict', (query) => {
    expect(parseQuery('Observation', query, { handling: 'strict' }).ok).toBe(false);
  });

  it('searches several types by what all of them have', () => {
    expect(parsed(undefined, '_type=Patient,Observation&_id=1')).toMatchObject({
      types: ['Patient', 'Observation'],
      criteria: [{ by: 'id' }],
    });
    expect(parsed(undefined, '_tag=x')).toMatchObject({ types: [], criteria: [{ by: 'token', parameter: '_tag' }] });
    expect(parsed(undefined, '_type=Condition,Observation&code=x').criteria).toHaveLength(1);
    expect(parseQuery(undefined, 'code=x', { handling: 'strict' }).ok).toBe(false);
    expect(parseQuery(undefined, '_type=Nothing').ok).toBe(false);
    expect(parseQuery('Nothing', '').ok).toBe(false);
  });
});
