import type { Row } from '../../csv/rows.ts';
import type { Source } from '../../../source.ts';
import { readPart, readWholePart } from './parts.ts';
import { rowOf, type Sheet, WIDEST } from './sheet.ts';
import { columnOf, type Shown, shownAs, shownNumber } from './xlsx-cells.ts';

type Parts = ReadonlyMap<string, Source>;
/** Characters of shared texts that are kept; a workbook of more is no person's. */
const TEXTS = 64 * 1024 * 1024;

/** The sheets of an Excel workbook (ECMA-376 Part 1 §18). */
export async function* xlsxSheets(parts: Parts): AsyncIterable<Sheet> {
  const targets = new Map<string, string>();
  await readWholePart(parts.get('xl/_rels/workbook.xml.rels'), {
    open: (_, { Id, Target }) => void (Id && Target && targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)),
  });
  const sheets: { name: string; part: Source }[] = [];
  let since1904 = false;
  await readWholePart(parts.get('xl/workbook.xml'), {
    open(name, attributes) {
      if (local(name) === 'workbookPr') since1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (local(name) !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      const part = parts.get(targets.get(attributes['r:id'] ?? '') ?? '');
      if (part) sheets.push({ name: attributes['name'] ?? '', part });
    },
  });
  if (sheets.length === 0) return;
  const book = { since1904, texts: await sharedTexts(parts), styles: await stylesOf(parts) };
  for (const { name, part } of sheets) yield { name, rows: () => rowsIn(part, book) };
}

interface Book {
  readonly since1904: boolean;
  readonly texts: readonly string[];
  readonly styles: readonly Shown[];
}

async function sharedTexts(parts: Parts): Promise<string[]> {
  const texts: string[] = [];
  let [text, isText, isReading, size] = ['', false, false, 0];
  await readWholePart(parts.get('xl/sharedStrings.xml'), {
    open(name) {
      if (local(name) === 'si') text = '';
      // What stands in rPh is how it is pronounced.
      if (local(name) === 'rPh') isReading = true;
      isText = local(name) === 't' && !isReading;
    },
    text: (more) => void (isText && size < TEXTS && (text += more)),
    close(name) {
      isText = false;
      if (local(name) === 'rPh') isReading = false;
      if (local(name) === 'si') size += texts[texts.push(text) - 1]?.length ?? 0;
    },
  });
  return texts;
}

async function stylesOf(parts: Parts): Promise<Shown[]> {
  const codes = new Map<number, string>();
  const styles: Shown[] = [];
  let isCells = false;
  await readWholePart(parts.get('xl/styles.xml'), {
    open(name, attributes) {
      if (local(name) === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (local(name) === 'cellXfs') isCells = true;
      const id = Number(attributes['numFmtId'] ?? 0);
      if (isCells && local(name) === 'xf') styles.push(shownAs(id, codes.get(id)));
    },
    close: (name) => void (local(name) === 'cellXfs' && (isCells = false)),
  });
  return styles;
}

async function* rowsIn(part: Source, book: Book): AsyncIterable<Row> {
  let done: Row[] = [];
  let [line, column, value, isValue] = [0, -1, '', false];
  let cells: string[] = [];
  let cell: Readonly<Record<string, string>> = {};
  const reader = {
    open(name: string, attributes: Readonly<Record<string, string>>) {
      const tag = local(name);
      if (tag === 'row') [line, column, cells] = [Number(attributes['r']) || line + 1, -1, []];
      if (tag === 'c') [column, cell, value] = [columnOf(attributes['r']) ?? column + 1, attributes, ''];
      isValue = tag === 'v' || (tag === 't' && cell['t'] === 'inlineStr');
    },
    text: (more: string) => void (isValue && (value += more)),
    close(name: string) {
      isValue = false;
      if (local(name) === 'c' && column < WIDEST) cells[column] = shown(cell, value, book).replaceAll(/\s+/g, ' ').trim();
      const row = local(name) === 'row' ? rowOf(line, cells) : undefined;
      if (row) done.push(row);
    },
  };
  for await (const _ of readPart(part, reader)) {
    yield* done;
    done = [];
  }
}

/** §18.18.11: what a cell holds is told by its type. */
function shown({ t: type = 'n', s: style = '0' }: Readonly<Record<string, string>>, value: string, book: Book): string {
  if (type === 's') return book.texts[Number(value)] ?? '';
  if (type === 'e') return '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  return type === 'n' ? shownNumber(value, book.styles[Number(style)] ?? 'number', book.since1904) : value;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
