import { headOf } from '../../head.ts';
import { recognise } from '../../recognise.ts';
import type { Source } from '../../source.ts';
import { headerOf } from './columns.ts';
import { cellsOf, decodeText, delimiterOf } from './rows.ts';

/** Rows that have to agree. */
const LOOKED_AT = 30;

/**
 * Whether a file that no format reads is a table whose columns a person can name: text in rows that are mostly cut into the
 * same number of cells, one of them under a header that is known or with dates in it.
 */
export async function looksLikeTable(source: Source): Promise<boolean> {
  const head = await headOf(source);
  const known = recognise(source.name, head);
  if (known && !(known.kind === 'format' && known.format.name === 'text')) return false;
  if (head.some((byte) => byte < 9)) return false;
  const text = decodeText(head);
  const delimiter = delimiterOf(text);
  const rows = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, LOOKED_AT)
    .map((line) => cellsOf(line, delimiter));
  const usual = [...Map.groupBy(rows, ({ length }) => length)].sort(([, a], [, b]) => b.length - a.length)[0];
  if (!usual || usual[0] < 2 || usual[1].length < 2 || usual[1].length * 2 < rows.length) return false;
  return usual[1].some((cells) => cells.some((cell) => headerOf(cell).role !== undefined || STARTS_AS_DATE.test(cell)));
}

const STARTS_AS_DATE = /^\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}\b/;
