import type { Listed } from '@satchel/record';
import { describe, expect, test } from 'vitest';
import { foldTimeline } from './fold.ts';

let n = 0;
function entry(type: string, date: string | null): Listed {
  const id = String(++n);
  return { type, id, version: 1, timelineAt: date === null ? null : Date.parse(`${date}T10:00:00Z`), card: { type }, marks: {} };
}
const shape = (entries: readonly Listed[], open: readonly string[] = []) =>
  foldTimeline(entries, new Set(open)).map((line) =>
    line.is === 'fold'
      ? `${line.what} x${line.facts.length}`
      : line.is === 'month'
        ? `# ${line.at === null ? 'undated' : new Date(line.at).toISOString().slice(0, 7)}`
        : line.fact.type,
  );

describe('foldTimeline', () => {
  test('claims of a month are one line', () => {
    expect(
      shape([
        entry('Encounter', '2024-05-20'),
        entry('Claim', '2024-05-20'),
        entry('ExplanationOfBenefit', '2024-05-02'),
        entry('Claim', '2024-04-01'),
      ]),
    ).toEqual(['# 2024-05', 'Encounter', 'claims x2', '# 2024-04', 'Claim']);
  });

  test('results of a day are folded when there are many, not when there are few', () => {
    expect(
      shape([
        ...Array.from({ length: 4 }, () => entry('Observation', '2024-05-20')),
        entry('Observation', '2024-05-19'),
        entry('Observation', '2024-05-19'),
      ]),
    ).toEqual(['# 2024-05', 'results x4', 'Observation', 'Observation']);
  });

  test('an open fold shows what is in it', () => {
    expect(shape([entry('Claim', '2024-05-20'), entry('Claim', '2024-05-02')], ['claims 2024-4'])).toEqual([
      '# 2024-05',
      'claims x2',
      'Claim',
      'Claim',
    ]);
  });

  test('insurance cover is no bill', () => {
    expect(shape([entry('Coverage', '2024-05-20'), entry('Coverage', '2024-05-02')])).toEqual(['# 2024-05', 'Coverage', 'Coverage']);
  });

  test('undated entries come under a heading of their own', () => {
    expect(shape([entry('Condition', '2024-05-20'), entry('Condition', null)])).toEqual([
      '# 2024-05',
      'Condition',
      '# undated',
      'Condition',
    ]);
  });

  test('10,000 entries are folded within a frame or two', () => {
    const entries = Array.from({ length: 10_000 }, (_, at) =>
      entry(
        at % 3 ? 'Observation' : 'Claim',
        `20${String(24 - Math.floor(at / 500)).padStart(2, '0')}-0${9 - (Math.floor(at / 60) % 9)}-15`,
      ),
    );
    const took = Array.from({ length: 5 }, () => {
      const from = performance.now();
      expect(foldTimeline(entries, new Set()).length).toBeGreaterThan(100);
      return performance.now() - from;
    });
    expect(Math.min(...took)).toBeLessThan(100);
  });
});
