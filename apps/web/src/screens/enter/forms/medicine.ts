import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, concept, named, note, present, textAt, wordsAt } from '../pieces.ts';

export const medicine: Form = {
  id: 'medicine',
  type: 'MedicationStatement',
  icon: 'medicines',
  title: msg`Medicine or supplement`,
  fields: [
    {
      kind: 'line',
      name: 'what',
      label: msg`What does it say on the box?`,
      hint: msg`Name and strength, for example: Metformin 850 mg`,
      required: true,
    },
    { kind: 'line', name: 'how', label: msg`How do you take it?`, hint: msg`For example: 1 tablet, mornings and evenings` },
    {
      kind: 'choice',
      name: 'now',
      label: msg`Do you take it now?`,
      options: [
        { value: 'active', label: msg`Yes` },
        { value: 'on-hold', label: msg`Paused` },
        { value: 'stopped', label: msg`No longer` },
      ],
    },
    { kind: 'day', name: 'since', label: msg`Since when?` },
    { kind: 'day', name: 'until', label: msg`Until when?`, when: ({ now }) => now === 'stopped' },
    { kind: 'line', name: 'why', label: msg`What is it for?` },
    { kind: 'line', name: 'who', label: msg`Who prescribed it?`, hint: msg`Leave it empty if you bought it yourself` },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  none: {
    label: msg`I take no medicines`,
    resource: {
      resourceType: 'MedicationStatement',
      status: 'active',
      medicationCodeableConcept: {
        coding: [{ system: 'http://snomed.info/sct', code: '787481004', display: 'No known medications' }],
        text: 'No medicines',
      },
    },
  },
  build: (given) =>
    present({
      resourceType: 'MedicationStatement',
      status: given['now'] ?? 'active',
      medicationCodeableConcept: concept(given['what']),
      effectivePeriod:
        given['since'] || given['until']
          ? present({ start: given['since'], end: given['now'] === 'stopped' ? given['until'] : undefined })
          : undefined,
      informationSource: named(given['who']),
      reasonCode: given['why'] ? [{ text: given['why'] }] : undefined,
      note: note(given['note']),
      dosage: given['how'] ? [{ text: given['how'] }] : undefined,
    }),
  read: (resource) =>
    answers({
      what: wordsAt(resource, 'medicationCodeableConcept'),
      how: textAt(resource, 'dosage', 0, 'text'),
      now: textAt(resource, 'status'),
      since: textAt(resource, 'effectivePeriod', 'start') ?? textAt(resource, 'effectiveDateTime'),
      until: textAt(resource, 'effectivePeriod', 'end'),
      why: wordsAt(resource, 'reasonCode', 0),
      who: textAt(resource, 'informationSource', 'display'),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
