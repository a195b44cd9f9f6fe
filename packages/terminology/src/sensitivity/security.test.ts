import { describe, expect, it } from 'vitest';
import { labelsOf } from './labels.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

const pulse = (...security: { system?: string; code?: string }[]) =>
  ({
    resourceType: 'Observation',
    meta: { security },
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  }) as never;
const letter = (...security: { system: string; code: string }[]) =>
  ({
    resourceType: 'DocumentReference',
    meta: { security },
    content: [{ attachment: { title: 'Letter' } }],
  }) as never;

describe('security labels', () => {
  it.each([
    ['ETH', 'substance-use'],
    ['SUD', 'substance-use'],
    ['ETHUD', 'substance-use'],
    ['OPIOIDUD', 'substance-use'],
    ['42CFRPart2', 'substance-use'],
    ['PSY', 'mental-health'],
    ['MH', 'mental-health'],
    ['BH', 'mental-health'],
    ['PSYTHPN', 'mental-health'],
    ['HIV', 'hiv-sti'],
    ['STD', 'hiv-sti'],
    ['SEX', 'sexual-reproductive'],
    ['PREGNANT', 'sexual-reproductive'],
    ['GDIS', 'genetic'],
    ['SCA', 'genetic'],
    ['SDV', 'violence'],
    ['VIO', 'violence'],
    ['MST', 'violence'],
    ['ADOL', 'adolescent'],
  ])('%s is %s', (code, category) => {
    expect(labelsOf(pulse({ system: ACT_CODE, code }))).toEqual([category]);
  });

  it('takes all of several', () => {
    expect(labelsOf(pulse({ system: ACT_CODE, code: 'HIV' }, { system: ACT_CODE, code: 'PSY' }))).toEqual(['mental-health', 'hiv-sti']);
  });

  it.each(['TBOO', 'CEL', 'SPI', 'PDS', 'NO-SUCH-CODE', ''])('an unknown label (%s) is strictest', (code) => {
    expect(labelsOf(pulse({ system: ACT_CODE, code }))).toBe('unsorted');
  });

  it('a label of an unknown system, or of none, is strictest', () => {
    expect(labelsOf(pulse({ system: 'https://hospital.example.org/labels', code: 'X' }))).toBe('unsorted');
    expect(labelsOf(pulse({ code: 'HIV' }))).toBe('unsorted');
  });

  it.each(['NODSCLCD', 'DELAU', 'PERSISTLABEL', 'PROCESSINLINELABEL'])('a rule of handling (%s) says nothing of the content', (code) => {
    expect(labelsOf(pulse({ system: ACT_CODE, code }))).toEqual([]);
  });

  it('a purpose of use says nothing of the content', () => {
    expect(labelsOf(pulse({ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' }))).toEqual([]);
  });
});

describe('confidentiality', () => {
  it.each(['U', 'L', 'M', 'N'])('%s is ordinary', (code) => {
    expect(labelsOf(pulse({ system: CONFIDENTIALITY, code }))).toEqual([]);
  });

  it.each(['R', 'V', 'X'])('%s alone is strictest', (code) => {
    expect(labelsOf(pulse({ system: CONFIDENTIALITY, code }))).toBe('unsorted');
  });

  it('restricted is explained by a sensitivity label, very restricted is not', () => {
    const hiv = { system: ACT_CODE, code: 'HIV' };
    expect(labelsOf(pulse({ system: CONFIDENTIALITY, code: 'R' }, hiv))).toEqual(['hiv-sti']);
    expect(labelsOf(pulse({ system: CONFIDENTIALITY, code: 'V' }, hiv))).toBe('unsorted');
  });
});

describe('labels on free text', () => {
  it('a sensitivity label sorts a document, codes and words still add theirs', () => {
    expect(labelsOf(letter({ system: ACT_CODE, code: 'PSY' }))).toEqual(['mental-health']);
    expect(labelsOf({ ...(letter({ system: ACT_CODE, code: 'PSY' }) as object), description: 'About his HIV' })).toEqual([
      'mental-health',
      'hiv-sti',
    ]);
  });

  it('so does the statement that it is not sensitive, but not an ordinary confidentiality', () => {
    expect(labelsOf(letter({ system: ACT_CODE, code: 'PersNSI' }))).toEqual([]);
    expect(labelsOf(letter({ system: CONFIDENTIALITY, code: 'N' }))).toBe('unsorted');
    expect(labelsOf(letter())).toBe('unsorted');
  });

  it('reads the label of a DocumentReference beside its meta', () => {
    expect(labelsOf({ resourceType: 'DocumentReference', securityLabel: [{ coding: [{ system: ACT_CODE, code: 'SDV' }] }] })).toEqual([
      'violence',
    ]);
  });
});
