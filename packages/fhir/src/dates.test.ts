import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDates, compareIntervals, dateInterval, datePrecision, orderIntervals, periodInterval } from './dates.ts';

const iso = (text: string) => {
  const interval = dateInterval(text);
  return interval && [new Date(interval.low).toISOString(), new Date(interval.high).toISOString()];
};

describe('dateInterval', () => {
  it.each([
    ['2024', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z', 'year'],
    ['2024-02', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z', 'month'],
    ['2023-12-31', '2023-12-31T00:00:00.000Z', '2023-12-31T23:59:59.999Z', 'day'],
    ['2024-03-01T10:00:00Z', '2024-03-01T10:00:00.000Z', '2024-03-01T10:00:00.999Z', 'second'],
    ['2024-03-01T10:00Z', '2024-03-01T10:00:00.000Z', '2024-03-01T10:00:59.999Z', 'minute'],
    ['2024-03-01T10:00:00.25+02:00', '2024-03-01T08:00:00.250Z', '2024-03-01T08:00:00.250Z', 'millisecond'],
    ['2024-03-01T00:00:00.123456-05:00', '2024-03-01T05:00:00.123Z', '2024-03-01T05:00:00.123Z', 'millisecond'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', '2017-01-01T00:00:00.999Z', 'second'],
    ['0050', '0050-01-01T00:00:00.000Z', '0050-12-31T23:59:59.999Z', 'year'],
  ])('%s lasts from %s to %s', (text, low, high, precision) => {
    expect(iso(text)).toEqual([low, high]);
    expect(datePrecision(text)).toBe(precision);
  });

  it.each([
    '',
    '24',
    '2023-02-29',
    '2024-13',
    '2024-00-01',
    '2024-3-1',
    '2024-03-01T25:00:00Z',
    '2024-03-01T10:00:00+15:00',
    '10:00',
    'yesterday',
  ])('is undefined for %j', (text) => {
    expect(dateInterval(text)).toBeUndefined();
    expect(datePrecision(text)).toBeUndefined();
  });

  it('reads text without a zone in the zone given', () => {
    expect(dateInterval('2024-03-01', { zoneOffset: 60 })?.low).toBe(Date.parse('2024-02-29T23:00:00Z'));
    expect(dateInterval('2024-03-01T10:00:00Z', { zoneOffset: 60 })?.low).toBe(Date.parse('2024-03-01T10:00:00Z'));
  });

  it('agrees with Date on every instant', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        expect(dateInterval(date.toISOString())).toEqual({ low: date.getTime(), high: date.getTime() });
      }),
    );
  });
});

describe('comparison', () => {
  it.each([
    ['2023', '2024', -1],
    ['2024-03-02', '2024-03-01', 1],
    ['2024-03-01T10:00:00Z', '2024-03-01T12:00:00+02:00', 0],
    ['2024', '2024-03', undefined],
    ['2024', 'never', undefined],
  ])('%s against %s is %s', (a, b, expected) => {
    expect(compareDates(a, b)).toBe(expected);
  });

  it('takes an open period as endless', () => {
    const open = periodInterval({ start: '2024' });
    expect(open?.high).toBe(Infinity);
    expect(open && compareIntervals({ low: 0, high: 1 }, open)).toBe(-1);
    expect(periodInterval({})).toEqual({ low: -Infinity, high: Infinity });
    expect(periodInterval({ end: 'soon' })).toBeUndefined();
    expect(periodInterval({ start: 5 })).toBeUndefined();
  });

  it('orders by begin, then the finer first', () => {
    const texts = ['2024', '2024-01-01', '2023-05', '2024-01'];
    const ordered = texts.toSorted((a, b) => orderIntervals(dateInterval(a)!, dateInterval(b)!));
    expect(ordered).toEqual(['2023-05', '2024-01-01', '2024-01', '2024']);
  });
});
