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
}

export interface Column {
  readonly value: Sql;
  /** What the value needs beside `resource r` and `node n`. */
  readonly join?: Sql;
  readonly descending: boolean;
}

/** Ascending by the lowest value a resource has, descending by the highest; resources without a value come last. */
export function orderOf({ sort, types }: SearchQuery, numbers: readonly number[], dictionary: Dictionary): Order {
  const keys = sort.map((key, at) => columnOf(key, `s${at}`, types, numbers, dictionary));
  const type: Column = { value: raw('t.name'), join: raw('JOIN type t ON t.id = r.type'), descending: false };
  const id: Column = { value: raw('n.name'), descending: false };
  const name = sort.map(({ parameter, descending }) => (descending ? '-' : '') + parameter).join();
  return { name: `${types.join()}:${name}`, columns: types.length === 1 ? [...keys, id] : [...keys, type, id] };
}

const TABLES: Partial<Record<SearchType, { readonly from: string; readonly low: string; readonly high: string }>> = {
  number: { from: 'numbers e', low: 'e.low', high: 'e.high' },
  quantity: { from: 'quantities e', low: 'e.low', high: 'e.high' },
  string: { from: 'strings e JOIN string x ON x.id = e.string', low: 'x.folded', high: 'x.folded' },
  uri: { from: 'uris e JOIN uri x ON x.id = e.uri', low: 'x.name', high: 'x.name' },
  token: { from: 'tokens e JOIN token x ON x.id = e.token', low: 'x.code', high: 'x.code' },
  reference: { from: 'refs e JOIN node x ON x.id = e.target', low: 'x.name', high: 'x.name' },
};

function columnOf({ parameter, descending }: SortKey, name: string, types: readonly string[], numbers: readonly number[], dictionary: Dictionary): Column {
  if (parameter === '_lastUpdated') return { value: raw('r.updated'), descending };
  if (parameter === '_id') return { value: raw('n.name'), descending };
  const parameters = dictionary.findParameters(numbers, parameter);
  if (parameters.length === 0) return { value: raw('NULL'), descending };
  const kind = parameterOf(types[0] ?? '', parameter)?.type ?? 'token';
  if (kind === 'date') {
    const bound = raw(descending ? 'max(e.high)' : 'min(e.low)');
    return { value: sql`(SELECT ${bound} FROM dates e WHERE e.rid = r.rid AND e.parameter ${among(parameters)})`, descending };
  }
  const table = TABLES[kind];
  if (table === undefined) return { value: raw('NULL'), descending };
  const bound = raw(descending ? `max(${table.high})` : `min(${table.low})`);
  const values = sql`SELECT e.rid, ${bound} AS value FROM ${raw(table.from)} WHERE e.parameter ${among(parameters)} GROUP BY e.rid`;
  return { value: raw(`${name}.value`), join: sql`LEFT JOIN (${values}) ${raw(name)} ON ${raw(name)}.rid = r.rid`, descending };
}

/** Columns are called `o0`, `o1`...; a missing value comes last either way. */
export function orderBy({ columns }: Order): Sql {
  return raw(columns.map(({ descending }, at) => `o${at} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', '));
}

/** What comes after `place`: greater in the first column, or equal there and greater in the next... */
export function after({ columns }: Order, place: Place): Sql {
  const alternatives = columns.map((_, at) => {
    const equal = place.slice(0, at).map((value, before) => sql`${raw(`o${before}`)} IS ${value}`);
    return sql`(${join([...equal, beyond(at, place[at] ?? null, columns[at]?.descending ?? false)], ' AND ')})`;
  });
  return sql`(${join(alternatives, ' OR ')})`;
}

function beyond(at: number, value: string | number | null, descending: boolean): Sql {
  if (value === null) return raw('0');
  const column = raw(`o${at}`);
  return descending ? sql`(${column} < ${value} OR ${column} IS NULL)` : sql`(${column} > ${value} OR ${column} IS NULL)`;
}
