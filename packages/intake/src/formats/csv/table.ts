import type { Source } from '../../source.ts';
import { type Row, rowsOf } from './rows.ts';

/** Rows of cells, read as often as need be: a text file, a sheet of a workbook. */
export interface Table {
  rows(): AsyncIterable<Row>;
}

/** A text file as a table; what stands between its cells is found out by its first lines. */
export const textTable = (source: Source): Table => ({ rows: () => rowsOf(source) });
