import type { Row } from '../../csv/rows.ts';

/** A sheet of a workbook: its cells as a person sees them, dates as ISO 8601. Formulas are not computed; what they last gave is read. */
export interface Sheet {
  readonly name: string;
  rows(): AsyncIterable<Row>;
}

/** What is seen of a row: nothing behind its last filled cell; nothing at all where it is empty. */
export function rowOf(line: number, cells: readonly string[]): Row | undefined {
  const last = cells.findLastIndex((cell) => cell);
  return last < 0 ? undefined : { line, cells: Array.from({ length: last + 1 }, (_, at) => cells[at] ?? '') };
}

/** Columns behind this one are not looked at. */
export const WIDEST = 500;
