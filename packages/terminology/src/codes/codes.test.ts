import { describe, expect, it } from 'vitest';
import { codeSystem } from './code-systems.ts';
import { valueSet } from './value-sets.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';

describe('code systems', () => {
  it('come with version, names and the notice of who made them', () => {
    const clinical = codeSystem(`${HL7}/condition-clinical`);
    expect(clinical).toMatchObject({ version: '3.0.0', isComplete: true, copyright: expect.stringContaining('CC0') });
    expect(clinical?.concepts.get('remission')?.display).toBe('Remission');
    expect(codeSystem('http://hl7.org/fhir/sid/cvx')?.concepts.get('208')?.display).toContain('COVID-19');
    expect(codeSystem(`${HL7}/v3-ActCode`)?.concepts.get('AMB')?.display).toBe('ambulatory');
    expect(codeSystem(`${HL7}/v3-ActCode`)?.concepts.get('_ActAccountCode')?.state).toBe('abstract');
  });

  it('of the specification are whole where a value set of the same name is bound, and else in part', () => {
    expect(codeSystem('http://hl7.org/fhir/observation-status')).toMatchObject({ version: '4.0.1', isComplete: true });
    expect(codeSystem('http://unitsofmeasure.org')?.isComplete).toBe(false);
    expect(codeSystem('urn:iso:std:iso:4217')?.isComplete).toBe(false);
    expect(codeSystem('http://snomed.info/sct')).toBeUndefined();
  });
});

describe('value sets', () => {
  it('are the bound ones, and all codes of a code system, by the names that R4 and HL7 Terminology have for them', () => {
    expect(valueSet('http://hl7.org/fhir/ValueSet/administrative-gender')?.codings.map(({ code }) => code)).toContain('other');
    expect(valueSet('http://hl7.org/fhir/ValueSet/condition-clinical')?.codings[0]?.display).toBe('Active');
    for (const url of ['http://hl7.org/fhir/ValueSet/observation-category', 'http://terminology.hl7.org/ValueSet/observation-category'])
      expect(valueSet(url)?.codings).toContainEqual({ system: `${HL7}/observation-category`, code: 'laboratory', display: 'Laboratory' });
    expect(valueSet('http://terminology.hl7.org/ValueSet/v3-NullFlavor')?.systems).toEqual([`${HL7}/v3-NullFlavor|3.0.0`]);
  });

  it('that are not known or cannot be listed are not there', () => {
    for (const name of ['mimetypes', 'ucum-units', 'nonsense', 'constructor', ''])
      expect(valueSet(`http://hl7.org/fhir/ValueSet/${name}`)).toBeUndefined();
  });
});
