import { describe, expect, it } from 'vitest';
import { joinLabels } from './category.ts';
import { closureReferences } from './closure.ts';
import { labelsOf, reasonsOf } from './labels.ts';

const SNOMED = 'http://snomed.info/sct';
const diabetes = { coding: [{ system: SNOMED, code: '44054006' }] };

describe('labelsOf', () => {
  it('labels bills as claims, with what their codes say', () => {
    expect(labelsOf({ resourceType: 'Coverage', status: 'active' })).toEqual(['claims']);
    expect(
      labelsOf({
        resourceType: 'ExplanationOfBenefit',
        diagnosis: [{ diagnosisCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'A52' }] } }],
      }),
    ).toEqual(['hiv-sti', 'claims']);
  });

  it('labels gene sequences by their type', () => {
    expect(labelsOf({ resourceType: 'MolecularSequence', coordinateSystem: 0 })).toEqual(['genetic']);
  });

  it.each([
    [{ resourceType: 'Organization', name: 'Eastside HIV Clinic' }, 'hiv-sti'],
    [
      {
        resourceType: 'Organization',
        name: 'Bay House',
        type: [{ coding: [{ system: 'http://nucc.org/provider-taxonomy', code: '261QM2800X' }] }],
      },
      'substance-use',
    ],
    [
      {
        resourceType: 'Location',
        name: 'Ward 3',
        type: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'PHU' }] }],
      },
      'mental-health',
    ],
    [{ resourceType: 'HealthcareService', name: 'Planned Parenthood' }, 'sexual-reproductive'],
    [{ resourceType: 'Location', name: "Women's shelter" }, 'violence'],
    [
      { resourceType: 'PractitionerRole', specialty: [{ coding: [{ system: 'http://nucc.org/provider-taxonomy', code: '2084P0800X' }] }] },
      'mental-health',
    ],
    [
      { resourceType: 'Encounter', class: { code: 'AMB' }, serviceProvider: { reference: 'Organization/7', display: 'Methadone clinic' } },
      'substance-use',
    ],
  ])('labels sensitive providers themselves: %o', (resource, category) => {
    expect(labelsOf(resource as never)).toEqual([category]);
  });

  it('does not mistake people for what their names say', () => {
    expect(
      labelsOf({
        resourceType: 'Patient',
        name: [{ text: 'Gene Grief', family: 'Grief', given: ['Gene'] }],
        address: [{ text: 'Abuse Lane' }],
      }),
    ).toEqual([]);
    expect(
      labelsOf({
        resourceType: 'Procedure',
        code: diabetes,
        performer: [{ actor: { reference: 'Practitioner/1', display: 'Dr. Gene Grief' } }],
      }),
    ).toEqual([]);
  });

  it('does not read identifiers, addresses, dates and bytes', () => {
    expect(
      labelsOf({
        resourceType: 'Condition',
        code: diabetes,
        id: 'hiv',
        identifier: [{ system: 'https://hiv.example.org', value: 'hiv' }],
        onsetDateTime: '2020-01-01',
      }),
    ).toEqual([]);
  });

  it('finds codes in contained resources, components and extensions', () => {
    const hiv = { coding: [{ system: 'http://loinc.org', code: '20447-9' }] };
    expect(labelsOf({ resourceType: 'Observation', code: diabetes, component: [{ code: hiv }] })).toEqual(['hiv-sti']);
    expect(
      labelsOf({
        resourceType: 'MedicationRequest',
        medicationReference: { reference: '#m' },
        contained: [
          {
            resourceType: 'Medication',
            id: 'm',
            code: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '6813' }] },
          },
        ],
      }),
    ).toEqual(['substance-use']);
    expect(labelsOf({ resourceType: 'Condition', code: diabetes, extension: [{ url: 'x', valueCodeableConcept: hiv }] })).toEqual([
      'hiv-sti',
    ]);
    expect(
      labelsOf({
        resourceType: 'MedicationRequest',
        medicationReference: { reference: '#m' },
        contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'White tablets' } }],
      }),
    ).toBe('unsorted');
  });

  it('takes whatever it is given', () => {
    for (const odd of [
      {},
      { resourceType: 5 },
      { resourceType: 'Observation', code: null },
      { resourceType: 'Zork', x: [[1, [null, 'HIV']]] },
      { resourceType: 'Condition', code: { coding: 'B20' } },
    ]) {
      expect(() => labelsOf(odd as never)).not.toThrow();
    }
  });

  it('gives the same array for the same labels', () => {
    const bill = { resourceType: 'Claim' };
    expect(labelsOf(bill)).toBe(labelsOf(bill));
    expect(Object.isFrozen(labelsOf(bill))).toBe(true);
  });
});

describe('reasonsOf', () => {
  it('says why, where and by which list, and quotes nothing', () => {
    const reasons = reasonsOf({
      resourceType: 'Claim',
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'SDV' }] },
      diagnosis: [
        {
          diagnosisCodeableConcept: {
            coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'F10.20', display: 'Alcohol dependence' }],
          },
        },
      ],
    });
    expect(reasons).toEqual([
      { labels: ['violence'], because: 'security-label', path: 'Claim.meta.security' },
      { labels: ['claims'], because: 'type', path: 'Claim' },
      { labels: ['substance-use'], because: 'code', path: 'Claim.diagnosis[0].diagnosisCodeableConcept.coding[0]', list: 'icd-10-cm' },
      { labels: ['substance-use'], because: 'words', path: 'Claim.diagnosis[0].diagnosisCodeableConcept.coding[0].display' },
    ]);
    expect(JSON.stringify(reasons)).not.toMatch(/Alcohol|F10/);
  });

  it('agrees with labelsOf', () => {
    expect(reasonsOf({ resourceType: 'Condition', code: { text: 'Sugar' } })).toEqual([
      { labels: 'unsorted', because: 'free-text', path: 'Condition' },
    ]);
    expect(reasonsOf({ resourceType: 'Condition', code: diabetes })).toEqual([]);
  });
});

describe('closureReferences', () => {
  it('goes along reasons, medicines, results and the like', () => {
    expect(
      closureReferences({
        resourceType: 'MedicationRequest',
        subject: { reference: 'Patient/1' },
        encounter: { reference: 'Encounter/1' },
        requester: { reference: 'Practitioner/1' },
        medicationReference: { reference: 'Medication/1' },
        reasonReference: [{ reference: 'Condition/1' }, { reference: 'Condition/1' }],
      }),
    ).toEqual(['Medication/1', 'Condition/1']);
    expect(
      closureReferences({
        resourceType: 'Encounter',
        diagnosis: [{ condition: { reference: 'Condition/1' } }],
        serviceProvider: { reference: 'Organization/1' },
        location: [{ location: { reference: 'Location/1' } }],
      }),
    ).toEqual(['Condition/1']);
    expect(
      closureReferences({
        resourceType: 'Observation',
        hasMember: [{ reference: 'Observation/1' }],
        derivedFrom: [{ reference: 'Observation/2' }],
        focus: [{ reference: 'Condition/3' }],
        performer: [{ reference: 'Organization/4' }],
        specimen: { reference: 'Specimen/5' },
      }),
    ).toEqual(['Observation/1', 'Observation/2', 'Condition/3']);
    expect(
      closureReferences({
        resourceType: 'Provenance',
        target: [{ reference: 'Observation/1' }],
        agent: [{ who: { reference: 'Practitioner/1' } }],
      }),
    ).toEqual(['Observation/1']);
    expect(
      closureReferences({
        resourceType: 'AuditEvent',
        entity: [{ what: { reference: 'Observation/1' } }],
        agent: [{ who: { reference: 'Patient/1' } }],
        source: { observer: { reference: 'Device/1' } },
      }),
    ).toEqual(['Observation/1']);
  });

  it('looks into contained resources', () => {
    expect(
      closureReferences({
        resourceType: 'Claim',
        contained: [{ resourceType: 'ServiceRequest', reasonReference: [{ reference: 'Condition/1' }] }],
      }),
    ).toEqual(['Condition/1']);
  });
});

describe('joinLabels', () => {
  it('takes all of both, and unsorted wins', () => {
    expect(joinLabels([], [])).toEqual([]);
    expect(joinLabels(['claims'], ['hiv-sti'])).toEqual(['hiv-sti', 'claims']);
    expect(joinLabels(['claims'], 'unsorted')).toBe('unsorted');
    expect(joinLabels('unsorted', [])).toBe('unsorted');
  });
});
