const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** `03/16/2013`, `1/27/1942`, `24 Sep 2012 @ 1139`, `Mar 28, 2013` as a FHIR date; times are in no known zone, so the day is kept. */
export function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\b/.exec(text) ?? [];
  if (year !== undefined) return valid(Number(year), Number(month), Number(day));
  const [, dayFirst, name, ofYear] = /^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})\b/.exec(text) ?? [];
  if (ofYear !== undefined) return valid(Number(ofYear), monthOf(name), Number(dayFirst));
  const [, named, inMonth, later] = /^([A-Za-z]{3})[a-z]*\.? (\d{1,2}), ?(\d{4})\b/.exec(text) ?? [];
  if (later !== undefined) return valid(Number(later), monthOf(named), Number(inMonth));
  return /^\d{4}$/.exec(text)?.[0];
}

const monthOf = (name = ''): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

function valid(year: number, month: number, day: number): string | undefined {
  if (month < 1 || month > 12 || day < 1 || year < 1850) return undefined;
  const pad = (n: number) => String(n).padStart(2, '0');
  // A report may hold days that never were, such as 31 June: the month is still known.
  return day > new Date(Date.UTC(year, month, 0)).getUTCDate() ? `${year}-${pad(month)}` : `${year}-${pad(month)}-${pad(day)}`;
}

/** A stretch of time, as far as it is known. */
export function periodOf(start: string | undefined, end: string | undefined): { period?: { start?: string; end?: string } } {
  const [from, to] = [dateOf(start), dateOf(end)];
  return from === undefined && to === undefined
    ? {}
    : { period: { ...(from !== undefined && { start: from }), ...(to !== undefined && { end: to }) } };
}
