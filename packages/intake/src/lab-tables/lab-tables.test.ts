import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLines } from '../formats/documents/plain-lines.ts';
import { dateIn, isDayFirst } from './dates.ts';
import { decimalOf, readNumber } from './numbers.ts';
import { proposeResults } from './propose.ts';

const propose = (text: string) => proposeResults(plainLines(text));
const short = (text: string) =>
  propose(text).map(({ name, comparator = '', value, unit, range, flag }) => [name, comparator + value, unit, range?.text, flag]);

describe('tables of lab reports', () => {
  it('are read in English, with the flag in whichever column', () => {
    expect(
      short(`Test Name            In Range    Out Of Range   Reference Range   Lab
GLUCOSE                          105 H          65-99 mg/dL       01
HEMOGLOBIN A1c       5.4                        <5.7 % of total Hgb  01
WBC                  6.2                        3.8-10.8 Thousand/uL
HIV Ag/Ab            NON-REACTIVE               NON-REACTIVE
eGFR                 >60                        > OR = 60 mL/min/1.73m2`),
    ).toEqual([
      ['GLUCOSE', '105', 'mg/dL', '65-99', 'H'],
      ['HEMOGLOBIN A1c', '5.4', '%', '<5.7', undefined],
      ['WBC', '6.2', 'Thousand/uL', '3.8-10.8', undefined],
      ['HIV Ag/Ab', 'NON-REACTIVE', undefined, undefined, undefined],
      ['eGFR', '>60', 'mL/min/1.73m2', undefined, undefined],
    ]);
  });

  it('are read in Spanish, with decimal commas', () => {
    expect(
      short(`Prueba            Resultado    Unidades    Valores de referencia
Glucosa           105 *        mg/dL       70 - 99
Hemoglobina A1c   6,10         %           4,0 - 5,6
Plaquetas         250.000      /mm3        150.000 - 400.000
Colesterol total  187          mg/dL       Hasta 200
PCR               < 0,5        mg/L        Menor de 5,0
Nitritos          Negativo                 Negativo`),
    ).toEqual([
      ['Glucosa', '105', 'mg/dL', '70 - 99', 'A'],
      ['Hemoglobina A1c', '6.10', '%', '4,0 - 5,6', undefined],
      ['Plaquetas', '250000', '/mm3', '150.000 - 400.000', undefined],
      ['Colesterol total', '187', 'mg/dL', 'Hasta 200', undefined],
      ['PCR', '<0.5', 'mg/L', 'Menor de 5,0', undefined],
      ['Nitritos', 'Negativo', undefined, undefined, undefined],
    ]);
  });

  it('are read without a head, where unit and range show what a line is', () => {
    expect(
      short(
        'Sodium 140 mmol/L 135 to 145\nVitamin B12 ... 412 pg/mL (200 - 900)\nVitamin D 25-OH 31.5 ng/mL 30-100\nCA 125   12 U/mL   0 - 35',
      ),
    ).toEqual([
      ['Sodium', '140', 'mmol/L', '135 to 145', undefined],
      ['Vitamin B12', '412', 'pg/mL', '200 - 900', undefined],
      ['Vitamin D 25-OH', '31.5', 'ng/mL', '30-100', undefined],
      ['CA 125', '12', 'U/mL', '0 - 35', undefined],
    ]);
  });

  it('of several days have one value a day', () => {
    const found = propose(`Test        01/15/2024   03/20/2024   Units
Glucose     99           105          mg/dL`);
    expect(found.map(({ value, date, place }) => [value, date, place])).toEqual([
      ['99', '2024-01-15', 'page 1 line 2 column 1'],
      ['105', '2024-03-20', 'page 1 line 2 column 2'],
    ]);
  });

  it('name the page and line of each value', () => {
    expect(propose('Cover\f\nSodium 140 mmol/L 135 - 145')).toMatchObject([
      { page: 2, line: 2, place: 'page 2 line 2', written: 'Sodium 140 mmol/L 135 - 145' },
    ]);
  });
});

describe('what is no result', () => {
  it.each([
    'Patient ID 12345 mg/dL 1 - 2',
    'Date of birth 01/02/1980',
    'Page 1 of 3',
    'Phone: 555-723-1544',
    'Tel. 91 555 12 34',
    'The patient was put on Zocor 20 mg and will return in 4 weeks.',
    'Tylenol   500 mg',
    'unless systolic is greater than 220 or diastolic is greater than 120.',
    'You should fast 12 hours before.',
    'Total a pagar   120,50 g',
  ])('is not proposed: %s', (line) => {
    expect(propose(line)).toEqual([]);
  });
});

describe('days', () => {
  it('are those of the sample, before that of the report; never the birth date', () => {
    const row = '\nSodium 140 mmol/L 135 - 145';
    expect(propose(`DOB: 01/02/1980\nReported: 03/20/2024\nCollected: 03/15/2024${row}`)[0]).toMatchObject({
      date: '2024-03-15',
      doubts: [],
    });
    expect(propose(`Fecha de nacimiento: 25/02/1980   Fecha de toma: 15/03/2024${row}`)[0]).toMatchObject({ date: '2024-03-15' });
    expect(propose(`Date of birth: 02/25/1980${row}`)[0]?.date).toBeUndefined();
  });

  it('that could be read both ways are doubted, by the language of the report', () => {
    const spanish = propose('Fecha de toma: 05/03/2024\nResultado Unidades Valores de referencia\nSodio 140 mmol/L 135 - 145');
    expect(spanish[0]).toMatchObject({ date: '2024-03-05', doubts: ['date'] });
    expect(propose('Collected: 05/03/2024\nSodium 140 mmol/L 135 - 145')[0]).toMatchObject({ date: '2024-05-03', doubts: ['date'] });
  });

  it.each([
    ['5 de marzo de 2024', '2024-03-05'],
    ['05-Mar-2024', '2024-03-05'],
    ['March 5, 2024', '2024-03-05'],
    ['2024/3/5', '2024-03-05'],
    ['05.03.24', '2024-03-05'],
    ['31/12/2023', '2023-12-31'],
    ['99/99/2024', undefined],
  ])('%s', (text, date) => {
    expect(dateIn(text, true)?.date).toBe(date);
  });

  it('follow the order of those that leave no doubt', () => {
    expect(isDayFirst(['25/03/2024', '01/02/2024'], false)).toBe(true);
    expect(isDayFirst(['03/25/2024'], true)).toBe(false);
  });
});

describe('numbers', () => {
  it.each([
    ['6,10', ',', '6.10', false],
    ['6.10', '.', '6.10', false],
    ['1.234,5', ',', '1234.5', false],
    ['1,234.5', '.', '1234.5', false],
    ['250.000', ',', '250000', false],
    ['250,000', '.', '250000', false],
    ['1,234,567', undefined, '1234567', false],
    ['1.234', undefined, '1.234', true],
    ['0.123', undefined, '0.123', false],
    ['≤ 5', '.', '5', false],
    ['.5', '.', '0.5', false],
    ['007', '.', '7', false],
  ] as const)('%s with %s is %s', (written, decimal, text, isAmbiguous) => {
    expect(readNumber(written, decimal)).toMatchObject({ text, isAmbiguous });
  });
  it('tell their decimal sign where they agree on one', () => {
    expect(decimalOf(['6,1', '4,0 - 5,6', '250.000'])).toBe(',');
    expect(decimalOf(['6.1', '250,000'])).toBe('.');
    expect(decimalOf(['250.000'])).toBeUndefined();
  });
  it('are JSON numbers, whatever was written [S28]', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[<>]?[0-9.,' ]{1,20}$/), fc.constantFrom('.', ',', undefined), (written, decimal) => {
        const read = readNumber(written, decimal);
        if (read) expect(read.text).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
      }),
    );
  });
});

describe('[S28] lines of any kind', () => {
  it('are read in time by their length', () => {
    for (const line of [
      '9 '.repeat(50_000),
      'a.'.repeat(50_000),
      '- '.repeat(50_000),
      'ab 1 '.repeat(20_000),
      '1,'.repeat(50_000),
      '/'.repeat(100_000),
    ]) {
      const start = performance.now();
      propose(line);
      expect(performance.now() - start, line.slice(0, 10)).toBeLessThan(1000);
    }
  });
  it('never stop the reading', () => {
    const word = fc.constantFrom(
      'Glucose',
      '105',
      '<',
      'mg/dL',
      '70 - 99',
      'H',
      '6,1',
      'Resultado',
      'Test',
      '01/02/2024',
      '   ',
      '\n',
      '\f',
      'a',
      '(',
      ')',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string())), (words) => void propose(words.join(' '))),
      { numRuns: 500 },
    );
  });
});
