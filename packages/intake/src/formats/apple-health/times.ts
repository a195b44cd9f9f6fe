/** An Apple time, `2019-03-02 20:42:24 -0500`: the instant, and the clock it was read from. */
export interface AppleTime {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;
const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

/**
 * Reads the fixed form by its places, which is what a file of millions of them can afford. Undefined for anything else,
 * the impossible and what lies before 1900 or after 2200 included.
 */
export function appleTime(text: string | undefined): AppleTime | undefined {
  if (text === undefined || text.length !== 25) return undefined;
  const year = two(text, 0) * 100 + two(text, 2);
  const [month, day, hour, minute, second] = [two(text, 5), two(text, 8), two(text, 11), two(text, 14), two(text, 17)];
  const zone = two(text, 21) * 60 + two(text, 23);
  const isPlace = year >= 1900 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  if (!isPlace || !(hour < 25 && minute < 60 && second < 61 && zone <= 15 * 60) || text.charCodeAt(4) !== 45) return undefined;
  const sign = text.charCodeAt(20);
  if (sign !== 43 && sign !== 45) return undefined;
  const offset = sign === 45 ? -zone : zone;
  const at = ((dayNumber(year, month, day) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000;
  return { at, offset };
}

/** Days from 1 January 1970 to a day of the Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** As a FHIR dateTime on the same clock: `2019-03-02T20:42:24-05:00`. */
export function fhirTime({ at, offset }: AppleTime): string {
  const local = new Date(at + offset * 60_000).toISOString().slice(0, 19);
  const [sign, minutes] = [offset < 0 ? '-' : '+', Math.abs(offset)];
  return `${local}${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
