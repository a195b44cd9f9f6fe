import { describe, expect, it } from 'vitest';
import { type JsonObject, parseJson } from '@satchel/fhir';
import { must } from '../testing/new-record.ts';
import { cardOf, clinicalDateOf } from './card.ts';
import type { Card } from './doors.ts';

const text = (words: string) => `{"text":"${words}"}`;
const coded = (system: string, code: string, display: string) =>
  `{"coding":[{"system":"${system}","code":"${code}","display":"${display}"}]}`;

const verified = (...codes: string[]) => `{"coding":[${codes.map((code) => `{"code":"${code}"}`).join()}]}`;

/** What each type shows, from the text of a small resource (numbers keep their digits). */
const cases: readonly [type: string, members: string, card: Partial<Card>][] = [
  ['AllergyIntolerance', `"code":${text('Penicillin')},"verificationStatus":${verified('refuted')}`, { verification: 'refuted' }],
  ['Condition', `"code":${text('Asthma')},"verificationStatus":${verified('confirmed', 'unconfirmed')}`, { verification: 'unconfirmed' }],
  [
    'Condition',
    `"code":${text('Asthma')},"verificationStatus":${verified('unconfirmed', 'entered-in-error')}`,
    { verification: 'entered-in-error' },
  ],
  ['Patient', '"name":[{"given":["Ana","Maria"],"family":"Muster"}],"birthDate":"1980"', { title: 'Ana Maria Muster', date: '1980' }],
  [
    'Observation',
    `"status":"final","code":${coded('http://loinc.org', '2823-3', 'Potassium')},"effectiveDateTime":"2024-03","valueQuantity":{"value":6.10,"unit":"mmol/L"},"referenceRange":[{"low":{"value":3.50},"high":{"value":5.0},"text":"adults"}],"interpretation":[{"coding":[{"code":"H"}]}],"performer":[{"display":"General Lab"}]`,
    {
      title: 'Potassium',
      code: 'http://loinc.org|2823-3',
      value: '6.10',
      unit: 'mmol/L',
      range: { low: '3.50', high: '5.0', text: 'adults' },
      flag: 'H',
      date: '2024-03',
      who: 'General Lab',
      status: 'final',
    },
  ],
  [
    'Observation',
    `"code":${text('Blood pressure')},"effectiveInstant":"2024-03-01T10:00:00Z","component":[{"code":${text('Systolic')},"valueQuantity":{"value":128,"unit":"mm[Hg]"}},{"code":${text('Diastolic')},"valueQuantity":{"value":82.0,"unit":"mm[Hg]"}}]`,
    { title: 'Blood pressure', value: '128 / 82.0', unit: 'mm[Hg]', date: '2024-03-01T10:00:00Z' },
  ],
  [
    'Observation',
    `"code":${text('Troponin')},"valueQuantity":{"value":0.010,"comparator":"<","code":"ng/mL"},"issued":"2024-01-01T00:00:00Z"`,
    { value: '<0.010', unit: 'ng/mL', date: '2024-01-01T00:00:00Z' },
  ],
  [
    'Observation',
    `"code":${text('Smoking')},"valueCodeableConcept":${text('Never smoker')},"effectivePeriod":{"start":"2020","end":"2021-05"}`,
    { value: 'Never smoker', date: '2020', end: '2021-05' },
  ],
  ['Observation', `"code":${text('Count')},"valueInteger":0`, { value: '0' }],
  ['Observation', `"code":${text('Fasting')},"valueBoolean":false`, { value: 'false' }],
  [
    'Condition',
    `"clinicalStatus":{"coding":[{"code":"active"}]},"code":${text('Asthma')},"onsetDateTime":"2010","recordedDate":"2020-01-01","recorder":{"display":"Dr Jansen"},"severity":${text('Mild')}`,
    { title: 'Asthma', status: 'active', date: '2010', who: 'Dr Jansen', detail: 'Mild' },
  ],
  ['Condition', `"code":${text('Old')},"onsetPeriod":{"end":"2001"}`, { date: '2001', title: 'Old' }],
  [
    'AllergyIntolerance',
    `"code":${text('Penicillin')},"category":["medication"],"recordedDate":"2015-06","reaction":[{"manifestation":[${text('Hives')}]}]`,
    { title: 'Penicillin', category: ['medication'], date: '2015-06', detail: 'Hives' },
  ],
  [
    'MedicationRequest',
    `"status":"active","medicationCodeableConcept":${text('Metformin 500 MG')},"authoredOn":"2024-02-01","requester":{"display":"Dr Li"},"dosageInstruction":[{"text":"twice daily"}]`,
    { title: 'Metformin 500 MG', date: '2024-02-01', who: 'Dr Li', detail: 'twice daily', status: 'active' },
  ],
  [
    'MedicationRequest',
    `"contained":[{"resourceType":"Medication","id":"m","code":${text('Ibuprofen')}}],"medicationReference":{"reference":"#m"}`,
    { title: 'Ibuprofen' },
  ],
  [
    'MedicationStatement',
    '"medicationReference":{"reference":"Medication/1","display":"Aspirin 81 MG"},"effectivePeriod":{"start":"2019-01"}',
    { title: 'Aspirin 81 MG', date: '2019-01' },
  ],
  [
    'MedicationDispense',
    `"medicationCodeableConcept":${text('Statin')},"whenHandedOver":"2024-05-05"`,
    { title: 'Statin', date: '2024-05-05' },
  ],
  [
    'MedicationAdministration',
    `"medicationCodeableConcept":${text('Saline')},"effectiveDateTime":"2024-05-06","dosage":{"text":"1 L"}`,
    { title: 'Saline', date: '2024-05-06', detail: '1 L' },
  ],
  [
    'Immunization',
    `"status":"completed","vaccineCode":${coded('http://hl7.org/fhir/sid/cvx', '140', 'Influenza')},"occurrenceDateTime":"2023-10-01","location":{"display":"City Clinic"},"lotNumber":"A1"`,
    { title: 'Influenza', code: 'http://hl7.org/fhir/sid/cvx|140', date: '2023-10-01', who: 'City Clinic', detail: 'A1' },
  ],
  ['Immunization', `"vaccineCode":${text('Measles')},"occurrenceString":"as a child"`, { title: 'Measles' }],
  [
    'Procedure',
    `"code":${text('Appendectomy')},"performedPeriod":{"start":"1999-01-02","end":"1999-01-02"},"performer":[{"actor":{"display":"Dr Cut"}}]`,
    { title: 'Appendectomy', date: '1999-01-02', who: 'Dr Cut' },
  ],
  [
    'Encounter',
    `"class":{"code":"AMB","display":"ambulatory"},"type":[${text('Check-up')}],"period":{"start":"2024-01-01","end":"2024-01-02"},"serviceProvider":{"display":"Hospital"},"reasonCode":[${text('Cough')}]`,
    { title: 'Check-up', date: '2024-01-01', end: '2024-01-02', who: 'Hospital', detail: 'Cough' },
  ],
  ['Encounter', '"class":{"code":"AMB","display":"ambulatory"}', { title: 'ambulatory' }],
  [
    'DiagnosticReport',
    `"code":${text('Blood count')},"effectiveDateTime":"2024-01-03","conclusion":"normal","performer":[{"display":"Lab"}]`,
    { title: 'Blood count', date: '2024-01-03', detail: 'normal', who: 'Lab' },
  ],
  [
    'DocumentReference',
    `"date":"2024-01-01T00:00:00Z","content":[{"attachment":{"title":"letter.pdf"}}],"category":[${text('Letter')}]`,
    { title: 'letter.pdf', date: '2024-01-01T00:00:00Z', detail: 'Letter' },
  ],
  [
    'FamilyMemberHistory',
    `"relationship":${text('Mother')},"condition":[{"code":${text('Diabetes')}}]`,
    { title: 'Mother', detail: 'Diabetes' },
  ],
  ['CarePlan', '"title":"Asthma plan","period":{"start":"2024"}', { title: 'Asthma plan', date: '2024' }],
  ['CareTeam', '"name":"Home team","participant":[{"member":{"display":"Nurse"}}]', { title: 'Home team' }],
  [
    'Goal',
    `"lifecycleStatus":"active","description":${text('Walk daily')},"startDate":"2024-04"`,
    { title: 'Walk daily', status: 'active', date: '2024-04' },
  ],
  [
    'Claim',
    `"type":${text('Professional')},"billablePeriod":{"start":"2024-01-01"},"provider":{"display":"Clinic"},"item":[{"productOrService":${text('Visit')}}]`,
    { title: 'Professional', date: '2024-01-01', who: 'Clinic', detail: 'Visit' },
  ],
  ['ExplanationOfBenefit', `"type":${text('Pharmacy')},"created":"2024-01-01"`, { title: 'Pharmacy', date: '2024-01-01' }],
  ['Coverage', `"type":${text('HMO')},"payor":[{"display":"Insurer"}]`, { title: 'HMO', who: 'Insurer' }],
  ['ImagingStudy', '"description":"CT head","started":"2022-02-02"', { title: 'CT head', date: '2022-02-02' }],
  ['Device', '"deviceName":[{"name":"Pacemaker X"}],"manufacturer":"Maker"', { title: 'Pacemaker X', who: 'Maker' }],
  ['ServiceRequest', `"code":${text('MRI')},"occurrenceDateTime":"2024-09","authoredOn":"2024-08"`, { title: 'MRI', date: '2024-09' }],
  ['Appointment', '"description":"Dentist","start":"2024-09-01T08:00:00Z"', { title: 'Dentist', date: '2024-09-01T08:00:00Z' }],
  ['NutritionOrder', '"dateTime":"2024"', { type: 'NutritionOrder' }],
];

describe('the card of a fact', () => {
  it.each(cases)('of %s %# says what its source said', (type, members, card) => {
    const resource: JsonObject = must(parseJson(`{"resourceType":"${type}",${members}}`));
    expect(cardOf(resource)).toMatchObject({ type, ...card });
    expect(clinicalDateOf(resource)).toBe(card.date);
  });

  it('is made of anything, without a throw', () => {
    for (const odd of [null, 0, '', [], [null], [[]], {}, { text: 5 }, { coding: 'x' }, { start: 3 }, [{ coding: [null] }]]) {
      const members = [
        'code',
        'category',
        'effectivePeriod',
        'valueQuantity',
        'component',
        'referenceRange',
        'interpretation',
        'name',
        'contained',
        'medicationReference',
        'performer',
        'status',
        'clinicalStatus',
      ];
      const resource = { resourceType: 'Observation', ...Object.fromEntries(members.map((name) => [name, odd])) } as unknown as JsonObject;
      expect(cardOf(resource).type).toBe('Observation');
    }
    expect(cardOf({ resourceType: 'constructor' })).toEqual({ type: 'constructor' });
  });
});
