/**
 * FHIR date, dateTime and instant, which may be partial, as stretches of time
 * (http://hl7.org/fhir/R4/datatypes.html#date, http://hl7.org/fhir/R4/search.html#date).
 */

/** A stretch of time in milliseconds UTC since 1970; both ends belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export type DatePrecision = 'year' | 'month' | 'day' | 'minute' | 'second' | 'millisecond';

export interface DateOptions {
  /** Offset from UTC, in minutes, for text without a zone (`2024-03-01`); 0 unless given. */
  readonly zoneOffset?: number;
}

const FORM = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * The stretch of time that `text` means: `2024` is the whole year, `2024-03-01T10:00:00Z` one
 * second, with a fraction one millisecond (finer digits are cut). Undefined for text that is not a
 * FHIR date(-time) or names a day that does not exist. A leap second counts as the next second.
 */
export function dateInterval(text: string, options: DateOptions = {}): Interval | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, years, months, days, hours, minutes, seconds, fraction, zone] = match;
  const year = Number(years);
  const month = Number(months ?? 1);
  const day = Number(days ?? 1);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const offset = zone === undefined ? (options.zoneOffset ?? 0) : zoneMinutes(zone);
  if (offset === undefined) return undefined;
  if (hours === undefined) {
    const low = midnight(year, month, day);
    const next = days !== undefined ? low + DAY : months !== undefined ? midnight(year, month + 1, 1) : midnight(year + 1, 1, 1);
    return { low: low - offset * MINUTE, high: next - 1 - offset * MINUTE };
  }
  const time = timeOfDay(hours, minutes ?? '', seconds, fraction);
  if (time === undefined) return undefined;
  const low = midnight(year, month, day) + time - offset * MINUTE;
  return { low, high: low + (fraction !== undefined ? 1 : seconds !== undefined ? 1000 : MINUTE) - 1 };
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Midnight UTC; `Date.UTC` alone takes the years 0 to 99 for 1900 to 1999. */
function midnight(year: number, month: number, day: number): number {
  return year > 99 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function timeOfDay(hours: string, minutes: string, seconds = '0', fraction = ''): number | undefined {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * MINUTE + Number(seconds) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
}

/** How exact `text` is; undefined as for `dateInterval`. */
export function datePrecision(text: string): DatePrecision | undefined {
  if (dateInterval(text) === undefined) return undefined;
  if (text.length === 4) return 'year';
  if (text.length === 7) return 'month';
  if (text.length === 10) return 'day';
  if (text.includes('.')) return 'millisecond';
  return /T\d\d:\d\d:/.test(text) ? 'second' : 'minute';
}

/**
 * The time a FHIR Period covers. A missing start reaches back without end (`-Infinity`), a missing
 * end forward; undefined when a given bound is not a date.
 */
export function periodInterval(
  period: { readonly start?: unknown; readonly end?: unknown },
  options: DateOptions = {},
): Interval | undefined {
  const start = typeof period.start === 'string' ? dateInterval(period.start, options) : undefined;
  const end = typeof period.end === 'string' ? dateInterval(period.end, options) : undefined;
  if ((period.start !== undefined && !start) || (period.end !== undefined && !end)) return undefined;
  return { low: start?.low ?? -Infinity, high: end?.high ?? Infinity };
}

/**
 * Negative when `a` is wholly before `b`, positive when wholly after, 0 when both are the same
 * stretch; undefined when they overlap, so that nobody can say (`2024` against `2024-03`).
 */
export function compareIntervals(a: Interval, b: Interval): number | undefined {
  if (a.high < b.low) return -1;
  if (a.low > b.high) return 1;
  return a.low === b.low && a.high === b.high ? 0 : undefined;
}

/** `compareIntervals` for two date texts; undefined also when one of them is not a date. */
export function compareDates(a: string, b: string, options: DateOptions = {}): number | undefined {
  const first = dateInterval(a, options);
  const second = dateInterval(b, options);
  return first && second ? compareIntervals(first, second) : undefined;
}

/** A total order for lists: by begin, then the finer one first. */
export function orderIntervals(a: Interval, b: Interval): number {
  return a.low - b.low || a.high - b.high;
}
