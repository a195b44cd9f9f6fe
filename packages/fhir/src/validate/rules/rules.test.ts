/** Rules that the FHIRPath library cannot judge (see rules.oracle.test.ts), by hand. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/value.ts';
import texts from '../../../../../knowledge/fhir-r4/rules.json' with { type: 'json' };
import { typeNames, writtenType } from '../structure.ts';
import { ruleByName } from './index.ts';

const holds = (name: string, element: JsonObject, root: JsonObject = element) => ruleByName.get(name)!(element, { resource: root, root });

const mg = (value: number) => ({ value, system: 'http://unitsofmeasure.org', code: 'mg' });
const carer = (member: string) => ({ member: { reference: member }, onBehalfOf: { reference: 'Organization/1' } });
const team = {
  contained: [
    { resourceType: 'Patient', id: 'p' },
    { resourceType: 'Practitioner', id: 'd' },
  ],
};

describe('rules', () => {
  it.each<[string, boolean, JsonObject, JsonObject?]>([
    ['dom-3', true, { subject: { reference: '#a' }, contained: [{ id: 'a' }] }],
    ['dom-3', true, { contained: [{ id: 'a', subject: { reference: '#' } }] }],
    ['dom-3', true, { instantiatesCanonical: ['#a'], contained: [{ id: 'a' }] }],
    ['dom-3', true, {}],
    ['dom-3', false, { subject: { reference: '#b' }, contained: [{ id: 'a' }] }],
    ['ctm-1', true, carer('#d'), team],
    ['ctm-1', false, carer('#p'), team],
    ['ctm-1', true, carer('Patient/1'), team],
    ['ctm-1', true, { member: { reference: '#p' } }, team],
    ['eld-3', true, { max: '*' }],
    ['eld-3', true, { max: '0' }],
    ['eld-3', false, { max: '-1' }],
    ['eld-3', false, { max: 'many' }],
    ['eld-16', true, { sliceName: 'a/b-c_[x]@1' }],
    ['eld-16', false, { sliceName: 'a b' }],
    ['eld-19', true, { path: 'Observation.value[x]' }],
    ['eld-19', true, { path: 'Observation.component.value[x]:a' }],
    ['eld-19', false, { path: 'Observation.a b' }],
    ['que-7', true, { operator: 'exists', answerBoolean: true }],
    ['que-7', false, { operator: 'exists', answerString: 'x' }],
    ['que-7', true, { operator: '=', answerString: 'x' }],
    ['rng-2', true, { low: mg(1), high: mg(1) }],
    ['rng-2', false, { low: mg(2), high: mg(1) }],
    ['rng-2', true, { low: mg(2), high: { ...mg(1), code: 'g' } }],
    ['rng-2', false, { low: { value: 2, unit: 'drops' }, high: { value: 1, unit: 'drops' } }],
    ['rng-2', true, { low: mg(2) }],
    ['per-1', true, { start: '2024', end: '2024-03' }],
    ['per-1', false, { start: '2024-04', end: '2024-03-01' }],
    ['ref-1', true, { reference: '#' }],
    ['bdl-8', true, {}],
  ])('%s is %s for %j', (name, expected, element, root) => {
    expect(holds(name, element, root ?? element)).toBe(expected);
  });

  it('are there for every error-severity constraint of R4, but for one that cannot be broken', () => {
    const checkedByTheirType = ['ele-1', 'txt-1', 'txt-2'];
    const named = typeNames().flatMap((type) =>
      [...writtenType(type)!].flatMap(([name, text]) => (name === '!' ? text : (/ !(.+)$/.exec(text)?.[1] ?? '')).split(',')),
    );
    const used = new Set(named.filter((name) => name !== ''));
    const missing = (names: Iterable<string>) => [...names].filter((name) => !ruleByName.has(name));
    expect(missing(used)).toEqual(['eld-11']);
    expect(missing(Object.keys(texts)).sort()).toEqual(['eld-11', ...checkedByTheirType]);
    expect([...ruleByName.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});
