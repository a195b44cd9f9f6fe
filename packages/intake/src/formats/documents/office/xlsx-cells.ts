/** How a number is shown: as itself, as a date or time of day, or in hundredths. */
export type Shown = 'number' | 'date' | 'percent';

/** Formats that every workbook has without defining them and that show dates or times (ECMA-376 Part 1 §18.8.30). */
const DATES: readonly (readonly [from: number, to: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];

/** What a number format makes of a number: by its id, or by the code that the workbook gives for it. */
export function shownAs(id: number, code: string | undefined): Shown {
  if (code === undefined) return DATES.some(([from, to]) => id >= from && id <= to) ? 'date' : id === 9 || id === 10 ? 'percent' : 'number';
  const letters = code
    .replaceAll(/"[^"]*"|\\.|_.|\*./g, '')
    .replaceAll(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .split(';', 1)[0] as string;
  if (/general/i.test(letters)) return 'number';
  return /[dmyhs]/i.test(letters) ? 'date' : letters.includes('%') ? 'percent' : 'number';
}

/** Day 0 of the two calendars that workbooks count by; 29 February 1900, which never was, is day 60 of the first. */
const [SINCE_1900, SINCE_1904] = [Date.UTC(1899, 11, 30), Date.UTC(1904, 0, 1)];
const DAY = 86_400_000;

/** A number of a cell as it is shown: `71.4`, `2026-03-04`, `2026-03-04 07:30:00`, `07:30:00`. */
export function shownNumber(written: string, shown: Shown, since1904: boolean): string {
  const value = Number(written);
  if (written.trim() === '' || !Number.isFinite(value)) return written;
  // Fifteen digits are what the programs show; what is behind them is noise of the reckoning.
  if (shown !== 'date' || value < 0 || value > 2_958_466)
    return String(Number((shown === 'percent' ? value * 100 : value).toPrecision(15)));
  const at = new Date((since1904 ? SINCE_1904 : SINCE_1900) + Math.round((value * DAY) / 1000) * 1000).toISOString();
  const [day, time] = [at.slice(0, 10), at.slice(11, 19)];
  return value < 1 ? time : Number.isInteger(value) ? day : `${day} ${time}`;
}

/** `AB12` names column 27 (from 0); undefined for what names none. */
export function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}(?=\d|$)/.exec(reference ?? '')?.[0];
  return letters === undefined ? undefined : Buffer.from(letters).reduce((sum, letter) => sum * 26 + letter - 64, 0) - 1;
}
