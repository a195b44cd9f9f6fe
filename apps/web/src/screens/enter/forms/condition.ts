import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, coded, codeAt, concept, note, present, textAt, wordsAt } from '../pieces.ts';

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';

export const condition: Form = {
  id: 'condition',
  type: 'Condition',
  icon: 'problems',
  title: msg`Illness or condition`,
  fields: [
    { kind: 'line', name: 'what', label: msg`What is it called?`, hint: msg`Your own words are fine`, required: true },
    { kind: 'day', name: 'since', label: msg`Since when?` },
    {
      kind: 'choice',
      name: 'now',
      label: msg`How is it now?`,
      options: [
        { value: 'active', label: msg`I still have it` },
        { value: 'remission', label: msg`It is quiet for now` },
        { value: 'resolved', label: msg`It is over` },
      ],
    },
    { kind: 'day', name: 'until', label: msg`When was it over?`, when: ({ now }) => now === 'resolved' },
    {
      kind: 'choice',
      name: 'sure',
      label: msg`Did a doctor say so?`,
      options: [
        { value: 'confirmed', label: msg`Yes` },
        { value: 'unconfirmed', label: msg`No, or not sure` },
      ],
    },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  none: {
    label: msg`No known illnesses`,
    resource: {
      resourceType: 'Condition',
      clinicalStatus: coded(CLINICAL, 'active'),
      verificationStatus: coded(VERIFICATION, 'confirmed'),
      category: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
      code: {
        coding: [{ system: 'http://snomed.info/sct', code: '160245001', display: 'No current problems or disability' }],
        text: 'No known illnesses',
      },
    },
  },
  build: (given) =>
    present({
      resourceType: 'Condition',
      clinicalStatus: coded(CLINICAL, given['now'] ?? 'active'),
      verificationStatus: coded(VERIFICATION, given['sure'] ?? 'unconfirmed'),
      category: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item')],
      code: concept(given['what']),
      onsetDateTime: given['since'],
      abatementDateTime: given['now'] === 'resolved' ? given['until'] : undefined,
      note: note(given['note']),
    }),
  read: (resource) =>
    answers({
      what: wordsAt(resource, 'code'),
      since: textAt(resource, 'onsetDateTime') ?? textAt(resource, 'onsetPeriod', 'start'),
      now: codeAt(resource, 'clinicalStatus'),
      until: textAt(resource, 'abatementDateTime'),
      sure: codeAt(resource, 'verificationStatus'),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
