import { describe, expect, it } from 'vitest';
import { lineOf } from './subsumption.ts';

const HL7 = 'http://terminology.hl7.org/CodeSystem';
const codesOf = (...asked: Parameters<typeof lineOf>): readonly string[] => {
  const line = lineOf(...asked);
  return line && 'codes' in line ? line.codes : [];
};

describe('what subsumes what', () => {
  it('is known of code systems that are held with their hierarchy', () => {
    expect(codesOf(`${HL7}/v3-ActCode`, 'IMP', 'below')).toEqual(expect.arrayContaining(['IMP', 'ACUTE', 'NONAC']));
    expect(codesOf(`${HL7}/v3-ActCode`, 'ACUTE', 'above')).toEqual(expect.arrayContaining(['ACUTE', 'IMP', '_ActEncounterCode']));
    expect(codesOf(`${HL7}/v3-ActCode`, 'ACUTE', 'above')).not.toContain('AMB');
    // A flat one: every code stands for itself.
    expect(codesOf(`${HL7}/condition-clinical`, 'remission', 'below')).toEqual(['remission']);
  });

  it('is told by codes that grow longer as they say more', () => {
    expect(lineOf('http://www.whocc.no/atc', 'A10', 'below')).toEqual({ beginning: 'A10' });
    expect(codesOf('http://www.whocc.no/atc', 'A10BA02', 'above')).toEqual(['A10BA02', 'A', 'A10', 'A10B', 'A10BA']);
    expect(codesOf('http://hl7.org/fhir/sid/icd-10-cm', 'E11.65', 'above')).toEqual(['E11.65', 'E11', 'E11.6']);
    expect(codesOf('http://hl7.org/fhir/sid/icd-10-cm', 'E', 'below')).toEqual(['E']);
  });

  it('is not known of what is not held, or held in part', () => {
    expect(lineOf('http://snomed.info/sct', '73211009', 'below')).toBeUndefined();
    expect(lineOf('urn:iso:std:iso:4217', 'EUR', 'above')).toBeUndefined();
    expect(lineOf('constructor', 'x', 'above')).toBeUndefined();
  });
});
