import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, coded, codeAt, concept, note, present, textAt, wordsAt } from '../pieces.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';

export const allergy: Form = {
  id: 'allergy',
  type: 'AllergyIntolerance',
  icon: 'alert',
  title: msg`Allergy or reaction`,
  fields: [
    { kind: 'line', name: 'what', label: msg`What do you react to?`, hint: msg`A medicine, food, insect, latex…`, required: true },
    {
      kind: 'choice',
      name: 'category',
      label: msg`What kind of thing is it?`,
      options: [
        { value: 'medication', label: msg`Medicine` },
        { value: 'food', label: msg`Food` },
        { value: 'environment', label: msg`Something around us` },
        { value: 'biologic', label: msg`Vaccine or blood product` },
      ],
    },
    { kind: 'line', name: 'reaction', label: msg`What happens?`, hint: msg`For example: rash, swelling, trouble breathing` },
    {
      kind: 'choice',
      name: 'severity',
      label: msg`How bad was it?`,
      options: [
        { value: 'mild', label: msg`Mild` },
        { value: 'moderate', label: msg`Moderate` },
        { value: 'severe', label: msg`Severe, I needed help` },
      ],
      when: ({ reaction }) => Boolean(reaction),
    },
    { kind: 'day', name: 'since', label: msg`When was the first time?` },
    {
      kind: 'choice',
      name: 'sure',
      label: msg`Are you sure?`,
      options: [
        { value: 'confirmed', label: msg`Yes` },
        { value: 'unconfirmed', label: msg`Not sure` },
      ],
    },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  none: {
    label: msg`No known allergies`,
    resource: {
      resourceType: 'AllergyIntolerance',
      clinicalStatus: coded(CLINICAL, 'active'),
      verificationStatus: coded(VERIFICATION, 'confirmed'),
      code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003', display: 'No known allergy' }], text: 'No known allergies' },
    },
  },
  build: (given) =>
    present({
      resourceType: 'AllergyIntolerance',
      clinicalStatus: coded(CLINICAL, 'active'),
      verificationStatus: coded(VERIFICATION, given['sure'] ?? 'unconfirmed'),
      category: given['category'] ? [given['category']] : undefined,
      code: concept(given['what']),
      onsetDateTime: given['since'],
      note: note(given['note']),
      reaction: given['reaction'] ? [present({ manifestation: [{ text: given['reaction'] }], severity: given['severity'] })] : undefined,
    }),
  read: (resource) =>
    answers({
      what: wordsAt(resource, 'code'),
      category: textAt(resource, 'category', 0),
      reaction: wordsAt(resource, 'reaction', 0, 'manifestation', 0),
      severity: textAt(resource, 'reaction', 0, 'severity'),
      since: textAt(resource, 'onsetDateTime'),
      sure: codeAt(resource, 'verificationStatus'),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
