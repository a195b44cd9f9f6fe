import { describe, expect, it } from 'vitest';
import { STATISTICS } from './statistics.ts';

describe('statistics', () => {
  const of = (name: string, ...values: number[]) => STATISTICS[name]?.(values);

  it('are those of the textbook', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9] as const;
    expect(of('average', ...values)).toBe(5);
    expect(of('median', ...values)).toBe(4.5);
    expect(of('variance', ...values)).toBeCloseTo(32 / 7);
    expect(of('std-dev', ...values)).toBeCloseTo(Math.sqrt(32 / 7));
    expect([of('sum', ...values), of('count', ...values), of('minimum', ...values), of('maximum', ...values)]).toEqual([40, 8, 2, 9]);
    expect([of('4-lower', ...values), of('4-upper', ...values)]).toEqual([4, 5.5]);
  });

  it('are not there where there are too few values', () => {
    expect(['average', 'median', 'sum', 'minimum', 'std-dev'].map((name) => of(name))).toEqual(Array(5).fill(undefined));
    expect([of('count'), of('std-dev', 1), of('20-percent', 1)]).toEqual([0, undefined, 1]);
  });
});
