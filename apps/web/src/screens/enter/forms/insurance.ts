import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, named, present, textAt, wordsAt } from '../pieces.ts';

export const insurance: Form = {
  id: 'insurance',
  type: 'Coverage',
  icon: 'claims',
  title: msg`Insurance`,
  fields: [
    { kind: 'line', name: 'who', label: msg`Which insurer?`, required: true },
    { kind: 'line', name: 'member', label: msg`Your number there` },
    { kind: 'line', name: 'plan', label: msg`Plan`, hint: msg`As it stands on the card` },
    { kind: 'day', name: 'from', label: msg`Since when?` },
    { kind: 'day', name: 'to', label: msg`Until when?` },
  ],
  build: (given) =>
    present({
      resourceType: 'Coverage',
      status: 'active',
      type: given['plan'] ? { text: given['plan'] } : undefined,
      subscriberId: given['member'],
      period: given['from'] || given['to'] ? present({ start: given['from'], end: given['to'] }) : undefined,
      payor: [named(given['who']) ?? {}],
    }),
  read: (resource) =>
    answers({
      who: textAt(resource, 'payor', 0, 'display'),
      member: textAt(resource, 'subscriberId'),
      plan: wordsAt(resource, 'type'),
      from: textAt(resource, 'period', 'start'),
      to: textAt(resource, 'period', 'end'),
    }),
};
