import { msg } from '@lingui/core/macro';
import type { Answers, Form } from '../form.ts';
import { answers, coded, concept, named, note, present, quantity, quantityAt, textAt, wordsAt } from '../pieces.ts';

const isNumber = ({ value }: Answers): boolean => quantity(value, undefined) !== undefined;

export const result: Form = {
  id: 'result',
  type: 'Observation',
  icon: 'results',
  title: msg`Test result`,
  fields: [
    { kind: 'line', name: 'what', label: msg`Which test?`, required: true },
    { kind: 'line', name: 'value', label: msg`What came out?`, hint: msg`A number, or words such as "negative"`, required: true },
    { kind: 'line', name: 'unit', label: msg`Unit`, hint: msg`As it stands behind the number, for example: mmol/L`, when: isNumber },
    { kind: 'number', name: 'low', label: msg`Usual from`, hint: msg`The range that the laboratory gives`, when: isNumber },
    { kind: 'number', name: 'high', label: msg`Usual to`, when: isNumber },
    { kind: 'day', name: 'on', label: msg`When was the sample taken?`, required: true },
    { kind: 'line', name: 'who', label: msg`Which laboratory or doctor?` },
    { kind: 'long', name: 'note', label: msg`Anything else` },
  ],
  build(given) {
    const value = quantity(given['value'], given['unit']);
    const [low, high] = [quantity(given['low'], given['unit']), quantity(given['high'], given['unit'])];
    return present({
      resourceType: 'Observation',
      status: 'final',
      category: [coded('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory')],
      code: concept(given['what']),
      effectiveDateTime: given['on'],
      performer: given['who'] ? [named(given['who']) ?? {}] : undefined,
      valueQuantity: value,
      valueString: value ? undefined : given['value'],
      note: note(given['note']),
      referenceRange: low || high ? [present({ low, high })] : undefined,
    });
  },
  read(resource) {
    const { value, unit } = quantityAt(resource, 'valueQuantity');
    const range = Array.isArray(resource['referenceRange']) ? resource['referenceRange'][0] : undefined;
    const bound = (name: string) =>
      typeof range === 'object' && range !== null && !Array.isArray(range) ? quantityAt(range, name).value : undefined;
    return answers({
      what: wordsAt(resource, 'code'),
      value: value ?? textAt(resource, 'valueString') ?? wordsAt(resource, 'valueCodeableConcept'),
      unit,
      low: bound('low'),
      high: bound('high'),
      on: textAt(resource, 'effectiveDateTime'),
      who: textAt(resource, 'performer', 0, 'display'),
      note: textAt(resource, 'note', 0, 'text'),
    });
  },
};
