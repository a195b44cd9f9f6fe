import { expect, test } from 'vitest';
import { trendOf } from './trend-data.ts';

const point = (at: number, value: number, more: object = {}) => ({
  id: String(at),
  type: 'Observation',
  at: at * 1000,
  value,
  text: String(value),
  ...more,
});

test('lines by who measured, in order of time', () => {
  const data = trendOf([point(3, 7, { who: 'B' }), point(1, 5, { who: 'A' }), point(2, 6, { who: 'A', high: 6 })], '?');
  expect(data.times).toEqual([1, 2, 3]);
  expect(data.lines).toEqual([
    { name: 'A', values: [5, 6, null] },
    { name: 'B', values: [null, null, 7] },
  ]);
  expect(data).toMatchObject({ high: 6 });
});

test('components of one reading share its time and are separate lines, without a common band', () => {
  const data = trendOf([point(1, 120, { component: 'Systolic', high: 130 }), point(1, 80, { component: 'Diastolic' })], '?');
  expect(data.times).toEqual([1]);
  expect(data.lines.map(({ values }) => values)).toEqual([[120], [80]]);
  expect(data.high).toBeUndefined();
});

test('many sources share the last line', () => {
  const data = trendOf(
    ['A', 'B', 'C', 'D', 'E'].map((who, at) => point(at, at, { who })),
    '?',
  );
  expect(data.lines).toHaveLength(4);
  expect(data.lines[3]?.values).toEqual([null, null, null, 3, 4]);
});
