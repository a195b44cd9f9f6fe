import { type Role, UNITS } from '@satchel/intake/columns';
import type { Table, TableAnswers } from '../../../../server/src/http/api.ts';

type DateOrder = NonNullable<TableAnswers['dateOrder']>;

/** The answers with another role for a column; its unit is asked about anew. */
export function withRole(answers: TableAnswers, column: number, role: Role): TableAnswers {
  return { ...answers, columns: [...others(answers, column), { column, role }] };
}

export function withUnit(answers: TableAnswers, column: number, role: Role, unit: string): TableAnswers {
  return { ...answers, columns: [...others(answers, column), { column, role, ...(unit !== '' && { unit }) }] };
}

const others = ({ columns = [] }: TableAnswers, column: number) => columns.filter((each) => each.column !== column);

/** Units to choose among for a column; a unit that its header tells is one of them. */
export function unitsOf({ role, unit }: Table['mapping']['columns'][number]): readonly string[] {
  const known = UNITS[role] ?? [];
  return known.length === 0 || unit === undefined || known.includes(unit) ? known : [unit, ...known];
}

/** A date as the table writes it, understood in an order: `2026-04-03`. */
export function dayIn(order: DateOrder, written: string): string {
  const [a = '', b = '', c = ''] = written.split(/\D+/);
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  return `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** `1,234` as a number, where the decimal sign is the one or the other. */
export const numberWith = (decimal: '.' | ',', written: string): number =>
  Number(written.replaceAll(decimal === '.' ? ',' : '.', '').replace(',', '.'));
