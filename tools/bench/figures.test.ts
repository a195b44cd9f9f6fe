import { describe, expect, it } from 'vitest';
import { figuresOf, growthOf, inWords, reportsIn } from './figures.ts';
import { plotGrowth } from './plot.ts';

describe('figures', () => {
  it('are found in one document and line by line', () => {
    expect(reportsIn('{\n "a": 1\n}')).toEqual([{ a: 1 }]);
    expect(reportsIn('warming up\n{"a": 1}\n{broken\n{"b": 2}\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(reportsIn('nothing')).toEqual([]);
  });

  it('carry the path that leads to them, in words', () => {
    expect(figuresOf({ what: 'store', sqlite: { getMicrosecondsP50: 1234.5 } })).toEqual([
      ['what', 'store'],
      ['sqlite, get microseconds p50', '1,234.5'],
    ]);
    expect(inWords('writesPerSecondOf16Writers')).toBe('writes per second of 16 writers');
  });

  it('are drawn where they grow', () => {
    const growth = [
      { resources: 1000, importSeconds: 0.4 },
      { resources: 50_000, importSeconds: 21 },
    ];
    const report = { what: 'x', inner: { growth } };
    expect(growthOf(report)).toEqual([growth]);
    expect(plotGrowth([growth])).toContain('import seconds / resources');
    expect(plotGrowth([growth])).not.toContain('NaN');
  });
});
