import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, note, present, textAt, wordsAt } from '../pieces.ts';

export const goal: Form = {
  id: 'goal',
  type: 'Goal',
  icon: 'plans',
  title: msg`Goal`,
  fields: [
    { kind: 'line', name: 'what', label: msg`What do you want to reach?`, required: true },
    { kind: 'day', name: 'by', label: msg`By when?` },
    {
      kind: 'choice',
      name: 'now',
      label: msg`How is it going?`,
      options: [
        { value: 'active', label: msg`I am on it` },
        { value: 'on-hold', label: msg`Paused` },
        { value: 'completed', label: msg`Reached` },
        { value: 'cancelled', label: msg`Given up` },
      ],
    },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  build: (given) =>
    present({
      resourceType: 'Goal',
      lifecycleStatus: given['now'] ?? 'active',
      description: { text: given['what'] ?? '' },
      target: given['by'] ? [{ dueDate: given['by'] }] : undefined,
      note: note(given['note']),
    }),
  read: (resource) =>
    answers({
      what: wordsAt(resource, 'description'),
      by: textAt(resource, 'target', 0, 'dueDate'),
      now: textAt(resource, 'lifecycleStatus'),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
