import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/value.ts';
import type { Entries, ToCanonical } from './entries.ts';
import { extract } from './extract.ts';
import { INSTANCES } from './trials/instances.ts';

function entriesOf(id: string, canonical?: ToCanonical): Entries {
  const resource = INSTANCES.find((each) => each['id'] === id);
  if (resource === undefined) throw new Error(`no instance ${id}`);
  return extract(resource, canonical);
}

/** The entries of one parameter, without its name. */
function of<T extends { readonly parameter: string }>(entries: readonly T[], name: string): Omit<T, 'parameter'>[] {
  return entries.flatMap(({ parameter, ...rest }) => (parameter === name ? [rest] : []));
}

describe('tokens', () => {
  const { tokens, strings } = entriesOf('p');

  it('hold codes with the system that a required binding implies', () => {
    expect(of(tokens, 'gender')).toEqual([{ system: 'http://hl7.org/fhir/administrative-gender', code: 'female' }]);
    expect(of(tokens, 'active')).toEqual([{ system: 'http://hl7.org/fhir/special-values', code: 'true' }]);
  });

  it('hold identifiers by value, and by type for :of-type and :text', () => {
    expect(of(tokens, 'identifier')).toEqual([{ system: 'urn:mrn', code: '17' }]);
    expect(of(tokens, 'identifier:of-type')).toEqual([{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR|17' }]);
    expect(of(strings, 'identifier:text')).toEqual([{ text: 'Record number' }]);
  });

  it('hold telecom addresses, filtered by system where the parameter is', () => {
    expect(of(tokens, 'telecom')).toHaveLength(3);
    expect(of(tokens, 'phone')).toEqual([{ system: '', code: '+1 555 1234' }]);
    expect(of(tokens, 'email')).toEqual([{ system: '', code: 'Zoe@Example.org' }]);
  });

  it('hold displays and texts of concepts for :text', () => {
    expect(of(entriesOf('bp').strings, 'code:text')).toEqual([{ text: 'Blood pressure panel' }, { text: 'Blood pressure' }]);
  });

  it.each([
    ['p', 'true'],
    ['q', 'false'],
    ['r', 'true'],
  ])('tell whether patient %s is deceased: %s', (id, code) => {
    expect(of(entriesOf(id).tokens, 'deceased')).toEqual([{ system: 'http://hl7.org/fhir/special-values', code }]);
  });

  it('hold the labels of the resource', () => {
    expect(of(tokens, '_tag')).toEqual([{ system: 'urn:t', code: 'test' }]);
    expect(of(entriesOf('p').uris, '_profile')).toEqual([{ text: 'http://example.org/p|1' }]);
    expect(of(entriesOf('p').uris, '_source')).toEqual([{ text: 'urn:source' }]);
  });

  it('look into the value of an extension', () => {
    expect(of(entriesOf('bp').tokens, 'gene-identifier')).toEqual([{ system: 'urn:gene', code: 'BRCA1' }]);
  });
});

describe('references', () => {
  it('lead to resources whatever version they name, to absolute URIs, and not inside the resource', () => {
    const { references } = entriesOf('bp');
    expect(of(references, 'subject')).toEqual([{ type: 'Patient', id: 'p' }]);
    expect(of(references, 'patient')).toEqual([{ type: 'Patient', id: 'p' }]);
    expect(of(references, 'performer')).toEqual([{ type: '', id: 'https://elsewhere.example/fhir/Practitioner/9' }]);
    expect(of(references, 'has-member')).toEqual([{ type: '', id: 'urn:uuid:c0ffee00-0000-4000-8000-000000000000' }]);
    expect(entriesOf('o2').references).toEqual([]);
  });

  it('are found by identifier too', () => {
    expect(of(entriesOf('bp').tokens, 'performer:identifier')).toEqual([{ system: 'urn:npi', code: '1' }]);
    expect(of(entriesOf('c').tokens, 'patient:identifier')).toEqual([{ system: '', code: '17' }]);
  });

  it('of canonical type are found with and without their version', () => {
    expect(of(entriesOf('qr').references, 'questionnaire')).toEqual([
      { type: '', id: 'http://example.org/q|3' },
      { type: '', id: 'http://example.org/q' },
    ]);
  });

  it('lead to a resource that stands in place', () => {
    expect(of(entriesOf('b').references, 'composition')).toEqual([{ type: 'Composition', id: 'first' }]);
  });
});

describe('dates', () => {
  it('cover what a partial date means', () => {
    expect(of(entriesOf('p').dates, 'birthdate')).toEqual([{ low: Date.UTC(1970, 4), high: Date.UTC(1970, 5) - 1 }]);
  });

  it('of a period reach without end where a bound is missing, and say nothing without any', () => {
    expect(of(entriesOf('bp').dates, 'date')).toEqual([{ low: Date.UTC(2024, 2, 1, 9), high: Infinity }]);
    expect(of(entriesOf('e').dates, 'date')).toEqual([]);
  });

  it('of a timing are its outer limits', () => {
    expect(of(entriesOf('o2').dates, 'date')).toEqual([{ low: -Infinity, high: Date.UTC(2024, 6) - 1 }]);
  });
});

describe('quantities and numbers', () => {
  it('open where there is a comparator', () => {
    const [{ low, high } = { low: 0, high: 0 }] = of(entriesOf('o2').quantities, 'value-quantity');
    expect(low).toBe(-Infinity);
    expect(high).toBeLessThan(5);
    expect(high).toBeCloseTo(5, 10);
  });

  it('span the samples of a series, its limits and not its errors', () => {
    expect(of(entriesOf('o3').quantities, 'value-quantity')).toEqual([{ low: 4, high: 18, system: '', code: 'mV', unit: '' }]);
  });

  it('know money by its currency, and ranges by their ends', () => {
    expect(of(entriesOf('i').quantities, 'totalnet')).toEqual([
      { low: 12.5, high: 12.5, system: 'urn:iso:std:iso:4217', code: 'EUR', unit: 'EUR' },
    ]);
    expect(of(entriesOf('c').quantities, 'abatement-age')).toEqual([{ low: 40, high: 41, system: '', code: '', unit: 'years' }]);
    expect(of(entriesOf('ra').numbers, 'probability')).toEqual([
      { low: 0.02, high: 0.02 },
      { low: 0.1, high: 0.4 },
    ]);
  });

  it('carry their canonical form where a converter knows the unit', () => {
    const toCanonical: ToCanonical = (value, unit) => (unit === 'min' ? { value: value * 60, unit: 's' } : undefined);
    expect(of(entriesOf('e', toCanonical).quantities, 'length')).toMatchObject([{ canonical: { low: 1800, high: 1800, unit: 's' } }]);
    expect(of(entriesOf('bp', toCanonical).quantities, 'component-value-quantity')).toEqual([
      { low: 141, high: 141, system: 'http://unitsofmeasure.org', code: 'mm[Hg]', unit: 'mmHg' },
    ]);
  });
});

describe('strings', () => {
  it('hold every part of a name and an address', () => {
    const { strings } = entriesOf('p');
    expect(of(strings, 'name').map(({ text }) => text)).toEqual(['Zoë Ångström', 'Ångström', 'Zoë', 'M.', 'Dr', 'Berg']);
    expect(of(strings, 'address').map(({ text }) => text)).toEqual(['Main St 1', 'Lund', '222 22', 'SE']);
  });
});

describe('composites', () => {
  it('tie the parts of each group together', () => {
    const groups = entriesOf('bp').composites;
    expect(groups).toHaveLength(3);
    expect(groups[0]?.tokens).toEqual([{ parameter: 'component:combo-code', system: 'http://loinc.org', code: '8480-6' }]);
    expect(groups[0]?.quantities).toMatchObject([{ parameter: 'component:combo-value-quantity', low: 141 }]);
    expect(groups[1]?.quantities).toEqual([]);
  });

  it('repeat what their components take from the resource', () => {
    const variants = entriesOf('ms').composites.filter(({ numbers }) =>
      numbers.some(({ parameter }) => parameter === 'variant:variant-start'),
    );
    expect(variants.map(({ tokens }) => tokens.some(({ parameter, code }) => parameter === 'variant:chromosome' && code === '7'))).toEqual([
      true,
      true,
    ]);
  });

  it('join the target and the kind of a document relation, which R4 interchanged', () => {
    expect(entriesOf('d').composites[0]).toMatchObject({
      references: [{ parameter: 'relatesTo:relatesto', type: 'DocumentReference', id: 'e' }],
      tokens: [{ parameter: 'relatesTo:relation', system: 'http://hl7.org/fhir/document-relationship-type', code: 'replaces' }],
    });
  });
});

describe('malformed resources', () => {
  it.each<[string, JsonObject]>([
    [
      'elements of other shapes',
      {
        resourceType: 'Observation',
        code: 'x',
        subject: ['Patient/1', null, 3],
        effectiveDateTime: 7,
        component: { code: { coding: 'a' } },
        valueQuantity: [],
      },
    ],
    ['an unknown type', { resourceType: 'Nothing', code: { coding: [{ code: 'x' }] } }],
    ['names of Object.prototype', { resourceType: 'constructor', meta: { tag: [{ code: 'x' }] } }],
    [
      'an extension value of no type',
      {
        resourceType: 'Observation',
        extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/observation-geneticsDnaVariant', valueconstructor: {} }],
      },
    ],
    ['no type at all', {}],
  ])('give what can be read: %s', (_, resource) => {
    expect(() => extract(resource)).not.toThrow();
    expect(extract(resource).dates).toEqual([]);
  });
});
