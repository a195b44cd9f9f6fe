import { hash } from 'node:crypto';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type DateOrder, likelyOrder, possibleOrders } from '../../measures/clock.ts';
import { headerOf, type Role, UNITS } from './columns.ts';
import { decimalOf, readNumber } from './numbers.ts';
import type { Row } from './rows.ts';
import type { Table } from './table.ts';

/** What one column is. */
export interface Column {
  readonly header: string;
  readonly role: Role;
  /** As written; where the role needs one. */
  readonly unit?: string;
}

/** How a table is read. Confirmed by a person once, it fits every table with the same headers. */
export interface TableMapping {
  /** Names the headers: tables of the same signature are read the same way. */
  readonly signature: string;
  /** Line of the headers; rows begin behind it. */
  readonly headerLine: number;
  readonly columns: readonly Column[];
  readonly dateOrder: DateOrder;
  readonly decimal: '.' | ',';
  /** Minutes east of UTC of the clock, where the person told it. */
  readonly offset?: number;
  /** The time zone of the clock by its IANA name, where the person told that. */
  readonly zone?: string;
}

/** What a person must say before the table can be read; nothing is guessed. */
export type Question =
  | { readonly about: 'date-order'; readonly options: readonly DateOrder[]; readonly example: string }
  | { readonly about: 'unit'; readonly column: number; readonly options: readonly string[] }
  | { readonly about: 'column'; readonly column: number }
  | { readonly about: 'date-column' }
  | { readonly about: 'decimal'; readonly example: string };

/** What a person has said about a table so far. */
export interface TableAnswers {
  readonly columns?: readonly { readonly column: number; readonly role: Role; readonly unit?: string }[];
  readonly dateOrder?: DateOrder;
  readonly decimal?: '.' | ',';
  /** Which of several tables in a file it is about, by the name it has there; empty for the file itself. */
  readonly member?: string;
  /** The time zone whose clock the times are of, by its IANA name. */
  readonly zone?: string;
}

export interface TableProposal {
  readonly mapping: TableMapping;
  readonly questions: readonly Question[];
  /** The first rows, as they are written. */
  readonly rows: readonly (readonly string[])[];
}

const LOOKED_AT = 2000;
const SHOWN = 5;
/** Values of these are in one unit or the other, never in both: a glucose of 110 is no mmol/L. */
const TELLING: Readonly<Partial<Record<Role, (values: readonly number[]) => string | undefined>>> = {
  glucose: (values) => (values.every((value) => value > 36) ? 'mg/dL' : values.every((value) => value < 20) ? 'mmol/L' : undefined),
  temperature: (values) =>
    values.every((value) => value > 80) ? '°F' : values.every((value) => value < 46 && value > 30) ? '°C' : undefined,
  hba1c: (values) => (values.every((value) => value >= 20) ? 'mmol/mol' : values.every((value) => value < 19) ? '%' : undefined),
};

/** Looks at a table and says how it would be read, with what is unsure as questions; what a person `told` is asked no more. */
export async function proposeTable(
  table: Table,
  known?: (signature: string) => TableMapping | undefined,
  told: TableAnswers = {},
): Promise<Outcome<TableProposal>> {
  const rows: Row[] = [];
  for await (const row of table.rows()) {
    rows.push(row);
    if (rows.length > LOOKED_AT) break;
  }
  const headerAt = headerRowOf(rows);
  const header = rows[headerAt];
  if (!header || rows.length < headerAt + 2)
    return failure(
      issue('error', 'structure', 'This is no table with headers and rows.', { remedy: 'Add a line that names the columns.' }),
    );
  const body = rows.slice(headerAt + 1);
  const signature = signatureOf(header.cells);
  const shown = body.slice(0, SHOWN).map(({ cells }) => cells);
  const cellsAt = (column: number): string[] => body.map(({ cells }) => cells[column] ?? '').filter((cell) => cell !== '');
  const remembered = known?.(signature);
  // The same headers over dates that were written the other way round are asked about again.
  if (remembered && ordersOf(datesIn(remembered.columns, cellsAt)).includes(remembered.dateOrder))
    return success({ mapping: { ...remembered, headerLine: header.line }, questions: [], rows: shown });
  const cells = body.flatMap((row) => row.cells);
  const decimal = decimalOf(cells);
  const toldOf = (at: number) => told.columns?.find(({ column }) => column === at);
  const columns = header.cells.map((text, at) => columnOf(text, cellsAt(at), told.decimal ?? decimal ?? '.', toldOf(at)));
  const questions: Question[] = columns.flatMap((column, at) => questionsOf(column, at, cellsAt(at), toldOf(at) !== undefined));
  const dates = datesIn(columns, cellsAt);
  const orders = ordersOf(dates);
  const order = likelyOrder(dates, orders);
  if (orders.length === 0) questions.unshift({ about: 'date-column' });
  else if (!order && !told.dateOrder) questions.unshift({ about: 'date-order', options: orders, example: dates[0] ?? '' });
  const puzzling = decimal ? undefined : cells.find((cell) => /^\d{1,3}[.,]\d{3}$/.test(cell));
  if (puzzling !== undefined && !told.decimal) questions.push({ about: 'decimal', example: puzzling });
  const chosen = told.dateOrder && orders.includes(told.dateOrder) ? told.dateOrder : (order ?? orders[0] ?? 'ymd');
  return success({
    mapping: {
      signature,
      headerLine: header.line,
      columns,
      dateOrder: chosen,
      decimal: told.decimal ?? decimal ?? '.',
      ...(told.zone !== undefined && { zone: told.zone }),
    },
    questions,
    rows: shown,
  });
}

/** What stands in the column of dates. */
function datesIn(columns: readonly Column[], cellsAt: (column: number) => string[]): string[] {
  const at = columns.findIndex(({ role }) => role === 'dateTime' || role === 'date');
  return at < 0 ? [] : cellsAt(at);
}

/** The orders in which these are dates; a line of totals or a remark among many does not make them none. */
function ordersOf(texts: readonly string[]): DateOrder[] {
  const dates = texts.filter((text) => possibleOrders([text]).length > 0);
  return dates.length * 10 >= texts.length * 9 ? possibleOrders(dates) : [];
}

/** The first row of which most cells are known as headers; else the first row at all. */
function headerRowOf(rows: readonly Row[]): number {
  const score = ({ cells }: Row): number => cells.filter((cell) => headerOf(cell).role !== undefined).length;
  const best = rows.slice(0, 30).reduce((most, row, at) => (score(row) > score(rows[most] as Row) ? at : most), 0);
  return best;
}

/** The same headers in another order are another table. */
export const signatureOf = (headers: readonly string[]): string =>
  hash('sha256', headers.map((text) => text.trim().toLowerCase()).join('\n'), 'base64url').slice(0, 22);

function columnOf(header: string, cells: readonly string[], decimal: '.' | ',', told?: Omit<Column, 'header'>): Column {
  const named = headerOf(header);
  const role = told?.role ?? named.role ?? 'ignored';
  const isDateTime = role === 'date' && cells.some((cell) => /\d[T ,]+\d{1,2}:\d{2}/.test(cell));
  const numbers = cells.map((cell) => readNumber(cell, decimal)?.value).filter((value) => value !== undefined);
  const unit = told?.unit ?? named.unit ?? (numbers.length > 0 ? TELLING[role]?.(numbers) : undefined);
  return { header, role: isDateTime ? 'dateTime' : role, ...(unit !== undefined && { unit }) };
}

function questionsOf({ role, unit, header }: Column, column: number, cells: readonly string[], isTold: boolean): Question[] {
  const options = UNITS[role];
  if (options && unit === undefined) return [{ about: 'unit', column, options }];
  const isUnknown = !isTold && headerOf(header).role === undefined && cells.some((cell) => readNumber(cell) !== undefined);
  return role === 'ignored' && isUnknown ? [{ about: 'column', column }] : [];
}
