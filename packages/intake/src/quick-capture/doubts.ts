import type { Measured } from './measured.ts';
import type { When } from './when.ts';

/** A question that a fact raises before it is kept. */
export type Doubt =
  | { readonly code: 'unit-assumed'; readonly unit: string }
  | { readonly code: 'implausible'; readonly low: number; readonly high: number; readonly unit: string }
  /** The upper number of a blood pressure is not above the lower one. */
  | { readonly code: 'swapped' }
  | { readonly code: 'in-the-future' };

/** From the unit of the number to the first unit of the measure, in which its span is given. */
const FACTORS: Readonly<Record<string, (value: number) => number>> = {
  '[lb_av]': (value) => value * 0.453_592_37,
  '[in_i]': (value) => value * 2.54,
  m: (value) => value * 100,
  '[degF]': (value) => ((value - 32) * 5) / 9,
  'mg/dL': (value) => value / 18.016,
  'mmol/mol': (value) => value * 0.09148 + 2.152,
};

export function doubtsAbout({ measure, values, unit, assumed }: Measured, when: When, at: string): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (assumed && measure.units.length > 1) doubts.push({ code: 'unit-assumed', unit: unit.unit });
  const numbers = values.map(Number);
  const spans = measure.parts?.map(({ plausible }) => plausible) ?? [measure.plausible];
  const first = measure.units[0];
  for (const [n, value] of numbers.entries()) {
    const [low = 0, high = 0] = spans[n] ?? [];
    const inFirst = unit === first ? value : (FACTORS[unit.ucum]?.(value) ?? value);
    if (inFirst < low || inFirst > high) doubts.push({ code: 'implausible', low, high, unit: first?.unit ?? '' });
  }
  if (numbers.length === 2 && (numbers[0] ?? 0) <= (numbers[1] ?? 0)) doubts.push({ code: 'swapped' });
  if (Date.parse(when.at) > Date.parse(at)) doubts.push({ code: 'in-the-future' });
  return doubts;
}
