import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, named, present, textAt, wordsAt } from '../pieces.ts';

export const provider: Form = {
  id: 'provider',
  type: 'CareTeam',
  icon: 'visits',
  title: msg`Doctor or other helper`,
  fields: [
    { kind: 'line', name: 'name', label: msg`Name`, required: true },
    { kind: 'line', name: 'role', label: msg`What do they do for you?`, hint: msg`For example: family doctor, physiotherapist, pharmacy` },
    { kind: 'line', name: 'phone', label: msg`Phone` },
    { kind: 'line', name: 'where', label: msg`Where?` },
  ],
  build: (given) =>
    present({
      resourceType: 'CareTeam',
      status: 'active',
      name: given['name'],
      participant: [
        present({
          role: given['role'] ? [{ text: given['role'] }] : undefined,
          member: named(given['name']),
          onBehalfOf: named(given['where']),
        }),
      ],
      telecom: given['phone'] ? [{ system: 'phone', value: given['phone'] }] : undefined,
    }),
  read: (resource) =>
    answers({
      name: textAt(resource, 'participant', 0, 'member', 'display') ?? textAt(resource, 'name'),
      role: wordsAt(resource, 'participant', 0, 'role', 0),
      phone: textAt(resource, 'telecom', 0, 'value'),
      where: textAt(resource, 'participant', 0, 'onBehalfOf', 'display'),
    }),
};
