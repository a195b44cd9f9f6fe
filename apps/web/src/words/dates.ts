/** How exact a FHIR date is: a partial date stays partial on screen. */
export type Precision = 'year' | 'month' | 'day' | 'time';

export function precisionOf(date: string): Precision {
  if (/^\d{4}$/.test(date)) return 'year';
  if (/^\d{4}-\d{2}$/.test(date)) return 'month';
  return date.length <= 10 ? 'day' : 'time';
}

const FORMATS: Readonly<Record<Precision, Intl.DateTimeFormatOptions>> = {
  year: { year: 'numeric' },
  month: { year: 'numeric', month: 'long' },
  day: { year: 'numeric', month: 'short', day: 'numeric' },
  time: { year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
};

const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(locales: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locales} ${JSON.stringify(options)}`;
  const kept = cache.get(key) ?? new Intl.DateTimeFormat(locales, options);
  cache.set(key, kept);
  return kept;
}

/**
 * A FHIR date, dateTime or instant as this locale writes it. Calendar dates never shift with the time zone;
 * instants are shown in the reader's. What is no date is shown as it is written.
 */
export function formatDate(locales: string, date: string, most: Precision = 'time'): string {
  const precision = precisionOf(date);
  const at = precision === 'time' ? new Date(date) : calendarDay(date);
  if (Number.isNaN(at.getTime())) return date;
  const shown = precision === 'time' && most === 'day' ? 'day' : precision;
  const zone = precision === 'time' ? {} : { timeZone: 'UTC' };
  return formatter(locales, { ...FORMATS[shown], ...zone }).format(at);
}

const calendarDay = (date: string): Date =>
  new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7) || '1') - 1, Number(date.slice(8, 10) || '1')));

/** `May 2024`, for headings. `at` is milliseconds since 1970. */
export const formatMonth = (locales: string, at: number): string =>
  formatter(locales, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);

/** Start to end; one date when both are the same day or there is no end. */
export function formatPeriod(locales: string, start: string, end: string | undefined): string {
  const from = formatDate(locales, start);
  if (!end || end.slice(0, 10) === start.slice(0, 10)) return from;
  return `${formatDate(locales, start, 'day')} – ${formatDate(locales, end, 'day')}`;
}

/** `today`, `yesterday`, `3 days ago`, then the date. */
export function formatAgo(locales: string, at: number, now: number): string {
  const days = Math.floor(startOfDay(now) / DAY) - Math.floor(startOfDay(at) / DAY);
  if (days >= 0 && days < 7) return new Intl.RelativeTimeFormat(locales, { numeric: 'auto' }).format(-days, 'day');
  return formatDate(locales, new Date(at).toISOString(), 'day');
}

const DAY = 86_400_000;
const startOfDay = (at: number): number => at - new Date(at).getTimezoneOffset() * 60_000;

/** Whole years between a birth date (partial allowed) and now; undefined when it is no date or lies ahead. */
export function ageAt(birthDate: string, now: number): number | undefined {
  const born = calendarDay(birthDate);
  if (Number.isNaN(born.getTime())) return undefined;
  const today = new Date(now);
  const passed =
    today.getUTCMonth() > born.getUTCMonth() || (today.getUTCMonth() === born.getUTCMonth() && today.getUTCDate() >= born.getUTCDate());
  const years = today.getUTCFullYear() - born.getUTCFullYear() - (passed ? 0 : 1);
  return years >= 0 ? years : undefined;
}

const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** A file's size as a person reads it: `3.4 MB`. */
export function formatSize(locales: string, bytes: number): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  return `${new Intl.NumberFormat(locales, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value)} ${UNITS[step]}`;
}
