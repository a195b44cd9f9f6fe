import type { Row } from '../../csv/rows.ts';
import type { Source } from '../../../source.ts';
import { readPart, readWholePart } from './parts.ts';
import { rowOf, type Sheet, WIDEST } from './sheet.ts';

type Attributes = Readonly<Record<string, string>>;

/** The sheets of an OpenDocument spreadsheet (OpenDocument 1.3 Part 3 §9). */
export async function* odsSheets(parts: ReadonlyMap<string, Source>): AsyncIterable<Sheet> {
  const content = parts.get('content.xml');
  if (!content) return;
  const names: string[] = [];
  await readWholePart(content, {
    open: (tag, attributes) => void (tag === 'table:table' && names.push(attributes['table:name'] ?? '')),
  });
  for (const [n, name] of names.entries()) yield { name, rows: () => rowsIn(content, n) };
}

async function* rowsIn(content: Source, sheet: number): AsyncIterable<Row> {
  let done: Row[] = [];
  let [at, line, repeated, times, text, isWords, isRemark] = [-1, 0, 1, 1, '', false, false];
  let cells: string[] = [];
  let cell: Attributes = {};
  const reader = {
    open(tag: string, attributes: Attributes) {
      if (tag === 'table:table') at += 1;
      if (tag === 'table:table-row') [cells, repeated] = [[], Number(attributes['table:number-rows-repeated'] ?? 1)];
      if (tag === 'table:table-cell' || tag === 'table:covered-table-cell')
        [cell, text, times] = [attributes, '', Number(attributes['table:number-columns-repeated'] ?? 1)];
      if (tag === 'text:p') [isWords, text] = [true, `${text} `];
      if (tag === 'office:annotation') isRemark = true;
    },
    text: (more: string) => void (isWords && !isRemark && (text += more)),
    close(tag: string) {
      if (tag === 'text:p') isWords = false;
      if (tag === 'office:annotation') isRemark = false;
      if (tag === 'table:table-cell' || tag === 'table:covered-table-cell')
        for (let n = 0; n < times && cells.length < WIDEST; n++) cells.push(shown(cell, text).replaceAll(/\s+/g, ' ').trim());
      if (tag !== 'table:table-row') return;
      const row = at === sheet ? rowOf(line + 1, cells) : undefined;
      if (row) done.push(row);
      if (at === sheet) line += repeated;
    },
  };
  for await (const _ of readPart(content, reader)) {
    yield* done;
    done = [];
    if (at > sheet) return;
  }
}

/** §19.387: the value itself where it has one, else its words. */
function shown(cell: Attributes, text: string): string {
  const type = cell['office:value-type'];
  const value = cell['office:value'];
  if (type === 'date') return (cell['office:date-value'] ?? text).replace('T', ' ').replace(/\.\d+$/, '');
  const time = type === 'time' ? /^PT0*(\d{1,2})H(\d{2})M(\d{2})/.exec(cell['office:time-value'] ?? '') : null;
  if (time) return `${String(time[1]).padStart(2, '0')}:${time[2]}:${time[3]}`;
  if (value === undefined) return text;
  const number = type === 'percentage' ? Number(value) * 100 : Number(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : text;
}
