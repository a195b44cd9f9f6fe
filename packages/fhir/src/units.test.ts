import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { UCUM_SYSTEM, loadUnits } from './units.ts';
import type { Units } from './units.ts';

const aliases = new Map([
  ['mmHg', 'mm[Hg]'],
  ['bpm', '/min'],
  ['°C', 'Cel'],
]);
let units: Units;
beforeAll(async () => {
  units = await loadUnits((text) => aliases.get(text));
});

const quantity = (value: number, code: string) => ({ value, code, system: UCUM_SYSTEM });

describe('convert', () => {
  it.each([
    [5, 'mg', 'g', 0.005],
    [37, 'Cel', '[degF]', 98.6],
    [98.6, '[degF]', '°C', 37],
    [70, 'kg', '[lb_av]', 154.323583529],
    [120, 'mmHg', 'kPa', 15.99864],
    [60, 'bpm', '/s', 1],
    [7, 'bpm', '/min', 7],
    [4.5, '10*3/uL', '10*9/L', 4.5],
  ])('%s %s in %s', (value, from, to, expected) => {
    const outcome = units.convert(value, from, to);
    expect(outcome.ok && outcome.value).toBeCloseTo(expected, 8);
  });

  it('needs the molecular weight between mass and moles', () => {
    expect(units.convert(90, 'mg/dL', 'mmol/L').ok).toBe(false);
    expect(units.convert(90, 'mg/dL', 'mmol/L', { molecularWeight: 180.156 })).toMatchObject({ ok: true, value: 4.99567041897 });
  });

  it.each([
    ['mg', 'L', 'not-supported'],
    ['nonsense', 'L', 'code-invalid'],
    ['mg', '', 'code-invalid'],
    ['g'.repeat(200), 'g', 'code-invalid'],
  ])('fails from %s to %j', (from, to, code) => {
    expect(units.convert(1, from, to)).toMatchObject({ ok: false, issues: [{ code }] });
  });

  it('there and back is the same', () => {
    const pair = fc.constantFrom(['mg/dL', 'g/L'], ['[in_i]', 'cm'], ['Cel', '[degF]'], ['mm[Hg]', 'Pa'], ['mmol/L', 'umol/mL']);
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), pair, (value, [a, b]) => {
        const there = units.convert(value, a, b);
        const back = there.ok ? units.convert(there.value, b, a) : there;
        expect(back.ok && Math.abs(back.value - value) / value).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('canonical', () => {
  it.each([
    [quantity(5, 'mg/dL'), 50, 'm-3.g'],
    [quantity(5, 'mmol/L'), 5, 'm-3.mol'],
    [quantity(120, 'mmHg'), 15998640, 'm-1.s-2.g'],
    [quantity(37, 'Cel'), 310.15, 'K'],
    [quantity(12, '%'), 0.12, '1'],
    [quantity(2, 'g'), 2, 'g'],
    [{ value: 3 }, 3, '1'],
  ])('%j is %s %s', (given, value, unit) => {
    expect(units.canonical(given)).toEqual({ value, unit, isComparable: true });
  });

  it('is the same for the same amount', () => {
    expect(units.canonical(quantity(4.5, '10*3/uL'))).toEqual(units.canonical(quantity(4.5, '10*9/L')));
    expect(units.canonical(quantity(1000, 'ug'))).toEqual(units.canonical(quantity(1, 'mg')));
  });

  it('keeps moles apart from counts, and what only compares with itself as it is', () => {
    expect(units.canonical(quantity(1, 'mol/L'))?.unit).not.toBe(units.canonical(quantity(1, '10*3/uL'))?.unit);
    expect(units.canonical(quantity(7.4, '[pH]'))).toEqual({ value: 7.4, unit: '[pH]', isComparable: true });
    expect(units.canonical({ value: 2, unit: 'puffs' })).toEqual({ value: 2, unit: 'puffs', isComparable: false });
  });

  it('is nothing without a number', () => {
    expect(units.canonical({ unit: 'mg' })).toBeUndefined();
    expect(units.canonical({ value: '5', unit: 'mg' })).toBeUndefined();
    expect(units.canonical({ value: Infinity, unit: 'mg' })).toBeUndefined();
  });

  it('never throws or prints, whatever the unit', () => {
    const print = vi.spyOn(console, 'log');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-zA-Z0-9[\]{}()./*%^-]{0,30}$/)), (code) => {
        units.canonical({ value: 1, code });
        units.convert(1, code, 'g');
      }),
      { numRuns: 1000 },
    );
    units.canonical({ value: 1, code: 'a b' });
    expect(print).not.toHaveBeenCalled();
  });
});
