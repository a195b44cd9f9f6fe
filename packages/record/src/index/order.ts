import { parameterOf } from '@satchel/fhir';
import type { SearchQuery, SearchType, SortKey } from '@satchel/fhir';
import type { Place } from './cursor.ts';
import { among, join, raw, sql } from './database.ts';
import type { Sql } from './database.ts';
import type { Dictionary } from './dictionary.ts';

/** The order of an answer: by its sort keys, then by type and id, so that it is the same wherever the index was built. */
export interface Order {
  /** Names the order, for cursors. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly walk?: Walk;
}

export interface Column {
  readonly value: Sql;
  /** What the value needs beside `resource r` and `node n`. */
  readonly join?: Sql;
  readonly descending: boolean;
}

/** A way through the tables in this very order, for answers so large that sorting them costs more than walking by. */
export interface Walk {
  readonly from: Sql;
  readonly where: Sql;
  readonly columns: readonly Column[];
}

/** Ascending by the lowest value a resource has, descending by the highest; resources without a value come last. */
export function orderOf({ sort, types }: SearchQuery, numbers: readonly number[], dictionary: Dictionary): Order {
  const keys = sort.map((key, at) => columnOf(key, `s${at}`, types, numbers, dictionary));
  const walk = walkOf(sort, types, numbers, dictionary);
  const name = sort.map(({ parameter, descending }) => (descending ? '-' : '') + parameter).join();
  return {
    name: `${types.join()}:${name}`,
    columns: types.length === 1 ? [...keys, BY_ID] : [...keys, BY_TYPE, BY_ID],
    ...(walk === undefined ? {} : { walk }),
  };
}

const BY_TYPE: Column = { value: raw('t.name'), join: raw('JOIN type t ON t.id = r.type'), descending: false };
const BY_ID: Column = { value: raw('n.name'), descending: false };

const TABLES: Partial<Record<SearchType, { readonly from: string; readonly low: string; readonly high: string }>> = {
  number: { from: 'numbers e', low: 'e.low', high: 'e.high' },
  quantity: { from: 'quantities e', low: 'e.low', high: 'e.high' },
  string: { from: 'strings e JOIN string x ON x.id = e.string', low: 'x.folded', high: 'x.folded' },
  uri: { from: 'uris e JOIN uri x ON x.id = e.uri', low: 'x.name', high: 'x.name' },
  token: { from: 'tokens e JOIN token x ON x.id = e.token', low: 'x.code', high: 'x.code' },
  reference: { from: 'refs e JOIN node x ON x.id = e.target', low: 'x.name', high: 'x.name' },
};

function columnOf(
  { parameter, descending }: SortKey,
  name: string,
  types: readonly string[],
  numbers: readonly number[],
  dictionary: Dictionary,
): Column {
  if (parameter === '_lastUpdated') return { value: raw('r.updated'), descending };
  if (parameter === '_id') return { ...BY_ID, descending };
  const parameters = dictionary.findParameters(numbers, parameter);
  const kind = parameterOf(types[0] ?? '', parameter)?.type ?? 'token';
  if (parameters.length === 0) return { value: raw('NULL'), descending };
  if (kind === 'date') {
    const bound = raw(descending ? 'max(e.low)' : 'min(e.low)');
    return { value: sql`(SELECT ${bound} FROM dates e WHERE e.rid = r.rid AND e.parameter ${among(parameters)})`, descending };
  }
  const table = TABLES[kind];
  if (table === undefined) return { value: raw('NULL'), descending };
  const bound = raw(descending ? `max(${table.high})` : `min(${table.low})`);
  const values = sql`SELECT e.rid, ${bound} AS value FROM ${raw(table.from)} WHERE e.parameter ${among(parameters)} GROUP BY e.rid`;
  return { value: raw(`${name}.value`), join: sql`LEFT JOIN (${values}) ${raw(name)} ON ${raw(name)}.rid = r.rid`, descending };
}

/** By id alone along the identities of the type, by one date along its begin. */
function walkOf(sort: readonly SortKey[], types: readonly string[], numbers: readonly number[], dictionary: Dictionary): Walk | undefined {
  const [type] = numbers;
  const [key] = sort;
  if (type === undefined || types.length !== 1 || sort.length > 1) return undefined;
  if (key === undefined)
    return { from: raw('node n CROSS JOIN resource r ON r.nid = n.id'), where: sql`n.type = ${type}`, columns: [BY_ID] };
  const [parameter, ...more] = dictionary.findParameters(numbers, key.parameter);
  if (parameter === undefined || more.length > 0 || parameterOf(types[0] ?? '', key.parameter)?.type !== 'date') return undefined;
  const better = raw(
    key.descending ? '(b.low > w.low OR (b.low = w.low AND b.high > w.high))' : '(b.low < w.low OR (b.low = w.low AND b.high < w.high))',
  );
  return {
    from: raw('dates w CROSS JOIN resource r ON r.rid = w.rid CROSS JOIN node n ON n.id = r.nid'),
    where: sql`w.parameter = ${parameter} AND NOT EXISTS (SELECT 1 FROM dates b WHERE b.rid = w.rid AND b.parameter = w.parameter AND ${better})`,
    columns: [{ value: raw('w.low'), descending: key.descending }, BY_ID],
  };
}

/** All rows sorted, from `place` on. The columns are called `o0`, `o1`... */
export function sortedPage({ columns }: Order, where: Sql, place: Place | undefined, limit: number): Sql {
  const joins = join(
    columns.map(({ join: more }) => more).filter((more) => more !== undefined),
    ' ',
  );
  const rows = sql`SELECT ${HIT}, ${named(columns)} FROM resource r JOIN node n ON n.id = r.nid ${joins} WHERE ${where}`;
  const names = columns.map((_, at) => raw(`o${at}`));
  const from = place === undefined ? rows : sql`SELECT * FROM (${rows}) WHERE ${after(columns, names, place)}`;
  const by = raw(columns.map(({ descending }, at) => `o${at} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', '));
  return sql`${from} ORDER BY ${by} LIMIT ${limit}`;
}

/** The same rows, met in order; those without a value of the sort key are not among them. */
export function walkedPage({ from, where, columns }: Walk, tests: Sql, place: Place | undefined, limit: number): Sql {
  const values = columns.map(({ value }) => value);
  const [first] = columns;
  const start =
    place === undefined || first === undefined
      ? raw('1')
      : sql`${first.value} ${raw(first.descending ? '<=' : '>=')} ${place[0] ?? null} AND ${after(columns, values, place)}`;
  const by = raw(columns.map(({ value, descending }) => `${value.text} ${descending ? 'DESC' : 'ASC'}`).join(', '));
  return sql`SELECT ${HIT}, ${named(columns)} FROM ${from} WHERE ${where} AND ${start} AND ${tests} ORDER BY ${by} LIMIT ${limit}`;
}

const HIT = raw('r.rid, r.type, n.name AS id, r.version');

function named(columns: readonly Column[]): Sql {
  return join(
    columns.map(({ value }, at) => sql`${value} AS ${raw(`o${at}`)}`),
    ', ',
  );
}

/** What comes after `place`: beyond it in the first column, or equal there and beyond it in the next... */
function after(columns: readonly Column[], values: readonly Sql[], place: Place): Sql {
  const alternatives = values.map((value, at) => {
    const equal = values.slice(0, at).map((before, index) => sql`${before} IS ${place[index] ?? null}`);
    return sql`(${join([...equal, beyond(value, place[at] ?? null, columns[at]?.descending ?? false)], ' AND ')})`;
  });
  return sql`(${join(alternatives, ' OR ')})`;
}

function beyond(value: Sql, bound: string | number | null, descending: boolean): Sql {
  if (bound === null) return raw('0');
  return sql`(${value} ${raw(descending ? '<' : '>')} ${bound} OR ${value} IS NULL)`;
}
