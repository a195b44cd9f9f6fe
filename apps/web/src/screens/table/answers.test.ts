import { describe, expect, it } from 'vitest';
import { dayIn, numberWith, unitsOf, withRole, withUnit } from './answers.ts';

describe('answers about a table', () => {
  it('say what an ambiguous date or number would mean', () => {
    expect(dayIn('dmy', '3/4/26')).toBe('2026-04-03');
    expect(dayIn('mdy', '03.04.2026 07:30')).toBe('2026-03-04');
    expect([numberWith('.', '1,234'), numberWith(',', '1,234'), numberWith(',', '1.234')]).toEqual([1234, 1.234, 1234]);
  });

  it('hold one role and one unit for each column', () => {
    const weight = withUnit(withRole({}, 1, 'weight'), 1, 'weight', 'kg');
    expect(weight.columns).toEqual([{ column: 1, role: 'weight', unit: 'kg' }]);
    expect(withRole(weight, 1, 'pulse').columns).toEqual([{ column: 1, role: 'pulse' }]);
    expect(unitsOf({ header: 'Weight (lbs)', role: 'weight', unit: 'lbs' })).toEqual(['lbs', 'kg', 'lb', 'st']);
    expect(unitsOf({ header: 'Pulse', role: 'pulse' })).toEqual([]);
  });
});
