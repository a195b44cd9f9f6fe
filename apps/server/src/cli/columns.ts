import { readFileSync } from 'node:fs';
import { isJsonObject } from '@satchel/fhir';
import { isRole, ROLES, type Role } from '@satchel/intake/columns';
import type { Table, TableAnswers } from '../http/api.ts';
import { type Call, option, UsageError } from './command.ts';

/** What the caller says of a table, by the headings of its columns. */
export interface ToldColumns {
  readonly columns: ReadonlyMap<string, { readonly role: Role; readonly unit?: string }>;
  readonly answers: Omit<TableAnswers, 'columns'>;
}

export const columnOptions = {
  columns: { type: 'string' },
  dates: { type: 'string' },
  decimal: { type: 'string' },
  zone: { type: 'string' },
} as const;

export const columnHelp = [
  '--columns HEADING=KIND,... what the columns of a table are: date, weight kg, ignored, ...',
  `                         KIND is one of ${ROLES.join(', ')}`,
  '--columns FILE.json      the same: {"columns": {"HEADING": "KIND"}, "dates": "dmy", "decimal": ",", "zone": "Europe/Madrid"}',
  '--dates dmy|mdy|ymd      how its dates are written, where they could be read two ways',
  '--decimal .|,            what stands before the decimals, where the numbers do not tell',
  '--zone NAME              the clock that its times are of (default: that of this computer)',
];

/** Undefined where nothing was said of columns. */
export function toldColumns(call: Call): ToldColumns | undefined {
  const written = option(call, 'columns');
  if (written === undefined) return undefined;
  const file: Answers = /\.json$/i.test(written) ? readAnswers(written) : { columns: pairsIn(written) };
  const said = (name: 'dates' | 'decimal' | 'zone'): string | undefined => option(call, name) ?? textOf(file[name]);
  const [dates, decimal, zone] = [said('dates'), said('decimal'), said('zone')];
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy' && dates !== 'ymd') throw new UsageError('--dates is dmy, mdy or ymd.');
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') throw new UsageError('--decimal is . or ,');
  return {
    columns: new Map(Object.entries(file.columns).map(([heading, kind]) => [plain(heading), kindOf(heading, kind)])),
    answers: {
      zone: zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(dates !== undefined && { dateOrder: dates }),
      ...(decimal !== undefined && { decimal }),
    },
  };
}

/** The answers for one table: columns by their place in it. */
export function answersFor({ mapping }: Pick<Table, 'mapping'>, member: string, { columns, answers }: ToldColumns): TableAnswers {
  const told = mapping.columns.flatMap(({ header }, column) => {
    const kind = columns.get(plain(header));
    return kind ? [{ column, ...kind }] : [];
  });
  return { ...answers, ...(member !== '' && { member }), ...(told.length > 0 && { columns: told }) };
}

/** A question about a table, as the caller can answer it. */
export function askedOf({ mapping }: Table, question: Table['questions'][number]): string {
  if (question.about === 'date-order') return `Which day is ${question.example}? Say --dates ${question.options.join(' or --dates ')}.`;
  if (question.about === 'decimal') return `Which number is ${question.example}? Say --decimal . or --decimal ,`;
  if (question.about === 'date-column') return 'Which column holds the date? Say --columns "HEADING=date".';
  const header = mapping.columns[question.column]?.header ?? '';
  if (question.about === 'column') return `What is the column "${header}"? Say --columns "${header}=KIND", or "${header}=ignored".`;
  const role = mapping.columns[question.column]?.role ?? '';
  return `In which unit is the column "${header}"? Say --columns "${header}=${role} ${question.options[0] ?? ''}" or another of ${question.options.join(', ')}.`;
}

const plain = (heading: string): string => heading.trim().toLowerCase();
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function pairsIn(written: string): Record<string, string> {
  const pairs = written.split(',').map((pair) => {
    const at = pair.lastIndexOf('=');
    if (at < 1) throw new UsageError(`--columns is HEADING=KIND,... or a file that ends in .json; "${pair}" is neither.`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

type Answers = { readonly columns: Record<string, string> } & { readonly [name in 'dates' | 'decimal' | 'zone']?: unknown };

function readAnswers(file: string): Answers {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file} cannot be read as JSON.`);
  }
  const columns = isJsonObject(read) ? read['columns'] : undefined;
  if (!isJsonObject(read) || !isJsonObject(columns)) throw new UsageError(`${file} has no object "columns".`);
  return { ...read, columns: Object.fromEntries(Object.entries(columns).map(([heading, kind]) => [heading, String(kind)])) };
}

function kindOf(heading: string, written: string): { role: Role; unit?: string } {
  const [role = '', ...unit] = written.trim().split(/\s+/);
  if (!isRole(role)) throw new UsageError(`"${role}" is no kind of column (${heading}); a kind is one of ${ROLES.join(', ')}.`);
  return { role, ...(unit.length > 0 && { unit: unit.join(' ') }) };
}
