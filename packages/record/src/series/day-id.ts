/**
 * A day has the id of its month with its number in the last five bits, and `d` where an id that the record makes has
 * another digit: whoever has the id knows which row to open.
 */
const MARK = 'd';
const PLACE = 14;

/** The id of a month's row: one that leaves room for its days. */
export const monthIdOf = (id: string): string => id.slice(0, -2) + hexOf(Number.parseInt(id.slice(-2), 16) & 0xe0);

/** `date`: its number in the month, from 1. */
export const dayIdOf = (month: string, date: number): string =>
  `${month.slice(0, PLACE)}${MARK}${month.slice(PLACE + 1, -2)}${hexOf(Number.parseInt(month.slice(-2), 16) | date)}`;

/** The month's row that would tell a day of this id; undefined for the id of anything else. */
export function monthOfDay(id: string): string | undefined {
  return id[PLACE] === MARK && (Number.parseInt(id.slice(-2), 16) & 0x1f) > 0
    ? monthIdOf(`${id.slice(0, PLACE)}8${id.slice(PLACE + 1)}`)
    : undefined;
}

/** Every id that a day of this month could have. */
export const daysIn = (month: string): string[] => Array.from({ length: 31 }, (_, at) => dayIdOf(month, at + 1));

const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');
