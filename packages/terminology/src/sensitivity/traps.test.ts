import type { JsonObject } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from './category.ts';
import type { Category } from './category.ts';
import { labelsOf } from './labels.ts';

/** A code, without words, and words, without a code, that put a fact into each category. */
const TELLTALES: Readonly<Record<Exclude<Category, 'claims' | 'adolescent'>, { system: string; code: string; words: string }>> = {
  'mental-health': { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'F33.1', words: 'Bipolar disorder' },
  'substance-use': { system: 'http://snomed.info/sct', code: '66590003', words: 'heroin dependence' },
  'sexual-reproductive': { system: 'http://snomed.info/sct', code: '72892002', words: 'Induced abortion' },
  'hiv-sti': { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'B20', words: 'infección por VIH' },
  genetic: { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z15.01', words: 'BRCA1 carrier' },
  violence: { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'T74.11XA', words: 'domestic violence' },
};

const plain = { coding: [{ system: 'http://snomed.info/sct', code: '185349003', display: 'Encounter for check up' }] };

/** Places where a code or words can give a fact away although the fact itself is ordinary. */
const HIDING_PLACES: Readonly<Record<string, (code: JsonObject, words: string) => JsonObject>> = {
  'the code of a condition': (code) => ({ resourceType: 'Condition', code: { coding: [code] } }),
  'a second coding': (code) => ({ resourceType: 'Condition', code: { coding: [...plain.coding, code] } }),
  'the reason of a prescription': (code) => ({
    resourceType: 'MedicationRequest',
    medicationCodeableConcept: plain,
    reasonCode: [{ coding: [code] }],
  }),
  'the reason of a visit': (code) => ({ resourceType: 'Encounter', type: [plain], reasonCode: [{ coding: [code] }] }),
  'the reason of a procedure': (code) => ({ resourceType: 'Procedure', code: plain, reasonCode: [{ coding: [code] }] }),
  'the reason of an appointment': (code) => ({ resourceType: 'Appointment', serviceType: [plain], reasonCode: [{ coding: [code] }] }),
  'the reason of a vaccine': (code) => ({ resourceType: 'Immunization', vaccineCode: plain, reasonCode: [{ coding: [code] }] }),
  'the value of an observation': (code) => ({ resourceType: 'Observation', code: plain, valueCodeableConcept: { coding: [code] } }),
  'a component': (code) => ({ resourceType: 'Observation', code: plain, component: [{ code: { coding: [code] } }] }),
  'a conclusion code': (code) => ({ resourceType: 'DiagnosticReport', code: plain, conclusionCode: [{ coding: [code] }] }),
  'a claim diagnosis': (code) => ({ resourceType: 'Claim', diagnosis: [{ diagnosisCodeableConcept: { coding: [code] } }] }),
  'a claim item': (code) => ({ resourceType: 'ExplanationOfBenefit', item: [{ productOrService: { coding: [code] } }] }),
  'a family history': (code) => ({ resourceType: 'FamilyMemberHistory', condition: [{ code: { coding: [code] } }] }),
  'an activity of a plan': (code) => ({
    resourceType: 'CarePlan',
    category: [plain],
    activity: [{ detail: { code: { coding: [code] } } }],
  }),
  'a contained condition': (code) => ({
    resourceType: 'Procedure',
    code: plain,
    contained: [{ resourceType: 'Condition', id: 'c', code: { coding: [code] } }],
  }),
  'an extension': (code) => ({
    resourceType: 'Observation',
    code: plain,
    extension: [{ url: 'https://example.org/x', valueCoding: code }],
  }),
  'a restriction of a consent': (code) => ({ resourceType: 'Consent', provision: { code: [{ coding: [code] }] } }),
  'the complication of a procedure': (code) => ({ resourceType: 'Procedure', code: plain, complication: [{ coding: [code] }] }),
  'the display of a coding of an unknown system': (_, words) => ({
    resourceType: 'Condition',
    code: { coding: [{ system: 'https://x.example.org', code: '1', display: words }] },
  }),
  'the text of a concept': (_, words) => ({ resourceType: 'Condition', code: { ...plain, text: words } }),
  'the display of a reference': (_, words) => ({
    resourceType: 'Procedure',
    code: plain,
    reasonReference: [{ reference: 'Condition/1', display: words }],
  }),
  'the narrative': (_, words) => ({
    resourceType: 'Condition',
    code: plain,
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${words}</p></div>` },
  }),
  'a note': (_, words) => ({ resourceType: 'Condition', code: plain, note: [{ text: `Known for ${words}.` }] }),
  'dosage instructions': (_, words) => ({
    resourceType: 'MedicationRequest',
    medicationCodeableConcept: plain,
    dosageInstruction: [{ text: `One a day for ${words}` }],
  }),
  'a conclusion': (_, words) => ({ resourceType: 'DiagnosticReport', code: plain, conclusion: `Consistent with ${words.toUpperCase()}.` }),
  'the name of a clinic': (_, words) => ({ resourceType: 'Organization', name: `Centre for ${words}` }),
  'the other name of a clinic': (_, words) => ({ resourceType: 'Location', name: 'Room 4', alias: [`Centre for ${words}`] }),
  'the clinic of a visit': (_, words) => ({
    resourceType: 'Encounter',
    type: [plain],
    serviceProvider: { reference: 'Organization/1', display: `Centre for ${words}` },
  }),
  'the title of a plan': (_, words) => ({ resourceType: 'CarePlan', category: [plain], title: words }),
  'the description of an appointment': (_, words) => ({ resourceType: 'Appointment', serviceType: [plain], description: words }),
  'the name of a plan of insurance': (_, words) => ({ resourceType: 'Coverage', class: [{ value: '1', name: words }] }),
  'a string value': (_, words) => ({ resourceType: 'Observation', code: plain, valueString: words }),
  'the role in a care team': (code) => ({ resourceType: 'CareTeam', participant: [{ role: [{ coding: [code] }] }] }),
  'the code of a flag': (code) => ({ resourceType: 'Flag', code: { coding: [code] } }),
};

const categories = Object.keys(TELLTALES) as (keyof typeof TELLTALES)[];
const traps = categories.flatMap((category) => Object.keys(HIDING_PLACES).map((place) => ({ category, place })));

describe('[S12] traps', () => {
  it('are two hundred or more, over every category that codes can tell', () => {
    expect(traps.length).toBeGreaterThanOrEqual(200);
    expect([...categories, 'adolescent', 'claims'].toSorted()).toEqual([...CATEGORIES].toSorted());
  });

  it.each(traps)('$category in $place', ({ category, place }) => {
    const { system, code, words } = TELLTALES[category];
    expect(labelsOf(HIDING_PLACES[place]!({ system, code }, words))).toContain(category);
  });
});
