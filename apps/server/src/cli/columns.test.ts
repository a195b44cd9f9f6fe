import { describe, expect, it } from 'vitest';
import { answersFor, toldColumns } from './columns.ts';
import { UsageError } from './command.ts';

const call = (options: Readonly<Record<string, string>>) => ({ options, words: [], env: {}, json() {}, say() {}, warn() {} });
const seen = {
  mapping: {
    signature: 's',
    headerLine: 1,
    columns: [
      { header: 'Day', role: 'date' },
      { header: 'Weight', role: 'weight' },
    ],
    dateOrder: 'dmy',
    decimal: '.',
  },
} as const;

describe('what the command line is told of columns', () => {
  it('is found by heading, whatever its case, and holds for the columns that the table has', () => {
    const told = toldColumns(call({ columns: ' weight =weight lb,Mood=ignored', dates: 'mdy', decimal: ',', zone: 'Asia/Bangkok' }))!;
    const whole = { dateOrder: 'mdy', decimal: ',', zone: 'Asia/Bangkok' };
    expect(answersFor(seen, 'a.csv', told)).toEqual({ ...whole, member: 'a.csv', columns: [{ column: 1, role: 'weight', unit: 'lb' }] });
    expect(toldColumns(call({}))).toBeUndefined();
  });

  it('is refused in words where it makes no sense', () => {
    for (const [options, words] of [
      [{ columns: 'Weight' }, 'HEADING=KIND'],
      [{ columns: 'Weight=heaviness' }, 'no kind of column'],
      [{ columns: 'missing.json' }, 'cannot be read'],
      [{ columns: 'Day=date', dates: 'year first' }, '--dates'],
    ] as const) {
      expect(() => toldColumns(call(options))).toThrow(UsageError);
      expect(() => toldColumns(call(options))).toThrow(words);
    }
  });
});
