import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/value.ts';
import { checkProfile } from './check-profile.ts';
import type { ProfileContext } from './check-profile.ts';
import { profileOf } from './profile.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition';
const element = (id: string, more: object = {}) => ({ id, path: id.replaceAll(/:\w+/g, ''), ...more });
const definition = (type: string, elements: readonly object[], more: object = {}) =>
  ({
    resourceType: 'StructureDefinition',
    url: 'http://e.example/StructureDefinition/own',
    type,
    baseDefinition: `${CORE}/${type}`,
    differential: { element: elements },
    ...more,
  }) as unknown as JsonObject;

function check(resource: JsonObject, elements: readonly object[], context: Partial<ProfileContext> = {}): string[] {
  const profile = profileOf(definition(String(resource['resourceType']), elements));
  if (!profile) throw new Error('The definition is not to be read.');
  const found = checkProfile(resource, profile, { profile: () => undefined, holds: () => undefined, ...context });
  return found.map(({ severity, expression, diagnostics }) => `${severity} ${expression?.[0] ?? ''}: ${diagnostics}`);
}

const pressure = (...codes: string[]): JsonObject => ({
  resourceType: 'Observation',
  status: 'final',
  component: codes.map((code) => ({ code: { coding: [{ system: 'http://loinc.org', code }] }, valueQuantity: { value: 1 } })),
});

const SLICED = [
  element('Observation.component', { slicing: { discriminator: [{ type: 'pattern', path: 'code' }], rules: 'closed' } }),
  element('Observation.component:sys', { sliceName: 'sys', min: 1, max: '1' }),
  element('Observation.component:sys.code', { patternCodeableConcept: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] } }),
  element('Observation.component:sys.value[x]', { min: 1, type: [{ code: 'Quantity' }] }),
];

describe('a profile', () => {
  it('bounds how often an element is there', () => {
    const rules = [
      element('Patient.name', { min: 1, max: '1' }),
      element('Patient.photo', { max: '0' }),
      element('Patient.name.family', { min: 1 }),
    ];
    expect(check({ resourceType: 'Patient' }, rules)).toEqual(['error Patient.name: own wants Patient.name at least once']);
    expect(check({ resourceType: 'Patient', name: [{ family: 'A' }, { text: 'B' }], photo: [{}] }, rules)).toEqual([
      'error Patient.name: own wants Patient.name at most once',
      'error Patient.name[1].family: own wants Patient.name.family at least once',
      'error Patient.photo: own allows no Patient.photo',
    ]);
    // Why there is no family name is told.
    expect(check({ resourceType: 'Patient', name: [{ _family: { extension: [] } }] }, rules)).toEqual([]);
  });

  it('fixes values, or a part of them', () => {
    const rules = [
      element('Patient.active', { fixedBoolean: true }),
      element('Patient.maritalStatus', { patternCodeableConcept: { coding: [{ code: 'M' }] } }),
    ];
    expect(
      check(
        { resourceType: 'Patient', active: true, maritalStatus: { coding: [{ code: 'x' }, { code: 'M', display: 'Married' }] } },
        rules,
      ),
    ).toEqual([]);
    expect(check({ resourceType: 'Patient', active: false, maritalStatus: { coding: [{ code: 'x' }] } }, rules)).toEqual([
      'error Patient.active: own fixes Patient.active to another value',
      'error Patient.maritalStatus: own wants another pattern of Patient.maritalStatus',
    ]);
  });

  it('tells slices apart by what they fix', () => {
    expect(check(pressure('8480-6'), SLICED)).toEqual([]);
    expect(check(pressure('8480-6', '8480-6', 'x'), SLICED)).toEqual([
      'error Observation.component: own wants Observation.component:sys at most once',
      'error Observation.component: own allows nothing beside the slices of Observation.component',
    ]);
    expect(check(pressure(), SLICED)).toEqual(['error Observation.component: own wants Observation.component:sys at least once']);
    const other = {
      resourceType: 'Observation',
      component: [{ code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] }, valueString: '1' }],
    };
    expect(check(other, SLICED)).toEqual([
      'error Observation.component[0].valueString: own does not allow this type of Observation.component:sys.value[x]',
    ]);
  });

  it('says what could not be checked', () => {
    const rules = [
      element('Observation.category', { slicing: { discriminator: [{ type: 'exists', path: 'text' }], rules: 'open' } }),
      element('Observation.category:a', { sliceName: 'a', min: 1 }),
      element('Observation.code', { binding: { strength: 'required', valueSet: 'http://e.example/vs' } }),
      element('Observation', { constraint: [{ key: 'own-1', severity: 'error', expression: 'true' }] }),
    ];
    const found = check({ resourceType: 'Observation', category: [{ text: 'x' }], code: { coding: [{ code: 'c' }] } }, rules);
    expect(found).toHaveLength(3);
    expect(found.every((each) => each.startsWith('information : Could not check'))).toBe(true);
    expect(JSON.stringify(found)).toContain('own-1');
  });

  it('binds codes, targets and must-support', () => {
    const rules = [
      element('Observation.code', { binding: { strength: 'required', valueSet: 'http://e.example/vs|1' } }),
      element('Observation.subject', { mustSupport: true, type: [{ code: 'Reference', targetProfile: [`${CORE}/Patient`] }] }),
    ];
    const holds = (set: string, _: string | undefined, code: string) => (set.startsWith('http://e.example/vs') ? code === 'a' : undefined);
    const of = (code: string, reference?: string) => ({
      resourceType: 'Observation',
      code: { coding: [{ code }] },
      ...(reference && { subject: { reference } }),
    });
    expect(check(of('a', 'Patient/1'), rules, { holds })).toEqual([]);
    expect(check(of('b', 'Device/1'), rules, { holds })).toEqual([
      'error Observation.code: own wants another code in Observation.code',
      'error Observation.subject: own does not let Observation.subject refer to this type',
    ]);
    expect(check(of('a'), rules, { holds })).toEqual([
      'information Observation.subject: own marks Observation.subject as must-support; it is not there',
    ]);
    expect(check({ resourceType: 'Observation', code: { text: 'words' } }, [rules[0]!], { holds })).toEqual([
      'error Observation.code: own wants a code of a value set in Observation.code',
    ]);
  });

  it('holds with what it is built on, be it a circle', () => {
    const own = profileOf(definition('Patient', [element('Patient.name', { min: 1 })], { baseDefinition: 'http://e.example/base' }));
    const base = profileOf(
      definition('Patient', [element('Patient.birthDate', { min: 1 })], { url: 'http://e.example/base', baseDefinition: own?.url }),
    );
    const context: ProfileContext = {
      profile: (url) => (url === own?.url ? own : url === base?.url ? base : undefined),
      holds: () => undefined,
    };
    expect(own && checkProfile({ resourceType: 'Patient' }, own, context).map(({ expression }) => expression?.[0])).toEqual([
      'Patient.birthDate',
      'Patient.name',
    ]);
    expect(own && checkProfile({ resourceType: 'Group' }, own, context)).toMatchObject([{ code: 'structure' }]);
    expect(check({ resourceType: 'Patient' }, [])).toEqual([]);
  });

  it.each([
    [{ url: 'http://x' }],
    [definition('Patient', [element('Group.name')])],
    [definition('Patient', ['nonsense'] as unknown as object[])],
    [
      definition(
        'Patient',
        Array.from({ length: 3000 }, () => element('Patient.name')),
      ),
    ],
  ])('that cannot be read is none', (written) => {
    expect(profileOf(written)).toBeUndefined();
  });
});
