import type { Cell, LaidLine } from '../formats/documents/laid-line.ts';
import type { Column } from './columns.ts';
import { type Decimal, NUMBER, readNumber, type WrittenNumber } from './numbers.ts';
import { isUnit } from './units.ts';
import { type ColumnRole, flagOf, NOT_A_RESULT, plain, QUALITATIVE } from './words.ts';

/** One result as a line tells it. */
export interface Row {
  readonly name: string;
  /** A number as JSON writes it, or words. */
  readonly value: string;
  readonly isNumber: boolean;
  readonly comparator?: '<' | '<=' | '>' | '>=';
  readonly unit?: string;
  readonly range?: { readonly low?: string; readonly high?: string; readonly text: string };
  /** Code of v3-ObservationInterpretation. */
  readonly flag?: string;
}

const BETWEEN = new RegExp(`^[(\\[]?\\s*(?![+-])(${NUMBER})\\s*(?:-|–|—|a|to|hasta)\\s*(?![+-])(${NUMBER})\\s*[)\\]]?`);
const UP_TO = new RegExp(
  `^[(\\[]?\\s*(?:<=?|≤|hasta|up to|menor(?: de| que| a)?|less than|inferior a|under)\\s*(${NUMBER})\\s*[)\\]]?`,
  'i',
);
const FROM = new RegExp(
  `^[(\\[]?\\s*(?:>=?|≥|mayor(?: de| que| a)?|greater than|more than|superior a|over|desde)\\s*(${NUMBER})\\s*[)\\]]?`,
  'i',
);
/** A value ends with a space, a sign or a flag; what runs on is a name (25-OH), a day or a title of something else. */
const ENDS = String.raw`(?=[\s*%(\[]|[HL]{1,2}\b|$)`;
const VALUE = new RegExp(`^(?:<=|>=|[<>≤≥])?\\s*(?:${NUMBER})${ENDS}`);

/** Longer lines are no rows, in characters. */
const LONGEST = 600;

/** The result of a line: a name, a value, and a unit, range or head that shows it to be one. */
export function rowIn(
  line: LaidLine,
  columns: readonly Column[] | undefined,
  decimal: Decimal | undefined,
): (Row & { readonly isAmbiguous: boolean }) | undefined {
  const all = line.cells.flatMap(withoutLeaders);
  const cells = columns ? all.filter((cell) => roleOf(cell, columns) !== 'method') : all;
  const text = cells
    .map((cell) => cell.text)
    .join('   ')
    .slice(0, LONGEST);
  const split = nameAndRest(text, cells, columns);
  if (!split) return undefined;
  const { name, rest } = split;
  const read = readRest(rest, decimal);
  if (!read || !isName(name) || NOT_A_RESULT.test(plain(name))) return undefined;
  const { rest: left, ...row } = read;
  return split.isInTable || looksLikeARow(name, row, left, cells) ? { name, ...row } : undefined;
}

/** Outside a table with a head, sentences with numbers in them are the rule: a row is short and has little else in it. */
function looksLikeARow(name: string, { unit, range, isNumber }: Omit<Row, 'name'>, left: string, cells: readonly Cell[]): boolean {
  const words = left.match(/\p{L}{2,}/gu)?.length ?? 0;
  if (words > 3 || name.split(' ').length > 6 || /[.;:]\s/.test(name)) return false;
  if (range) return unit !== undefined || cells.length > 1;
  return isNumber && unit !== undefined && words === 0 && cells.length > 1 && !DOSE.test(unit);
}

/** Alone, these are the units of what somebody takes rather than of what was measured. */
const DOSE = /^(mg|mcg|µg|ug|g|ml|u|ui|iu|mg\/ml)$/i;

/** Dots that lead from a name to its value part two cells. */
function withoutLeaders(cell: Cell): Cell[] {
  const parts = cell.text.split(/\s*(?:\.{2,}|…|_{2,})\s*/).filter((part) => part !== '');
  return parts.length < 2 ? [cell] : parts.map((text) => ({ ...cell, text }));
}

const isName = (name: string): boolean => /\p{L}{2}/u.test(name) && name.length <= 80 && name.split(' ').length <= 9;

function roleOf(cell: Cell, columns: readonly Column[]): ColumnRole | undefined {
  const under = columns.filter((column) => cell.from < column.to && column.from < cell.to);
  return under.length === 1 ? under[0]?.role : undefined;
}

/** The name is what stands before the first value: its own cell in a table, else the words of the line before a number. */
function nameAndRest(text: string, cells: readonly Cell[], columns: readonly Column[] | undefined) {
  const valueAt = cells.findIndex((cell, n) => n > 0 && (VALUE.test(cell.text) || QUALITATIVE.test(plain(cell.text))));
  if (valueAt > 0) {
    const isInTable = columns !== undefined && cells.some((cell) => roleOf(cell, columns) === 'value');
    const name = cells.slice(0, valueAt).map((cell) => cell.text);
    // A flag or unit may stand between the name and its value.
    const words = name.filter((part, n) => n === 0 || (flagOf(part) === undefined && !isUnit(part)));
    const between = name.filter((part) => !words.includes(part));
    const rest = [...cells.slice(valueAt).map((cell) => cell.text), ...between].join('   ');
    return { name: tidy(words.join(' ')), rest, isInTable };
  }
  const found = new RegExp(`^(.*?[\\p{L})%]\\d{0,3})[\\s:]+((?:<=|>=|[<>≤≥])?\\s*(?:${NUMBER})${ENDS}.*)$`, 'u').exec(text);
  return found ? { name: tidy(found[1] ?? ''), rest: found[2] ?? '', isInTable: false } : undefined;
}

const tidy = (name: string): string =>
  name
    .replace(/[\s.:…_*]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();

interface Rest extends Omit<Row, 'name'> {
  readonly isAmbiguous: boolean;
  /** What is neither unit, range nor flag. */
  readonly rest: string;
}

function readRest(rest: string, decimal: Decimal | undefined): Rest | undefined {
  const written = VALUE.exec(rest)?.[0];
  const number = written === undefined ? undefined : readNumber(written, decimal);
  const words = number ? undefined : rest.split(/\s{2,}/)[0]?.trim();
  if (!number && !(words !== undefined && QUALITATIVE.test(plain(words)))) return undefined;
  const after = rest.slice((number ? written : words)?.length ?? 0);
  return { ...valueOf(number, words ?? ''), ...partsOf(after, decimal), isAmbiguous: number?.isAmbiguous === true };
}

function valueOf(number: WrittenNumber | undefined, words: string): Pick<Row, 'value' | 'isNumber' | 'comparator'> {
  if (!number) return { value: words, isNumber: false };
  return { value: number.text, isNumber: true, ...(number.comparator && { comparator: number.comparator }) };
}

/** Unit, range and flag stand behind the value in any order; what is none of them is left where it is. */
function partsOf(after: string, decimal: Decimal | undefined): Pick<Rest, 'unit' | 'range' | 'flag' | 'rest'> {
  let [unit, range, flag] = [undefined as string | undefined, undefined as Row['range'], undefined as string | undefined];
  let left = after.trim();
  const others: string[] = [];
  while (left !== '' && !(unit !== undefined && range && flag !== undefined)) {
    const found = range ? undefined : rangeIn(left, decimal);
    const word = /^\S+/.exec(left)?.[0] ?? '';
    const two = /^\S+ \S+/.exec(left)?.[0] ?? word;
    if (found) [range, left] = [found.range, left.slice(found.length)];
    else if (flag === undefined && flagOf(word) !== undefined) [flag, left] = [flagOf(word), left.slice(word.length)];
    else if (unit === undefined && isUnit(two)) [unit, left] = [two, left.slice(two.length)];
    else if (unit === undefined && isUnit(word.replace(/^\(|\)$/g, '')))
      [unit, left] = [word.replace(/^\(|\)$/g, ''), left.slice(word.length)];
    else {
      others.push(word);
      left = left.slice(word.length);
    }
    left = left.trim();
  }
  return {
    ...(unit !== undefined && { unit }),
    ...(range && { range }),
    ...(flag !== undefined && { flag }),
    rest: [...others, left].join(' '),
  };
}

function rangeIn(
  text: string,
  decimal: Decimal | undefined,
): { readonly range: NonNullable<Row['range']>; readonly length: number } | undefined {
  const number = (written: string | undefined) => readNumber(written ?? '', decimal)?.text;
  const between = BETWEEN.exec(text);
  if (between) {
    const [low, high] = [number(between[1]), number(between[2])];
    return {
      range: { ...(low !== undefined && { low }), ...(high !== undefined && { high }), text: bare(between[0]) },
      length: between[0].length,
    };
  }
  const [upTo, from] = [UP_TO.exec(text), FROM.exec(text)];
  const one = number((upTo ?? from)?.[1]);
  const found = upTo ?? from;
  return found && one !== undefined
    ? { range: { ...(upTo ? { high: one } : { low: one }), text: bare(found[0]) }, length: found[0].length }
    : undefined;
}

const bare = (range: string): string => range.replace(/^[([]|[)\]]$/g, '').trim();
