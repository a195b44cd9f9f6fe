import { describe, expect, it } from 'vitest';
import { labelsOfMask } from './category.ts';
import { tableOf } from './codes.ts';

const labelsOfCode = (system: string, code: string) => {
  const table = tableOf(system);
  return table === undefined ? 'no list' : labelsOfMask(table.maskOf(code));
};

const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const ICD9 = 'http://hl7.org/fhir/sid/icd-9-cm';
const PCS = 'http://www.cms.gov/Medicare/Coding/ICD10';
const SNOMED = 'http://snomed.info/sct';
const LOINC = 'http://loinc.org';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ATC = 'http://www.whocc.no/atc';
const CVX = 'http://hl7.org/fhir/sid/cvx';
const HCPCS = 'http://hl7.org/fhir/sid/hcpcs';
const NUCC = 'http://nucc.org/provider-taxonomy';
const ICPC = 'http://hl7.org/fhir/sid/icpc-2';

describe('a listed code is found', () => {
  it.each([
    [ICD10, 'F33.1', ['mental-health']],
    [ICD10, 'R45.851', ['mental-health']],
    [ICD10, 'F84.0', ['mental-health']],
    [ICD10, 'G30.9', ['mental-health']],
    [ICD10, 'F10.20', ['substance-use']],
    [ICD10, 'F1020', ['substance-use']],
    [ICD10, 'K70.30', ['substance-use']],
    [ICD10, 'T40.1X1A', ['substance-use']],
    [ICD10, 'O80', ['sexual-reproductive']],
    [ICD10, 'Z30.430', ['sexual-reproductive']],
    [ICD10, 'N52.9', ['sexual-reproductive']],
    [ICD10, 'F64.0', ['mental-health', 'sexual-reproductive']],
    [ICD10, 'B20', ['hiv-sti']],
    [ICD10, 'z21', ['hiv-sti']],
    [ICD10, 'A54.01', ['hiv-sti']],
    [ICD10, 'R75', ['hiv-sti']],
    [ICD10, 'O98.711', ['sexual-reproductive', 'hiv-sti']],
    [ICD10, 'T74.11XA', ['violence']],
    [ICD10, 'X99.1XXA', ['violence']],
    [ICD10, 'Z69.11', ['violence']],
    [ICD10, 'T56.2X3S', ['violence']],
    [ICD10, 'T39.1X2A', ['mental-health']],
    [ICD10, 'T36.92XA', ['mental-health']],
    [ICD10, 'Q90.9', ['genetic']],
    [ICD10, 'Z15.01', ['genetic']],
    [ICD10, 'E84.0', ['genetic']],
    [ICD10, 'D57.1', ['genetic']],
    [ICD9, '296.30', ['mental-health']],
    [ICD9, '303.90', ['substance-use']],
    [ICD9, 'V25.11', ['sexual-reproductive']],
    [ICD9, '042', ['hiv-sti']],
    [ICD9, '995.81', ['violence']],
    [ICD9, '758.0', ['genetic']],
    [PCS, 'HZ30ZZZ', ['substance-use']],
    [PCS, 'GZ58ZZZ', ['mental-health']],
    [PCS, '10E0XZZ', ['sexual-reproductive']],
    [SNOMED, '18818009', ['mental-health']],
    [SNOMED, '66590003', ['substance-use']],
    [SNOMED, '72892002', ['sexual-reproductive']],
    [SNOMED, '86406008', ['hiv-sti']],
    [SNOMED, '706893006', ['violence']],
    [SNOMED, '41040004', ['genetic']],
    [LOINC, '44261-6', ['mental-health']],
    [LOINC, '75626-2', ['substance-use']],
    [LOINC, '2106-3', ['sexual-reproductive']],
    [LOINC, '20447-9', ['hiv-sti']],
    [LOINC, '24467-3', ['hiv-sti']],
    [LOINC, '76501-6', ['violence']],
    [LOINC, '50956-2', ['genetic']],
    [LOINC, '89204-2', ['mental-health', 'adolescent']],
    [RXNORM, '36437', ['mental-health']],
    [RXNORM, '6813', ['substance-use']],
    [RXNORM, '6373', ['sexual-reproductive']],
    [RXNORM, '85762', ['hiv-sti']],
    [ATC, 'J05AR20', ['hiv-sti']],
    [ATC, 'N06AB06', ['mental-health']],
    [ATC, 'N07BB04', ['substance-use']],
    [ATC, 'G03AA07', ['sexual-reproductive']],
    [CVX, '206', ['sexual-reproductive', 'hiv-sti']],
    [HCPCS, 'H0005', ['substance-use']],
    [HCPCS, 'G0444', ['mental-health']],
    [HCPCS, 'J7298', ['sexual-reproductive']],
    [NUCC, '2084P0800X', ['mental-health']],
    [NUCC, '261QM2800X', ['substance-use']],
    [NUCC, '261QF0050X', ['sexual-reproductive']],
    [NUCC, '170300000X', ['genetic']],
    [ICPC, 'P76', ['mental-health']],
    [ICPC, 'P15', ['substance-use']],
    [ICPC, 'W78', ['sexual-reproductive']],
    [ICPC, 'B90', ['hiv-sti']],
    [ICPC, 'Z25', ['violence']],
    ['http://www.genenames.org', 'HGNC:1100', ['genetic']],
    ['http://terminology.hl7.org/CodeSystem/v3-RoleCode', 'RHAT', ['substance-use']],
    ['http://terminology.hl7.org/CodeSystem/service-type', '67', ['sexual-reproductive']],
    ['https://bluebutton.cms.gov/resources/variables/line_place_of_srvc_cd', '58', ['substance-use']],
  ])('%s|%s', (system, code, labels) => {
    expect(labelsOfCode(system, code)).toEqual(labels);
  });
});

describe('an ordinary code is general', () => {
  it.each([
    [ICD10, 'I10'],
    [ICD10, 'E11.9'],
    [ICD10, 'F17.210'],
    [ICD10, 'O99.330'],
    [ICD10, 'T39.1X1A'],
    [ICD10, 'S52.501A'],
    [ICD10, 'Z00.00'],
    [ICD9, '250.00'],
    [ICD9, '305.1'],
    [PCS, '02703ZZ'],
    [SNOMED, '44054006'],
    [SNOMED, '10509002'],
    [SNOMED, '266919005'],
    [SNOMED, '16001004'],
    [LOINC, '4548-4'],
    [LOINC, '8867-4'],
    [LOINC, '72166-2'],
    [RXNORM, '6809'],
    [RXNORM, '11289'],
    [ATC, 'A10BA02'],
    [ATC, 'J05AB01'],
    [CVX, '165'],
    [CVX, '08'],
    [HCPCS, 'A4253'],
    [NUCC, '208D00000X'],
    [NUCC, '207V00000X'],
    [ICPC, 'T90'],
    ['http://terminology.hl7.org/CodeSystem/v3-ActCode', 'AMB'],
  ])('%s|%s', (system, code) => {
    expect(labelsOfCode(system, code)).toEqual([]);
  });
});

describe('a system that no list knows cannot be told', () => {
  it.each([
    ['http://www.ama-assn.org/go/cpt', '90834'],
    ['http://hl7.org/fhir/sid/ndc', '61958-2501-1'],
    ['https://hospital.example.org/codes', 'LX-1'],
  ])('%s|%s', (system, code) => {
    expect(labelsOfCode(system, code)).toBe('no list');
  });
});

describe('a system is known by its several names', () => {
  it.each([
    'urn:oid:2.16.840.1.113883.6.90',
    'http://hl7.org/fhir/sid/icd-10',
    'HTTP://HL7.org/fhir/sid/ICD-10-CM',
    'https://hl7.org/fhir/sid/icd-10-cm/',
  ])('%s', (system) => {
    expect(labelsOfCode(system, 'B20')).toEqual(['hiv-sti']);
  });
});
