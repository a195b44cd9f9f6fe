/** Calendar days are `YYYY-MM-DD`: they compare as text. */

/** Before every day, and after every day. */
export const EVER = '1900-01-01';
export const NEVER = '2999-12-31';

interface Period {
  readonly months: number;
  readonly days: number;
}

const periods = new Map<string, Period>();

/** CDC's words for an age or an interval: `6 weeks - 4 days`, `7 months + 4 weeks`. */
function periodOf(words: string): Period {
  const known = periods.get(words);
  if (known !== undefined) return known;
  let months = 0;
  let days = 0;
  const parts = [...words.matchAll(/([+-]?)\s*(\d+)\s*(year|month|week|day)s?/g)];
  if (parts.length === 0) throw new Error(`Not an age or interval: ${words}`);
  for (const [, sign, count, unit] of parts) {
    const number = (sign === '-' ? -1 : 1) * Number(count);
    if (unit === 'year') months += 12 * number;
    else if (unit === 'month') months += number;
    else days += (unit === 'week' ? 7 : 1) * number;
  }
  const period = { months, days };
  periods.set(words, period);
  return period;
}

const DAY = 86_400_000;

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** CALCDT-1 to -5: years and months first, a day that the month lacks becomes the first of the next, then weeks and days. */
export function plus(day: string, words: string): string {
  const { months, days } = periodOf(words);
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7)) - 1 + months;
  const dayOfMonth = Number(day.slice(8, 10));
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const start = dayOfMonth > last ? Date.UTC(year, month + 1, 1) : Date.UTC(year, month, dayOfMonth);
  return isoOf(start + days * DAY);
}

export const dayBefore = (day: string): string => isoOf(Date.parse(day) - DAY);

/** The age date, or what stands in when the schedule sets no limit. */
export const ageDate = (birthDate: string, words: string | undefined, otherwise: string): string =>
  words === undefined ? otherwise : plus(birthDate, words);

export const latestOf = (days: readonly string[]): string | undefined => days.toSorted().at(-1);
export const earliestOf = (days: readonly string[]): string | undefined => days.toSorted()[0];
