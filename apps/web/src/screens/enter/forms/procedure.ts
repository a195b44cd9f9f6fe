import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, concept, named, note, present, textAt, wordsAt } from '../pieces.ts';

export const procedure: Form = {
  id: 'procedure',
  type: 'Procedure',
  icon: 'procedures',
  title: msg`Operation or treatment`,
  fields: [
    { kind: 'line', name: 'what', label: msg`What was done?`, required: true },
    { kind: 'day', name: 'on', label: msg`When?` },
    { kind: 'line', name: 'who', label: msg`Who did it?` },
    { kind: 'line', name: 'where', label: msg`Where?` },
    { kind: 'line', name: 'why', label: msg`What was it for?` },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  build: (given) =>
    present({
      resourceType: 'Procedure',
      status: 'completed',
      code: concept(given['what']),
      performedDateTime: given['on'],
      performer: given['who'] ? [{ actor: named(given['who']) ?? {} }] : undefined,
      location: named(given['where']),
      reasonCode: given['why'] ? [{ text: given['why'] }] : undefined,
      note: note(given['note']),
    }),
  read: (resource) =>
    answers({
      what: wordsAt(resource, 'code'),
      on: textAt(resource, 'performedDateTime') ?? textAt(resource, 'performedPeriod', 'start'),
      who: textAt(resource, 'performer', 0, 'actor', 'display'),
      where: textAt(resource, 'location', 'display'),
      why: wordsAt(resource, 'reasonCode', 0),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
