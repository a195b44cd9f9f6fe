import { parseJson } from '@satchel/fhir';
import { describe, expect, test } from 'vitest';
import { differences, factLines, stemOf } from './fact-lines.ts';

const speech = {
  date: (date: string) => `<${date}>`,
  code: (code: string) => `(${code})`,
  element: (name: string) => name,
  yes: 'yes',
  no: 'no',
};
function linesOf(json: string) {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error('not JSON');
  return Object.fromEntries(factLines(parsed.value, speech).map(({ element, texts }) => [element, texts]));
}

describe('factLines', () => {
  test('[S25] a value keeps the digits its source wrote', () => {
    expect(linesOf('{"resourceType":"Observation","status":"final","valueQuantity":{"value":6.10,"unit":"%"}}')).toEqual({
      status: ['(final)'],
      value: ['6.10 %'],
    });
  });

  test('codings, references, periods, names, addresses and annotations become words', () => {
    expect(
      linesOf(
        JSON.stringify({
          code: { coding: [{ system: 's', code: '1' }, { display: 'Asthma' }] },
          asserter: { reference: 'Practitioner/1', display: 'Dr Ruiz' },
          encounter: { reference: 'Encounter/1' },
          period: { start: '2020-01-01', end: '2020-02' },
          name: [{ given: ['Rosa', 'Maria'], family: 'Delgado' }],
          address: [{ line: ['1 Calle'], city: 'Leon' }],
          note: [{ text: 'Well' }],
          active: true,
        }),
      ),
    ).toEqual({
      code: ['Asthma'],
      asserter: ['Dr Ruiz'],
      period: ['<2020-01-01> – <2020-02>'],
      name: ['Rosa Maria Delgado'],
      address: ['1 Calle, Leon'],
      note: ['Well'],
      active: ['yes'],
    });
  });

  test('elements with parts name them', () => {
    expect(linesOf('{"reaction":[{"substance":{"text":"Nuts"},"severity":"mild"}],"dosage":[{"text":"1 daily"}]}')).toEqual({
      reaction: ['substance: Nuts\nseverity: (mild)'],
      dosage: ['1 daily'],
    });
  });

  test('choice elements are named by their stem', () => {
    expect([stemOf('onsetDateTime'), stemOf('valueQuantity'), stemOf('performer'), stemOf('diagnosis')]).toEqual([
      'onset',
      'value',
      'performer',
      'diagnosis',
    ]);
  });
});

test('differences say what was, what is, and what is gone', () => {
  const line = (element: string, text: string) => ({ element, texts: [text] });
  expect(differences([line('status', 'draft'), line('note', 'x')], [line('status', 'final'), line('value', '1')])).toEqual([
    { element: 'status', before: 'draft', after: 'final' },
    { element: 'value', after: '1' },
    { element: 'note', before: 'x' },
  ]);
});
