import type { Cell, LaidLine, Region } from '../formats/documents/laid-line.ts';
import { placeOf, textOf } from '../formats/documents/laid-line.ts';
import { dateIn, isDayFirst, TAKEN, type WrittenDate } from './dates.ts';
import { decimalOf, type Decimal } from './numbers.ts';
import { rowIn, type Row } from './row.ts';
import { type Column, columnsIn } from './columns.ts';
import { plain } from './words.ts';

/** A result that a line of a report seems to tell. Nothing of it counts before a person has looked at it. */
export interface ResultProposal extends Row {
  /** Names the line: `page 2 line 14`, with ` column 2` behind it where a line holds several. */
  readonly place: string;
  readonly page: number;
  readonly line: number;
  readonly region?: Region;
  /** The line as it stands there. */
  readonly written: string;
  /** FHIR date. */
  readonly date?: string;
  /** What the report leaves open. */
  readonly doubts: readonly Doubt[];
}

/** Decimals or thousands; day or month; letters guessed from a picture. */
type Doubt = 'number' | 'date' | 'reading';

/** Proposals that anybody would look through. */
const MOST = 500;
const SPANISH = /\b(resultados?|unidades|valores|referencia|paciente|fecha|examen|prueba|hasta|laboratorio clinico|muestra)\b/g;
const ENGLISH = /\b(results?|units|reference|patient|date|test|range|specimen|collected|laboratory)\b/g;

/** Reads the rows of lab tables from the lines of a document. Pure: the same lines, the same proposals. */
export function proposeResults(lines: readonly LaidLine[]): ResultProposal[] {
  const texts = lines.map(textOf);
  const all = plain(texts.join('\n'));
  const isSpanish = (all.match(SPANISH)?.length ?? 0) > (all.match(ENGLISH)?.length ?? 0);
  const dayFirst = isDayFirst(texts, isSpanish);
  const decimal = decimalOf(texts);
  const general = takenOn(texts, dayFirst);
  const found: ResultProposal[] = [];
  let columns: readonly Column[] | undefined;
  let [page, taken] = [0, general];
  for (const [n, line] of lines.entries()) {
    if (line.page !== page) page = line.page;
    columns = columnsIn(line, dayFirst) ?? columns;
    taken = takenIn(texts[n] ?? '', dayFirst) ?? taken;
    for (const each of rowsOf(line, columns, decimal)) {
      if (found.length >= MOST) return found;
      found.push(proposalOf(line, each, taken));
    }
  }
  return found;
}

interface DatedRow {
  readonly row: Row & { readonly isAmbiguous: boolean };
  readonly date?: WrittenDate;
  /** Of several in one line, from 1. */
  readonly column?: number;
}

/** A table of several days has one value a day in each line; any other line holds one result at most. */
function rowsOf(line: LaidLine, columns: readonly Column[] | undefined, decimal: Decimal | undefined): DatedRow[] {
  const days = columns?.filter((column) => column.date !== undefined) ?? [];
  if (days.length < 2) {
    const row = rowIn(line, columns, decimal);
    return row ? [{ row }] : [];
  }
  return days.flatMap((day, n) => {
    const others = days.filter((each) => each !== day);
    const cells = line.cells.filter((cell) => !others.some((other) => isUnder(cell, other)));
    const row = cells.some((cell) => isUnder(cell, day)) ? rowIn({ ...line, cells }, undefined, decimal) : undefined;
    return row ? [{ row, column: n + 1, ...(day.date && { date: day.date }) }] : [];
  });
}

const isUnder = (cell: Cell, column: Cell): boolean => cell.from < column.to && column.from < cell.to;

function proposalOf(line: LaidLine, { row, date, column }: DatedRow, taken: WrittenDate | undefined): ResultProposal {
  const { isAmbiguous, ...told } = row;
  const day = date ?? taken;
  return {
    ...told,
    place: placeOf(line) + (column === undefined ? '' : ` column ${column}`),
    page: line.page,
    line: line.line,
    ...(line.region && { region: line.region }),
    written: textOf(line).replaceAll('\t', '   '),
    ...(day && { date: day.date }),
    doubts: [
      ...(isAmbiguous ? (['number'] as const) : []),
      ...(day?.isAmbiguous ? (['date'] as const) : []),
      ...(line.confidence === undefined ? [] : (['reading'] as const)),
    ],
  };
}

function takenOn(texts: readonly string[], dayFirst: boolean): WrittenDate | undefined {
  for (const form of TAKEN)
    for (const text of texts) {
      const date = form.test(plain(text)) ? dateAfter(text, form, dayFirst) : undefined;
      if (date) return date;
    }
  return undefined;
}

/** A line further down that says when its sample was taken speaks for what follows it. */
const takenIn = (text: string, dayFirst: boolean): WrittenDate | undefined =>
  TAKEN[0]?.test(plain(text)) ? dateAfter(text, TAKEN[0], dayFirst) : undefined;

/** The date that stands behind the words, not the birth date before them. */
function dateAfter(text: string, form: RegExp, dayFirst: boolean): WrittenDate | undefined {
  const words = plain(text);
  const found = form.exec(words);
  return found ? dateIn(words.slice(found.index + found[0].length), dayFirst) : undefined;
}
