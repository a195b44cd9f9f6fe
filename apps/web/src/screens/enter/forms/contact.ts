import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, codeAt, present, textAt } from '../pieces.ts';

const ROLE = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';

export const contact: Form = {
  id: 'contact',
  type: 'RelatedPerson',
  icon: 'person',
  title: msg`Person to call in an emergency`,
  fields: [
    { kind: 'line', name: 'name', label: msg`Name`, required: true },
    {
      kind: 'choice',
      name: 'who',
      label: msg`Who is it to you?`,
      options: [
        { value: 'SPS', label: msg`Spouse or partner` },
        { value: 'PRN', label: msg`Parent` },
        { value: 'CHILD', label: msg`Child` },
        { value: 'SIB', label: msg`Sister or brother` },
        { value: 'FRND', label: msg`Friend` },
        { value: 'NBOR', label: msg`Neighbour` },
      ],
    },
    { kind: 'line', name: 'phone', label: msg`Phone`, required: true },
    { kind: 'line', name: 'mail', label: msg`E-mail` },
  ],
  build: (given) =>
    present({
      resourceType: 'RelatedPerson',
      active: true,
      relationship: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0131', code: 'C' }] },
        ...(given['who'] ? [{ coding: [{ system: ROLE, code: given['who'] }] }] : []),
      ],
      name: [{ text: given['name'] ?? '' }],
      telecom: [
        ...(given['phone'] ? [{ system: 'phone', value: given['phone'] }] : []),
        ...(given['mail'] ? [{ system: 'email', value: given['mail'] }] : []),
      ],
    }),
  read: (resource) =>
    answers({
      name: textAt(resource, 'name', 0, 'text'),
      who: codeAt(resource, 'relationship', 1),
      phone: textAt(resource, 'telecom', 0, 'value'),
      mail: textAt(resource, 'telecom', 1, 'value'),
    }),
};
