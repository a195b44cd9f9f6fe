import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, concept, named, note, present, textAt, wordsAt } from '../pieces.ts';

export const vaccine: Form = {
  id: 'vaccine',
  type: 'Immunization',
  icon: 'vaccinations',
  title: msg`Vaccination`,
  fields: [
    { kind: 'line', name: 'what', label: msg`Which vaccine?`, hint: msg`Name or what it protects against`, required: true },
    { kind: 'day', name: 'on', label: msg`When?`, required: true },
    { kind: 'line', name: 'lot', label: msg`Lot number`, hint: msg`It is on the sticker, if you have it` },
    { kind: 'line', name: 'who', label: msg`Where, or who gave it?` },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  build: (given) =>
    present({
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: concept(given['what']),
      occurrenceDateTime: given['on'],
      primarySource: false,
      reportOrigin: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/immunization-origin', code: 'recall' }] },
      lotNumber: given['lot'],
      performer: given['who'] ? [{ actor: named(given['who']) ?? {} }] : undefined,
      note: note(given['note']),
    }),
  read: (resource) =>
    answers({
      what: wordsAt(resource, 'vaccineCode'),
      on: textAt(resource, 'occurrenceDateTime'),
      lot: textAt(resource, 'lotNumber'),
      who: textAt(resource, 'performer', 0, 'actor', 'display'),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
