import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, codeAt, present, textAt } from '../pieces.ts';

const KIND = 'http://terminology.hl7.org/CodeSystem/consentcategorycodes';

export const directive: Form = {
  id: 'directive',
  type: 'Consent',
  icon: 'documents',
  title: msg`Wishes for care`,
  fields: [
    {
      kind: 'choice',
      name: 'kind',
      label: msg`What is it?`,
      required: true,
      options: [
        { value: 'acd', label: msg`Advance directive or living will` },
        { value: 'dnr', label: msg`No resuscitation` },
        { value: 'polst', label: msg`Doctor's orders for life-sustaining care` },
        { value: 'hcd', label: msg`Somebody who decides for me` },
      ],
    },
    { kind: 'day', name: 'on', label: msg`When did you sign it?` },
    { kind: 'line', name: 'where', label: msg`Where is the paper?`, hint: msg`You can also photograph it and add it as a file` },
    { kind: 'line', name: 'who', label: msg`Who decides for you, or has a copy?` },
  ],
  build: (given) =>
    present({
      resourceType: 'Consent',
      status: 'active',
      scope: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'adr' }] },
      category: [{ coding: [{ system: KIND, code: given['kind'] ?? 'acd' }] }],
      dateTime: given['on'],
      sourceAttachment: present({ contentType: 'text/plain', title: given['where'] ?? 'On paper' }),
      policyRule: { text: 'As signed on paper' },
      provision: given['who']
        ? {
            actor: [
              {
                role: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'HPOWATT' }] },
                reference: { display: given['who'] },
              },
            ],
          }
        : undefined,
    }),
  read: (resource) =>
    answers({
      kind: codeAt(resource, 'category', 0),
      on: textAt(resource, 'dateTime'),
      where: textAt(resource, 'sourceAttachment', 'title'),
      who: textAt(resource, 'provision', 'actor', 0, 'reference', 'display'),
    }),
};
