import { dateInterval } from '@satchel/fhir';

export const DAY = 86_400_000;

/** Days since 1970 of `YYYY-MM-DD…`, as it was written: a day is the day where the person was. Undefined for what is no day. */
export function dayOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length < 10) return undefined;
  const interval = dateInterval(text.slice(0, 10));
  return interval && Math.round(interval.low / DAY);
}

export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Age in years on a day; undefined when it is not known. A birth date without a day counts as the middle of what it says. */
export function ageOn(day: number, birthDate: unknown): number | undefined {
  const born = typeof birthDate === 'string' ? dateInterval(birthDate) : undefined;
  return born && (day - (born.low + born.high) / 2 / DAY) / 365.2425;
}
