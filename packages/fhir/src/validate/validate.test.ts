import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/index.ts';
import { RESOURCE_TYPES } from '../resource-types.ts';
import { typePlan } from './model.ts';
import { MAX_ISSUES, validate } from './index.ts';

const observation: JsonObject = {
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: 'Patient/1' },
  effectiveDateTime: '2024-03-01T10:00:00+01:00',
  valueQuantity: { value: 62, unit: 'beats/minute', system: 'http://unitsofmeasure.org', code: '/min' },
};
const patient: JsonObject = { resourceType: 'Patient', id: 'p' };

const because = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }] };

/** `code expression` of each issue. */
function found(resource: JsonObject): string[] {
  return validate(resource).map(({ code, expression }) => `${code} ${expression?.[0] ?? ''}`);
}

describe('validate', () => {
  it('finds nothing wrong with a right resource', () => {
    expect(validate(observation)).toEqual([]);
    expect(validate(patient)).toEqual([]);
  });

  it('knows all 146 resource types of R4', () => {
    expect(RESOURCE_TYPES).toHaveLength(146);
    for (const type of RESOURCE_TYPES) expect(typePlan(type)?.isResource).toBe(true);
    for (const type of RESOURCE_TYPES) expect(typePlan(type)!.required.length).toBeLessThan(31);
  });

  it.each([
    ['an unknown element', { ...observation, vlue: 1 }, 'structure Observation.vlue'],
    ['an unknown element deeper', { ...observation, code: { text: 'x', cod: 1 } }, 'structure Observation.code.cod'],
    [
      'a resourceType inside a datatype',
      { ...observation, code: { text: 'x', resourceType: 'Patient' } },
      'structure Observation.code.resourceType',
    ],
    ['a missing required element', { resourceType: 'Observation', code: { text: 'x' } }, 'required Observation.status'],
    [
      'a missing required choice',
      { resourceType: 'MedicationStatement', status: 'active', subject: { display: 'x' } },
      'required MedicationStatement.medication',
    ],
    ['one value where an array belongs', { ...patient, name: { family: 'A' } }, 'structure Patient.name'],
    ['an array where one value belongs', { ...patient, gender: ['male'] }, 'structure Patient.gender'],
    ['an empty array', { ...patient, name: [] }, 'structure Patient.name'],
    ['an empty object', { ...patient, name: [{}] }, 'invariant Patient.name[0]'],
    ['null', { ...patient, birthDate: null }, 'value Patient.birthDate'],
    ['text where an object belongs', { ...patient, name: ['A'] }, 'structure Patient.name[0]'],
    ['two types of one choice', { ...observation, valueString: 'x' }, 'structure Observation.valueString'],
    ['a type the choice does not have', { ...observation, valueMoney: { value: 1 } }, 'structure Observation.valueMoney'],
    ['a code that the binding does not have', { ...patient, gender: 'xx' }, 'code-invalid Patient.gender'],
    [
      'a concept without a code of the binding',
      {
        resourceType: 'Condition',
        subject: { reference: 'Patient/1' },
        clinicalStatus: { coding: [{ system: 'http://example.org', code: 'active' }] },
      },
      'code-invalid Condition.clinicalStatus',
    ],
    ['a reference to a wrong type', { ...observation, subject: { reference: 'Medication/1' } }, 'structure Observation.subject.reference'],
    ['a reference that is none', { ...observation, subject: { reference: 'the patient' } }, 'value Observation.subject.reference'],
    ['a broken rule', { ...observation, dataAbsentReason: { text: 'x' } }, 'invariant Observation'],
    ['a contained reference to nothing', { ...observation, subject: { reference: '#p' } }, 'invariant Observation.subject'],
    [
      'an extension with value and extensions',
      {
        ...patient,
        extension: [{ url: 'http://e.org', valueString: 'x', extension: [{ url: 'a', valueString: 'b' }] }],
      },
      'invariant Patient.extension[0]',
    ],
    ['an extension without url', { ...patient, extension: [{ valueString: 'x' }] }, 'required Patient.extension[0].url'],
    ['extensions of an object', { ...patient, _name: [{ id: 'x' }] }, 'structure Patient._name'],
    [
      'a wrong extension of a primitive',
      { ...patient, _birthDate: { extension: [{ url: 'http://e.org' }] } },
      'invariant Patient._birthDate.extension[0]',
    ],
    ['a value inside the extensions of a primitive', { ...patient, _birthDate: { value: 1 } }, 'structure Patient._birthDate.value'],
    ['a null without extensions', { ...patient, name: [{ given: ['A', null] }] }, 'structure Patient.name[0].given[1]'],
    ['more extensions than values', { ...patient, name: [{ given: ['A'], _given: [null, because] }] }, 'structure Patient.name[0]._given'],
    [
      'a fault in a Bundle',
      {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [{ resource: patient }, { resource: { ...patient, birthDate: '1.2.1990' } }],
      },
      'value Bundle.entry[1].resource.birthDate',
    ],
    [
      'a fault in a contained resource',
      {
        ...observation,
        subject: { reference: '#p' },
        contained: [{ ...patient, gender: 'xx' }],
      },
      'code-invalid Observation.contained[0].gender',
    ],
    [
      'an unknown type in a Bundle',
      { resourceType: 'Bundle', type: 'collection', entry: [{ resource: { resourceType: 'Nonsense', a: 1 } }] },
      'not-supported Bundle.entry[0].resource',
    ],
  ])('finds %s', (_, resource, expected) => {
    expect(found(resource)).toEqual([expected]);
  });

  it('finds one thing wrong with a resource of an unknown type', () => {
    expect(found({ resourceType: 'Nonsense', a: [[]] })).toEqual(['not-supported Resource']);
    expect(found({ resourceType: 'HumanName', family: 'A' })).toEqual(['not-supported Resource']);
    expect(found({ resourceType: 'DomainResource' })).toEqual(['not-supported DomainResource']);
    expect(found({ resourceType: '__proto__' })).toEqual(['not-supported Resource']);
    expect(found({ a: 1 })).toEqual(['required Resource']);
  });

  it('accepts extensions in place of a value', () => {
    expect(validate({ ...observation, status: undefined!, _status: because })).toEqual([]);
    expect(validate({ ...patient, birthDate: '1990', _birthDate: because })).toEqual([]);
    expect(validate({ ...patient, birthDate: '1990', _birthDate: { id: 'x' } })).toEqual([]);
    expect(found({ ...patient, _birthDate: { id: 'x' } })).toEqual(['invariant Patient._birthDate']);
    expect(validate({ ...patient, name: [{ given: [null, 'B'], _given: [because, null] }] })).toEqual([]);
    expect(validate({ ...patient, deceasedBoolean: true, _deceasedBoolean: because })).toEqual([]);
  });

  it('lists fifty issues and counts the rest', () => {
    const names = Array.from({ length: 80 }, () => ({ nonsense: 1 }));
    const issues = validate({ ...patient, name: names });
    expect(issues).toHaveLength(MAX_ISSUES + 1);
    expect(issues.at(-1)).toMatchObject({ severity: 'information', diagnostics: 'And 30 more issues that are not listed' });
  });

  it('never quotes what a resource says', () => {
    const secret = 'SECRETVALUE';
    const resource = {
      ...observation,
      status: secret,
      [`${secret} name`]: 1,
      subject: { reference: `${secret} x` },
      effectiveDateTime: secret,
    };
    expect(JSON.stringify(validate(resource))).not.toContain(secret);
  });

  it('never throws, whatever the shape', () => {
    const names = [...new Set(RESOURCE_TYPES.flatMap((type) => [...typePlan(type)!.elements.keys()]))];
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5, depthSize: 'medium' },
        fc.constantFrom<unknown>(
          null,
          true,
          1,
          '',
          'x',
          '#',
          '2024',
          { toString: 1, valueOf: 1 },
          { coding: [{ system: { toString: 1 }, code: { valueOf: 1 } }] },
        ),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names, 'value', '__proto__', 'resourceType'), tie('node'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...RESOURCE_TYPES), fc.dictionary(fc.nat(400), node, { maxKeys: 8 }), (type, members) => {
        const elements = [...typePlan(type)!.elements.keys()];
        const named = Object.entries(members).map(([index, value]) => [elements[Number(index) % elements.length], value] as const);
        validate({ ...Object.fromEntries(named), resourceType: type } as JsonObject);
      }),
      { numRuns: 2000 },
    );
  });

  it('stops at a depth that cannot be sensible', () => {
    let deep: JsonObject = { url: 'x', valueString: 'x' };
    for (let i = 0; i < 5000; i++) deep = { url: 'x', extension: [deep] };
    expect(found({ ...patient, extension: [deep] }).some((each) => each.startsWith('too-costly'))).toBe(true);
  });
});
