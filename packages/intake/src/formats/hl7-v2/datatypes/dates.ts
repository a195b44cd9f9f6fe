const FORM = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,4}))?)?)?)?)?)?([+-]\d{4}|Z)?/;

/**
 * A DTM, TS or DT as a FHIR dateTime, as exact as it is written and as FHIR allows: a time without a zone is in a zone nobody knows, so
 * the day alone is kept unless `zone` (of the message's own time) says which.
 */
export function dateTimeOf(text: string, zone = ''): string | undefined {
  const [, year = '', month, day, hour, minute = '00', second = '00', fraction, own = zone] = FORM.exec(text.trim()) ?? [];
  if (!/^[12]\d{3}$/.test(year)) return undefined;
  if (month === undefined || month === '00') return year;
  if (Number(month) > 12) return undefined;
  if (day === undefined || day === '00') return `${year}-${month}`;
  if (Number(day) > daysIn(Number(year), Number(month))) return undefined;
  const date = `${year}-${month}-${day}`;
  const offset = offsetOf(own);
  if (hour === undefined || offset === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return date;
  return `${date}T${hour}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}${offset}`;
}

/** The day of it, for elements that are dates. */
export const dateOf = (text: string): string | undefined => dateTimeOf(text)?.slice(0, 10);

/** A moment to the second with its zone; undefined where the text is less exact. */
export function instantOf(text: string, zone = ''): string | undefined {
  const found = dateTimeOf(text, zone);
  return found?.includes('T') ? found : undefined;
}

/** A TM as a FHIR time. */
export function timeOf(text: string): string | undefined {
  const [, hour = '', minute = '00', second = '00', fraction] = /^(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,4}))?)?)?/.exec(text.trim()) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${hour}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The zone of a time that has one: `-0500`. */
export const zoneOf = (text: string): string => /(?<=\d{8,}(?:\.\d+)?)(?:[+-]\d{4}|Z)$/.exec(text.trim())?.[0] ?? '';

function offsetOf(zone: string): string | undefined {
  if (zone === 'Z') return 'Z';
  const [, sign = '', hours = '', minutes = ''] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? [];
  return sign === '' || Number(hours) > 14 || Number(minutes) > 59 ? undefined : `${sign}${hours}:${minutes}`;
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
