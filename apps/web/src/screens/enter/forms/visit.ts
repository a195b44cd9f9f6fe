import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, named, present, textAt, wordsAt } from '../pieces.ts';

const CLASS = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

export const visit: Form = {
  id: 'visit',
  type: 'Encounter',
  icon: 'visits',
  title: msg`Visit or hospital stay`,
  fields: [
    {
      kind: 'choice',
      name: 'kind',
      label: msg`What was it?`,
      required: true,
      options: [
        { value: 'AMB', label: msg`A visit` },
        { value: 'IMP', label: msg`A stay in hospital` },
        { value: 'EMER', label: msg`An emergency` },
        { value: 'VR', label: msg`By phone or video` },
      ],
    },
    { kind: 'day', name: 'from', label: msg`When?`, required: true },
    { kind: 'day', name: 'to', label: msg`Until when?`, when: ({ kind }) => kind === 'IMP' },
    { kind: 'line', name: 'where', label: msg`Where?` },
    { kind: 'line', name: 'who', label: msg`Whom did you see?` },
    { kind: 'line', name: 'why', label: msg`What was it for?` },
  ],
  build: (given) =>
    present({
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: CLASS, code: given['kind'] ?? 'AMB' },
      participant: given['who'] ? [{ individual: named(given['who']) ?? {} }] : undefined,
      period: present({ start: given['from'], end: given['kind'] === 'IMP' ? given['to'] : given['from'] }),
      reasonCode: given['why'] ? [{ text: given['why'] }] : undefined,
      serviceProvider: named(given['where']),
    }),
  read: (resource) =>
    answers({
      kind: textAt(resource, 'class', 'code'),
      from: textAt(resource, 'period', 'start'),
      to: textAt(resource, 'period', 'end'),
      where: textAt(resource, 'serviceProvider', 'display'),
      who: textAt(resource, 'participant', 0, 'individual', 'display'),
      why: wordsAt(resource, 'reasonCode', 0),
    }),
};
