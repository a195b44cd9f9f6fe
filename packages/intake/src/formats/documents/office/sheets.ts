import { filesIn } from '../../../containers/unzip.ts';
import type { Source } from '../../../source.ts';
import { odsSheets } from './ods-sheets.ts';
import type { Sheet } from './sheet.ts';
import { xlsxSheets } from './xlsx-sheets.ts';

/** The sheets of a workbook, without hidden ones. Throws BadArchive where it cannot be unpacked. */
export async function* sheetsOf(workbook: Source, kind: 'xlsx' | 'ods'): AsyncIterable<Sheet> {
  const parts = new Map<string, Source>();
  for await (const part of filesIn(workbook)) parts.set(part.name, part);
  yield* kind === 'xlsx' ? xlsxSheets(parts) : odsSheets(parts);
}
