import { describe, expect, it } from 'vitest';
import { labelsOf } from './labels.ts';

const diabetes = { coding: [{ system: 'http://snomed.info/sct', code: '44054006' }] };
const note = { coding: [{ system: 'http://loinc.org', code: '34109-9', display: 'Note' }] };

describe('free text that nobody has sorted is unsorted', () => {
  it.each([
    { resourceType: 'DocumentReference', type: note, content: [{ attachment: { title: 'Letter' } }] },
    { resourceType: 'Binary', contentType: 'application/pdf', data: 'JVBERi0=' },
    { resourceType: 'Media', status: 'completed', content: { contentType: 'image/jpeg' } },
    { resourceType: 'Communication', payload: [{ contentString: 'Thank you' }] },
    { resourceType: 'Composition', type: note, section: [{ text: { status: 'generated', div: '<div>...</div>' } }] },
    { resourceType: 'QuestionnaireResponse', item: [{ linkId: '1', answer: [{ valueInteger: 2 }] }] },
    { resourceType: 'ClinicalImpression', code: diabetes, summary: 'Doing well' },
    { resourceType: 'Condition', code: { text: 'Sugar' } },
    { resourceType: 'AllergyIntolerance', code: { text: 'That red pill' } },
    { resourceType: 'Medication', code: { text: 'White tablets' } },
    { resourceType: 'MedicationStatement', medicationCodeableConcept: { text: 'White tablets' } },
    { resourceType: 'Observation', code: { text: 'How I felt' }, valueString: 'tired' },
    { resourceType: 'Observation', code: note, valueString: 'Seen today.' },
    {
      resourceType: 'Observation',
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
      valueString: 'Counted twice with the patient sitting, then once more after a walk around the ward.',
    },
    { resourceType: 'Observation', code: diabetes, component: [{ code: note, valueString: 'Seen today.' }] },
    { resourceType: 'DiagnosticReport', code: note, presentedForm: [{ contentType: 'text/plain', data: 'U2Vlbg==' }] },
    {
      resourceType: 'CarePlan',
      text: { status: 'additional', div: '<div>Rest</div>' },
      category: [{ coding: [{ system: 'http://hl7.org/fhir/us/core/CodeSystem/careplan-category', code: 'assess-plan' }] }],
    },
    { resourceType: 'Goal', description: { text: 'Feel better' } },
    { resourceType: 'Condition', note: [{ text: 'Told me in confidence' }] },
  ])('%o', (resource) => {
    expect(labelsOf(resource as never)).toBe('unsorted');
  });
});

describe('a code that comes without words and that no list can tell is unsorted', () => {
  it.each([
    ['https://hospital.example.org/codes', 'LX-4471'],
    ['http://www.nlm.nih.gov/research/umls/rxnorm', '99999999'],
    ['http://hl7.org/fhir/sid/ndc', '61958-2501-1'],
    ['http://www.ama-assn.org/go/cpt', '90834'],
  ])('%s|%s', (system, code) => {
    expect(labelsOf({ resourceType: 'Observation', code: { coding: [{ system, code }] } })).toBe('unsorted');
    expect(labelsOf({ resourceType: 'Observation', code: { coding: [{ system, code, display: 'Serum sodium' }] } })).toEqual([]);
    expect(
      labelsOf({
        resourceType: 'Observation',
        code: {
          coding: [
            { system, code },
            { system: 'http://loinc.org', code: '2951-2' },
          ],
        },
      }),
    ).toEqual([]);
  });
});

describe('coded facts are not free text', () => {
  it.each([
    { resourceType: 'Condition', code: diabetes, note: [{ text: 'Since the summer' }] },
    { resourceType: 'MedicationRequest', medicationReference: { reference: 'Medication/1' } },
    { resourceType: 'Observation', code: { coding: [{ system: 'http://loinc.org', code: '5778-6' }] }, valueString: 'yellow' },
    {
      resourceType: 'DiagnosticReport',
      code: diabetes,
      result: [{ reference: 'Observation/1' }],
      presentedForm: [{ contentType: 'application/pdf' }],
    },
    {
      resourceType: 'Goal',
      description: { text: 'Sugar below 7' },
      target: [{ measure: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] } }],
    },
    { resourceType: 'ServiceRequest', status: 'active', intent: 'order' },
    { resourceType: 'Patient', name: [{ text: 'Ana' }] },
    { resourceType: 'Organization', name: 'St. Brigid' },
    { resourceType: 'Encounter', reasonCode: [{ text: 'cough' }] },
  ])('%o', (resource) => {
    expect(labelsOf(resource as never)).toEqual([]);
  });
});
