import type { Cell, LaidLine } from '../formats/documents/laid-line.ts';
import { dateIn, type WrittenDate } from './dates.ts';
import { columnRole, type ColumnRole } from './words.ts';

/** A column of a table by its head: what it holds, or the day that it is of. */
export interface Column extends Cell {
  readonly role?: ColumnRole;
  readonly date?: WrittenDate;
}

/** The columns that a line is the head of; undefined where it is none. */
export function columnsIn({ cells }: LaidLine, dayFirst: boolean): Column[] | undefined {
  const columns = cells.flatMap((cell): Column[] => {
    const role = columnRole(cell.text);
    if (role !== undefined) return [{ ...cell, role }];
    const date = cell.text.length <= 20 && /\d/.test(cell.text) ? dateIn(cell.text, dayFirst) : undefined;
    return date ? [{ ...cell, date }] : [];
  });
  const roles = new Set(columns.flatMap(({ role }) => role ?? []));
  const isHead = roles.has('value')
    ? roles.size >= 2
    : (roles.has('name') || roles.size > 0) && columns.filter(({ date }) => date).length >= 2;
  return isHead ? columns : undefined;
}
