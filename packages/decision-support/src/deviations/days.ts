import { dateInterval } from '@satchel/fhir';

export const DAY = 86_400_000;

/** Days repeat in a record, and the same few thousand serve for a whole life. */
const known = new Map<string, number | undefined>();
const MANY = 50_000;

/** Days since 1970 of `YYYY-MM-DD…`, as it was written: a day is the day where the person was. Undefined for what is no day. */
export function dayOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length < 10) return undefined;
  const date = text.length === 10 ? text : text.slice(0, 10);
  if (known.has(date)) return known.get(date);
  const interval = dateInterval(date);
  const day = interval && Math.round(interval.low / DAY);
  if (known.size >= MANY) known.clear();
  known.set(date, day);
  return day;
}

const ZONED = /T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** The stretch of milliseconds that a date or instant on this day means, both ends included. */
export function spanOf(text: string, day: number): readonly [from: number, to: number] | undefined {
  if (text.length === 10) return [day * DAY, (day + 1) * DAY - 1];
  const zoned = ZONED.exec(text);
  const from = zoned ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(from)) return [from, from + (zoned?.[2] !== undefined ? 0 : zoned?.[1] !== undefined ? 999 : 59_999)];
  const interval = dateInterval(text);
  return interval && [interval.low, interval.high];
}

export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Age in years on a day; undefined when it is not known. A birth date without a day counts as the middle of what it says. */
export function ageOn(day: number, birthDate: unknown): number | undefined {
  const born = typeof birthDate === 'string' ? dateInterval(birthDate) : undefined;
  return born && (day - (born.low + born.high) / 2 / DAY) / 365.2425;
}
