import { numberText, validate, type JsonObject } from '@satchel/fhir';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understand } from './understand.ts';

const at = '2026-03-02T10:15:00+01:00';
const said = (line: string, language: 'en' | 'es' = 'en') => understand(line, at, language);
const only = (line: string, language: 'en' | 'es' = 'en') => {
  const facts = said(line, language);
  expect(facts).toHaveLength(1);
  return facts[0] ?? { kind: 'note', resource: {}, doubts: [] };
};
const quantity = (resource: JsonObject) => {
  const value = resource['valueQuantity'] as JsonObject;
  return `${numberText(value, 'value')} ${value['code'] as string}`;
};

describe('understanding one line', () => {
  it.each([
    ['BP 128/82', '128', '82'],
    ['128/82', '128', '82'],
    ['blood pressure was 141 over 90', '141', '90'],
    ['tensión 13 sobre 8', '', ''],
    ['TA 135/85', '135', '85'],
  ])('%s', (line, high, low) => {
    const [fact] = said(line);
    if (high === '') return expect(fact?.kind).toBe('note');
    expect(fact?.resource).toMatchObject({
      code: { coding: [{ code: '85354-9' }] },
      component: [{ valueQuantity: { value: Number(high), code: 'mm[Hg]' } }, { valueQuantity: { value: Number(low) } }],
    });
    return expect(fact?.doubts).toEqual([]);
  });

  it.each([
    ['weight 71.4 kg', '29463-7', '71.4 kg'],
    ['weight 71.40', '29463-7', '71.40 kg'],
    ['peso 71,4', '29463-7', '71.4 kg'],
    ['157 lbs', '29463-7', '157 [lb_av]'],
    ['pulse 72', '8867-4', '72 /min'],
    ['temp 38.4', '8310-5', '38.4 Cel'],
    ['fiebre 38,4', '8310-5', '38.4 Cel'],
    ['temperature 101.2', '8310-5', '101.2 [degF]'],
    ['glucose 5.6', '15074-8', '5.6 mmol/L'],
    ['azúcar 104', '2339-0', '104 mg/dL'],
    ['104 mg/dl', '2339-0', '104 mg/dL'],
    ['SpO2 97%', '59408-5', '97 %'],
    ['saturación 97', '59408-5', '97 %'],
    ['a1c 6.4', '4548-4', '6.4 %'],
    ['8000 steps', '41950-7', '8000 /d'],
    ['slept 7 hours', '93832-4', '7 h'],
    ['dormí 6,5 horas', '93832-4', '6.5 h'],
  ])('%s is %s, %s', (line, code, value) => {
    const { kind, resource } = only(line);
    expect(kind).toBe('measurement');
    expect(resource).toMatchObject({ code: { coding: [{ code }] } });
    expect(quantity(resource)).toBe(value);
  });

  it('reads several measurements of one line', () => {
    expect(said('BP 128/82 pulse 72').map(({ resource }) => (resource['code'] as { text: string }).text)).toEqual([
      'Blood pressure',
      'Heart rate',
    ]);
  });

  it.each([
    ['took ibuprofen 400', 'ibuprofen 400 mg', '400 mg'],
    ['took 2 ibuprofen 400 mg', 'ibuprofen 400 mg', '2 × 400 mg'],
    ['Tomé paracetamol 1 g', 'paracetamol 1 g', '1 g'],
    ['I took Vitamin D', 'Vitamin D', undefined],
    ['2 puffs of salbutamol', undefined, undefined],
    ['metformin 850 mg', 'metformin 850 mg', '850 mg'],
    ['tomé 1 pastilla de enalapril 10 mg', 'enalapril 10 mg', '1 pastilla × 10 mg'],
  ])('%s', (line, name, dose) => {
    const { kind, resource } = only(line);
    if (name === undefined) return expect(kind).toBe('note');
    expect(resource).toMatchObject({ resourceType: 'MedicationStatement', medicationCodeableConcept: { text: name } });
    return expect((resource['dosage'] as JsonObject[] | undefined)?.[0]?.['text']).toBe(dose);
  });

  it.each([
    ['headache since morning', '25064002', { effectivePeriod: { start: '2026-03-02T08:00:00+01:00' } }],
    ['dolor de cabeza desde ayer', '25064002', { effectivePeriod: { start: '2026-03-01' } }],
    ['nausea 2 hours ago', '422587007', { effectiveDateTime: '2026-03-02T08:15:00+01:00' }],
    ['mareada hace 3 días', '404640003', { effectiveDateTime: '2026-02-27' }],
    ['back pain 6/10', '161891005', { component: [{ valueQuantity: { value: 6 } }] }],
    ['cough for 2 weeks', '49727002', { effectivePeriod: { start: '2026-02-16' } }],
  ])('%s', (line, code, more) => {
    const { kind, resource } = only(line);
    expect(kind).toBe('symptom');
    expect(resource).toMatchObject({ valueCodeableConcept: { coding: [{ code }] }, ...more });
  });

  it.each([
    ['weight 70 yesterday', '2026-03-01'],
    ['weight 70 at 7:30', '2026-03-02T07:30:00+01:00'],
    ['weight 70 2026-02-14', '2026-02-14'],
    ['peso 70 anoche', '2026-03-01T22:00:00+01:00'],
    ['weight 70', at],
  ])('%s was then', (line, when) => expect(only(line).resource['effectiveDateTime']).toBe(when));

  it('asks about a unit it had to guess, an implausible number, a pair the wrong way round, a time to come', () => {
    const doubts = (line: string) => said(line)[0]?.doubts.map(({ code }) => code);
    expect(doubts('glucose 5.6')).toEqual(['unit-assumed']);
    expect(doubts('weight 714 kg')).toEqual(['implausible']);
    expect(doubts('BP 82/128')).toEqual(['swapped']);
    expect(doubts('weight 70 kg at 23:00')).toEqual(['in-the-future']);
    expect(doubts('took ibuprofen 400')).toEqual(['unit-assumed']);
  });

  it('keeps what it does not understand in the words of the person, and no denied complaint', () => {
    expect(only('Grandson visited, felt great').resource).toMatchObject({ valueString: 'Grandson visited, felt great' });
    expect(only('no headache').kind).toBe('note');
    expect(said('   ')).toEqual([]);
  });

  it('makes only valid resources, whatever the line, quickly [S28]', () => {
    const word = fc.constantFrom(
      'bp',
      'weight',
      '71,4',
      '128/82',
      'took',
      'ibuprofen',
      '400',
      'mg',
      'since',
      'yesterday',
      'dolor',
      'de',
      'cabeza',
      'glucose',
      'at',
      '25:99',
      'hace',
      '3',
      'dias',
      'kg',
      '9999999',
    );
    const line = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(line, (text) => {
        for (const { resource } of said(text))
          expect(validate({ ...resource, subject: { reference: 'Patient/p' } }).filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      { numRuns: 300 },
    );
    const began = performance.now();
    said('a '.repeat(5000));
    said('1'.repeat(10_000));
    expect(performance.now() - began).toBeLessThan(400);
  });
});
