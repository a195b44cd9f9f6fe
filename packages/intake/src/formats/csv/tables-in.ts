import { BadArchive } from '../../containers/gunzip.ts';
import { headOf } from '../../head.ts';
import type { Source } from '../../source.ts';
import { prefixOf, unwrap } from '../../unwrap.ts';
import { officeKindOf } from '../documents/office/recognise.ts';
import { sheetsOf } from '../documents/office/sheets.ts';
import { headerOf } from './columns.ts';
import type { Row } from './rows.ts';
import { type Table, textTable } from './table.ts';

/** A table in a file: the file itself, a sheet of a workbook, a file in an archive. */
export interface FoundTable extends Table {
  /** What names it in the file: the path in the archive, the sheet; empty for the file itself. */
  readonly member: string;
}

/** Rows that have to agree. */
const LOOKED_AT = 30;
/** Tables told of one file; an archive of more is no person's spreadsheets. */
const LIMIT = 50;
const STARTS_AS_DATE = /^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}\b/;

/**
 * The tables in a file that no format reads and whose columns a person can name: text or sheets of a workbook, in rows that
 * mostly have several cells, one of them under a header that is known or with a date in it; also inside archives.
 */
export async function tablesIn(source: Source): Promise<readonly FoundTable[]> {
  const found: FoundTable[] = [];
  for await (const table of candidates(source)) {
    if (await looksLikeTable(table)) found.push(table);
    if (found.length === LIMIT) break;
  }
  return found;
}

/** The table of this name in a file, whatever it looks like. */
export async function tableAt(source: Source, member: string): Promise<FoundTable | undefined> {
  for await (const table of candidates(source)) if (table.member === member) return table;
  return undefined;
}

/** Whatever has rows and is of no format. What is damaged holds no table; why it is damaged is told when the file is taken in. */
async function* candidates(source: Source): AsyncIterable<FoundTable> {
  try {
    for await (const { source: file, format, damage } of unwrap(source)) {
      if (damage !== undefined || (format && format.name !== 'text' && format.name !== 'office')) continue;
      const member = prefixOf(source, file).trimEnd();
      const head = await headOf(file);
      const kind = format?.name === 'office' ? officeKindOf(file.name, head) : undefined;
      if (kind === 'xlsx' || kind === 'ods')
        for await (const sheet of sheetsOf(file, kind)) yield { member: [member, sheet.name].filter(Boolean).join(' '), rows: sheet.rows };
      else if (format?.name !== 'office' && !head.some((byte) => byte < 9)) yield { member, ...textTable(file) };
    }
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
  }
}

async function looksLikeTable(table: Table): Promise<boolean> {
  const rows: Row[] = [];
  for await (const row of table.rows()) {
    rows.push(row);
    if (rows.length === LOOKED_AT) break;
  }
  const wide = rows.filter(({ cells }) => cells.length > 1);
  const usual = [...Map.groupBy(wide, ({ cells }) => cells.length).values()].sort((a, b) => b.length - a.length)[0] ?? [];
  if (usual.length < 2 || wide.length * 2 < rows.length) return false;
  return wide.some(({ cells }) => cells.some((cell) => headerOf(cell).role !== undefined || STARTS_AS_DATE.test(cell)));
}
