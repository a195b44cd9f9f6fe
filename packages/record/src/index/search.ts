import { compartmentParameters, success } from '@satchel/fhir';
import type { Outcome, SearchQuery } from '@satchel/fhir';
import { Conditions, selectOf, testOf, union } from './conditions.ts';
import type { Condition, Rows, Scope } from './conditions.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { among, join, raw, sql } from './database.ts';
import type { Database, Sql, Tuple } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import { includedWith } from './include.ts';
import { after, orderBy, orderOf } from './order.ts';
import type { Order } from './order.ts';

/** A resource found; its body is elsewhere. */
export interface Hit {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

export interface SearchResult {
  readonly matches: readonly Hit[];
  /** What `_include` and `_revinclude` add, each once, none of them a match of this page. */
  readonly included: readonly Hit[];
  /** Number of matches on all pages; absent with `_total=none`. */
  readonly total?: number;
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
}

/** Answers a query from the tables alone. Fails only when the cursor is not of this query. */
export function search(database: Database, dictionary: Dictionary, query: SearchQuery, scope: Scope): Outcome<SearchResult> {
  const conditions = new Conditions(database, dictionary, scope);
  const types = query.types.length === 0 ? conditions.allTypes() : query.types.map((type) => dictionary.findType(type)).filter((type) => type !== undefined);
  const order = orderOf(query, types, dictionary);
  const place = query.cursor === undefined ? undefined : readCursor(order.name, order.columns.length, query.cursor);
  if (place?.ok === false) return place;
  const asked = query.criteria.map((criterion) => conditions.of(criterion, types));
  if (query.compartment !== undefined) asked.push(inCompartment(query.compartment, query.types, types, dictionary));
  const where = join([sql`r.type ${among(types)}`, sql`r.flags & ${scope.hidden} = 0`, ...tests(database, asked)], ' AND ');
  const total = query.total === 'none' && query.count > 0 ? {} : { total: database.number(sql`SELECT count(*) FROM resource r WHERE ${where}`) };
  if (query.count === 0) return success({ matches: [], included: [], ...total });
  const found = database.all(page(order, where, place?.value, query.count + 1));
  const matches = found.slice(0, query.count);
  const last = matches.at(-1);
  const more = found.length > query.count && last !== undefined;
  const hitOf = ([, type, id, version]: Tuple): Hit => ({ type: dictionary.typeName(Number(type)), id: String(id), version: Number(version) });
  return success({
    matches: matches.map(hitOf),
    included: includedWith(database, dictionary, query.includes, matches.map(([rid]) => Number(rid)), scope).map(hitOf),
    ...total,
    ...(more ? { next: writeCursor(order.name, last.slice(4)) } : {}),
  });
}

function page(order: Order, where: Sql, place: Tuple | undefined, limit: number): Sql {
  const columns = join(order.columns.map(({ value }, at) => sql`${value} AS ${raw(`o${at}`)}`), ', ');
  const joins = join(order.columns.map(({ join: more }) => more).filter((more) => more !== undefined), ' ');
  const rows = sql`SELECT r.rid, r.type, n.name AS id, r.version, ${columns} FROM resource r JOIN node n ON n.id = r.nid ${joins} WHERE ${where}`;
  const from = place === undefined ? rows : sql`SELECT * FROM (${rows}) WHERE ${after(order, place)}`;
  return sql`${from} ORDER BY ${orderBy(order)} LIMIT ${limit}`;
}

/** More than this many candidates are not told apart when choosing where to begin. */
const MANY = 500;

/** All conditions as tests; the one with the fewest candidates is made as a set, from which the others are tested. */
function tests(database: Database, conditions: readonly Condition[]): Sql[] {
  const candidates = conditions.map(({ any, not }) => (not ? Infinity : conditions.length === 1 ? 0 : size(database, any)));
  const fewest = candidates.indexOf(Math.min(...candidates));
  return conditions.map((condition, at) =>
    at === fewest && !condition.not ? sql`${raw(`r.${condition.key}`)} IN (${union(condition.any)})` : testOf(condition, 'r'));
}

function size(database: Database, sets: readonly Rows[]): number {
  return sets.reduce((sum, set) => sum + database.number(sql`SELECT count(*) FROM (${selectOf(set)} LIMIT ${MANY})`), 0);
}

/** The parameters of each type that place it in the compartment; and the compartment's own resource. */
function inCompartment(compartment: { readonly type: string; readonly id: string }, names: readonly string[], types: readonly number[], dictionary: Dictionary): Condition {
  const type = dictionary.findType(compartment.type);
  const node = type === undefined ? undefined : dictionary.findNode(type, compartment.id);
  if (node === undefined) return { key: 'rid', any: [], not: false };
  const parameters = types.flatMap((number) =>
    (compartmentParameters(compartment.type, dictionary.typeName(number)) ?? []).flatMap((code) => dictionary.findParameters([number], code)));
  const references: Rows = { from: 'refs e', out: 'e.rid', where: sql`e.target = ${node} AND e.parameter ${among(parameters)}`, seekable: true };
  const itself: Rows = { from: 'resource e', out: 'e.rid', where: sql`e.nid = ${node}`, seekable: true };
  return { key: 'rid', any: names.length > 0 && !names.includes(compartment.type) ? [references] : [references, itself], not: false };
}
