import { validate } from '@satchel/fhir';
import type { JsonObject } from '@satchel/fhir/json';
import { describe, expect, it, vi } from 'vitest';
import { edited } from './edited.ts';
import type { Answers, Field, Form } from './form.ts';
import { allergy } from './forms/allergy.ts';
import { FORMS } from './forms/index.ts';
import { result } from './forms/result.ts';

// The macro is compiled away in the app; here its words are themselves.
vi.mock('@lingui/core/macro', () => ({ msg: (words: TemplateStringsArray) => ({ id: words.join('') }) }));

const subject = { reference: 'Patient/p' };
const about = (resource: JsonObject): JsonObject => {
  const type = resource['resourceType'] as string;
  if (['AllergyIntolerance', 'Immunization', 'FamilyMemberHistory', 'Device', 'RelatedPerson', 'Consent'].includes(type))
    return { ...resource, patient: subject };
  return type === 'Coverage' ? { ...resource, beneficiary: subject } : { ...resource, subject };
};
const wrong = (resource: JsonObject) => validate(about(resource)).filter(({ severity }) => severity === 'error');

function answerTo(field: Field, option: number): string {
  if (field.kind === 'choice') return field.options[option % field.options.length]?.value ?? '';
  if (field.kind === 'day') return ['2019', '2019-05', '2019-05-17'][option % 3] ?? '';
  return field.kind === 'number' ? '6.10' : `Words ${option}`;
}

function answersTo(form: Form, option: number, onlyNeeded = false): Answers {
  const given: Record<string, string> = {};
  for (const field of form.fields)
    if ((!onlyNeeded || field.required) && (!field.when || field.when(given))) given[field.name] = answerTo(field, option);
  return given;
}

describe.each(FORMS)('the form $id', (form) => {
  it('makes a valid resource of few answers and of many, and reads them back [PH.2.5#01]', () => {
    for (const option of [0, 1, 2, 3])
      for (const few of [true, false]) {
        const given = answersTo(form, option, few);
        const built = form.build(given);
        expect(built['resourceType']).toBe(form.type);
        expect(wrong(built)).toEqual([]);
        expect(form.read(built)).toMatchObject(given);
      }
  });
  it('has a valid "none known" where it offers one', () => {
    if (form.none) expect(wrong(form.none.resource)).toEqual([]);
  });
});

describe('editing', () => {
  const imported: JsonObject = {
    resourceType: 'AllergyIntolerance',
    id: 'a1',
    code: { coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '7980', display: 'Penicillin' }] },
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', code: 'confirmed' }],
    },
    recorder: { display: 'Dr Mora' },
    reaction: [{ manifestation: [{ text: 'Rash' }], exposureRoute: { text: 'oral' } }],
  };
  it('changes what was changed and keeps the rest, codes and unasked elements included', () => {
    const same = allergy.read(imported);
    expect(edited(allergy, imported, same)).toEqual(imported);
    expect(edited(allergy, imported, { ...same, since: '2001' })).toEqual({ ...imported, onsetDateTime: '2001' });
    expect(edited(allergy, imported, { ...same, what: 'Amoxicillin' })).toMatchObject({
      code: { text: 'Amoxicillin' },
      recorder: { display: 'Dr Mora' },
    });
    expect(edited(allergy, { ...imported, note: [{ text: 'x' }] }, same)).not.toHaveProperty('note');
  });
  it('keeps a number as it was written', () => {
    expect(result.read(result.build({ what: 'Potassium', value: '4,10', unit: 'mmol/L', on: '2024' }))).toMatchObject({ value: '4.10' });
  });
});
