import type { Change, Draft, Lens, Origin } from '../src/doors.ts';

/** Small resources for proofs, and the changes that bring them. */
export const origin: Origin = { kind: 'entry', at: '2026-03-01T10:00:00Z' };
export const SYSTEM = 'http://a.example/fhir';

/** As a source calls it by the resource's own id. */
export const draft = (resource: Record<string, unknown>): Draft => ({
  resource: resource as Draft['resource'],
  ...(typeof resource['id'] === 'string' && { source: { system: SYSTEM, id: `${String(resource['resourceType'])}/${resource['id']}` } }),
});
export const change = (...resources: Record<string, unknown>[]): Change => ({ drafts: resources.map(draft), origin });
export const lensOf = (holder: object): Lens => ({ ...(holder as Lens), purpose: 'PATRQT' });

const loinc = (code: string, display: string) => ({ coding: [{ system: 'http://loinc.org', code, display }], text: display });
export const weight = (id: string, value: number, on = '2026-01-05', more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: loinc('29463-7', 'Body weight'),
  subject: { reference: 'Patient/p' },
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }],
  effectiveDateTime: on,
  valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
  ...more,
});
export const patient = (id: string, family = 'Muster', birthDate = '1980-02-01') => ({
  resourceType: 'Patient',
  id,
  name: [{ family, given: ['Ana'] }],
  birthDate,
});

/** ICD-10 codes by what they are labelled. */
export const CODES = { general: 'I10', 'hiv-sti': 'B20', 'mental-health': 'F33.1', 'substance-use': 'F10.20' } as const;
export const condition = (id: string, kind: keyof typeof CODES = 'general', more: object = {}) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: 'Patient/p' },
  onsetDateTime: '2020-05',
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: CODES[kind] }], text: `Condition of kind ${kind}` },
  ...more,
});
export const drug = (id: string, more: object = {}) => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/p' },
  authoredOn: '2024-03-02',
  medicationCodeableConcept: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '161', display: 'Acetaminophen' }] },
  ...more,
});
