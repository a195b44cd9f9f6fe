import { describe, expect, test } from 'vitest';
import { ageAt, formatAgo, formatDate, formatPeriod, formatSize, precisionOf } from './dates.ts';

describe('dates', () => {
  test('a partial date stays partial', () => {
    expect(['2019', '2019-04', '2019-04-07', '2019-04-07T10:00:00Z'].map(precisionOf)).toEqual(['year', 'month', 'day', 'time']);
    expect(formatDate('en-GB', '2019')).toBe('2019');
    expect(formatDate('en-GB', '2019-04')).toBe('April 2019');
    expect(formatDate('es', '2019-04-07')).toBe('7 abr 2019');
  });

  test('a calendar date does not move with the time zone', () => {
    for (const day of ['2019-01-01', '2019-12-31']) expect(formatDate('en-US', day)).toContain(day.slice(0, 4));
  });

  test('what is no date is shown as written', () => {
    expect(formatDate('en', 'last spring')).toBe('last spring');
  });

  test('a period of one day is one date', () => {
    expect(formatPeriod('en-GB', '2020-01-05', '2020-01-05')).toBe('5 Jan 2020');
    expect(formatPeriod('en-GB', '2020-01-05', '2020-02-01')).toBe('5 Jan 2020 – 1 Feb 2020');
  });

  test('ages count whole years', () => {
    expect(ageAt('1980-06-15', Date.UTC(2026, 5, 14))).toBe(45);
    expect(ageAt('1980-06-15', Date.UTC(2026, 5, 15))).toBe(46);
    expect(ageAt('2030', Date.UTC(2026, 0, 1))).toBeUndefined();
  });

  test('recent days are said in words, older ones as dates', () => {
    const now = Date.UTC(2026, 5, 15, 12);
    expect(formatAgo('en', now, now)).toBe('today');
    expect(formatAgo('es', now - 86_400_000, now)).toBe('ayer');
    expect(formatAgo('en-GB', now - 30 * 86_400_000, now)).toBe('16 May 2026');
  });

  test('sizes are rounded for people', () => {
    expect(formatSize('en', 900)).toBe('900 B');
    expect(formatSize('en', 3_565_158)).toBe('3.4 MB');
  });
});
