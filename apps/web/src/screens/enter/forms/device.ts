import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, note, present, textAt, wordsAt } from '../pieces.ts';

export const device: Form = {
  id: 'device',
  type: 'Device',
  icon: 'procedures',
  title: msg`Implant or aid`,
  fields: [
    {
      kind: 'line',
      name: 'what',
      label: msg`What is it?`,
      hint: msg`For example: pacemaker, hip, hearing aid, glucose sensor`,
      required: true,
    },
    { kind: 'line', name: 'maker', label: msg`Who makes it?` },
    { kind: 'line', name: 'model', label: msg`Model` },
    { kind: 'line', name: 'serial', label: msg`Serial number`, hint: msg`It is on the implant card` },
    { kind: 'day', name: 'made', label: msg`When was it made?` },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  build: (given) =>
    present({
      resourceType: 'Device',
      status: 'active',
      manufacturer: given['maker'],
      manufactureDate: given['made'],
      serialNumber: given['serial'],
      modelNumber: given['model'],
      type: { text: given['what'] ?? '' },
      note: note(given['note']),
    }),
  read: (resource) =>
    answers({
      what: wordsAt(resource, 'type'),
      maker: textAt(resource, 'manufacturer'),
      model: textAt(resource, 'modelNumber'),
      serial: textAt(resource, 'serialNumber'),
      made: textAt(resource, 'manufactureDate'),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
