import { describe, expect, test } from 'vitest';
import { capitalised, rangeOf, valueOf, whenOf } from './card.ts';

describe('cards in words', () => {
  test('[S25] a value keeps its digits; UCUM codes become units people write', () => {
    expect(valueOf({ type: 'Observation', value: '6.10', unit: '%' })).toBe('6.10 %');
    expect(valueOf({ type: 'Observation', value: '36.70', unit: 'Cel' })).toBe('36.70 °C');
    expect(valueOf({ type: 'Observation', value: '12', unit: '{score}' })).toBe('12');
    expect(valueOf({ type: 'Observation', value: 'Never smoked' })).toBe('Never smoked');
  });

  test('ranges with one end say which', () => {
    const words = { below: 'below', above: 'above' };
    expect(rangeOf({ type: 'Observation', range: { low: '3.5', high: '5.10' } }, words)).toBe('3.5 – 5.10');
    expect(rangeOf({ type: 'Observation', range: { high: '5.7' } }, words)).toBe('below 5.7');
    expect(rangeOf({ type: 'Observation', range: { text: 'negative' } }, words)).toBe('negative');
    expect(rangeOf({ type: 'Observation' }, words)).toBeUndefined();
  });

  test('titles begin with a capital where that is only a habit of writing', () => {
    expect(['metformin 500 MG', 'eGFR', 'pH of urine', 'home.ndjson.gz', 'árbol genealógico'].map(capitalised)).toEqual([
      'Metformin 500 MG',
      'eGFR',
      'pH of urine',
      'home.ndjson.gz',
      'Árbol genealógico',
    ]);
  });

  test('a fact without a date has no when', () => {
    expect(whenOf('en', { type: 'Condition' })).toBeUndefined();
  });
});
