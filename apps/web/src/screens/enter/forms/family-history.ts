import { msg } from '@lingui/core/macro';
import type { Form } from '../form.ts';
import { answers, codeAt, note, present, textAt, wordsAt } from '../pieces.ts';

const ROLE = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';

export const familyHistory: Form = {
  id: 'family',
  type: 'FamilyMemberHistory',
  icon: 'person',
  title: msg`Illness in the family`,
  fields: [
    {
      kind: 'choice',
      name: 'who',
      label: msg`Who?`,
      required: true,
      options: [
        { value: 'MTH', label: msg`Mother` },
        { value: 'FTH', label: msg`Father` },
        { value: 'SIS', label: msg`Sister` },
        { value: 'BRO', label: msg`Brother` },
        { value: 'CHILD', label: msg`Child` },
        { value: 'MGRMTH', label: msg`Mother's mother` },
        { value: 'MGRFTH', label: msg`Mother's father` },
        { value: 'PGRMTH', label: msg`Father's mother` },
        { value: 'PGRFTH', label: msg`Father's father` },
        { value: 'FAMMEMB', label: msg`Somebody else` },
      ],
    },
    { kind: 'line', name: 'what', label: msg`Which illness?`, hint: msg`"None known" is an answer too`, required: true },
    { kind: 'line', name: 'age', label: msg`At what age did it begin?`, hint: msg`About is fine, for example: around 50` },
    {
      kind: 'choice',
      name: 'died',
      label: msg`Did they die?`,
      options: [
        { value: 'false', label: msg`No` },
        { value: 'true', label: msg`Yes` },
      ],
    },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  build: (given) =>
    present({
      resourceType: 'FamilyMemberHistory',
      status: 'completed',
      relationship: { coding: [{ system: ROLE, code: given['who'] ?? 'FAMMEMB' }] },
      deceasedBoolean: given['died'] === undefined ? undefined : given['died'] === 'true',
      note: note(given['note']),
      condition: given['what'] ? [present({ code: { text: given['what'] }, onsetString: given['age'] })] : undefined,
    }),
  read: (resource) =>
    answers({
      who: codeAt(resource, 'relationship'),
      what: wordsAt(resource, 'condition', 0, 'code'),
      age: textAt(resource, 'condition', 0, 'onsetString'),
      died: textAt(resource, 'deceasedBoolean'),
      note: textAt(resource, 'note', 0, 'text'),
    }),
};
