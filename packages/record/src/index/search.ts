import { compartmentParameters, success } from '@satchel/fhir';
import type { Outcome, SearchQuery } from '@satchel/fhir';
import { Conditions } from './conditions.ts';
import type { Scope } from './conditions.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Place } from './cursor.ts';
import { among, join, sql } from './database.ts';
import type { Database, Sql, Tuple } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import { includedWith } from './include.ts';
import { orderOf, sortedPage, walkedPage } from './order.ts';
import type { Order } from './order.ts';
import { memberOf, selectOf, testOf } from './sets.ts';
import type { Condition, Rows } from './sets.ts';
import type { Totals } from './totals.ts';
import { walks } from './walk.ts';

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
export function search(
  database: Database,
  dictionary: Dictionary,
  totals: Totals,
  query: SearchQuery,
  scope: Scope,
): Outcome<SearchResult> {
  const conditions = new Conditions(database, dictionary, scope);
  const types = dictionary.findTypes(query.types);
  const order = orderOf(query, types, dictionary);
  const place = query.cursor === undefined ? undefined : readCursor(order.name, order.columns.length, query.cursor);
  if (place?.ok === false) return place;
  const asked = query.criteria.map((criterion) => conditions.of(criterion, types));
  if (query.compartment !== undefined) asked.push(inCompartment(query.compartment, query.types, types, dictionary));
  const plan = planOf(database, asked, types, scope);
  const total = totals.of(plan.begun);
  const counted = query.total === 'none' && query.count > 0 ? {} : { total };
  if (query.count === 0) return success({ matches: [], included: [], ...counted });
  const found = page(database, order, plan, place?.value, query.count + 1, total);
  const matches = found.slice(0, query.count);
  const last = matches.at(-1);
  const hitOf = ([, type, id, version]: Tuple): Hit => ({
    type: dictionary.typeName(Number(type)),
    id: String(id),
    version: Number(version),
  });
  return success({
    matches: matches.map(hitOf),
    included: includedWith(
      database,
      dictionary,
      query.includes,
      matches.map(([rid]) => Number(rid)),
      scope,
    ).map(hitOf),
    ...counted,
    ...(found.length > query.count && last !== undefined ? { next: writeCursor(order.name, last.slice(HIT_COLUMNS)) } : {}),
  });
}

/** Before the columns of the order stand those of the hit. */
const HIT_COLUMNS = 4;

/** All conditions on `resource r`, in two forms. */
interface Plan {
  /** The smallest set is made first, the rest tested on its members. */
  readonly begun: Sql;
  /** Everything is tested, whatever brings the resources. */
  readonly tested: Sql;
}

/** More than this many candidates are not told apart when choosing where to begin. */
const MANY = 500;

function planOf(database: Database, conditions: readonly Condition[], types: readonly number[], scope: Scope): Plan {
  const sizes = conditions.map(({ any, not }) => (not ? Infinity : conditions.length === 1 ? 0 : size(database, any)));
  const first = sizes.indexOf(Math.min(...sizes));
  const begun = conditions.map((condition, at) => (at === first && !condition.not ? memberOf(condition, 'r') : testOf(condition, 'r')));
  const tests = conditions.map((condition) => testOf(condition, 'r'));
  const visible = sql`r.flags & ${scope.hidden} = 0`;
  // The plus keeps SQLite from beginning with all resources of the type.
  const type = conditions.some(({ not }) => !not) ? sql`+r.type ${among(types)}` : sql`r.type ${among(types)}`;
  return { begun: join([type, visible, ...begun], ' AND '), tested: join([sql`+r.type ${among(types)}`, visible, ...tests], ' AND ') };
}

function size(database: Database, sets: readonly Rows[]): number {
  return sets.reduce((sum, set) => sum + database.number(sql`SELECT count(*) FROM (${selectOf(set)} LIMIT ${MANY})`), 0);
}

function page(database: Database, order: Order, plan: Plan, place: Place | undefined, limit: number, total: number): Tuple[] {
  if (order.walk !== undefined && total > limit && walks(database, total, limit)) {
    const walked = database.all(walkedPage(order.walk, plan.tested, place, limit));
    if (walked.length === limit) return walked;
  }
  return database.all(sortedPage(order, plan.begun, place, limit));
}

/** The parameters of each type that place it in the compartment; and the compartment's own resource. */
function inCompartment(
  compartment: { readonly type: string; readonly id: string },
  names: readonly string[],
  types: readonly number[],
  dictionary: Dictionary,
): Condition {
  const type = dictionary.findType(compartment.type);
  const node = type === undefined ? undefined : dictionary.findNode(type, compartment.id);
  if (node === undefined) return { key: 'rid', any: [], not: false };
  const parameters = types.flatMap((number) =>
    (compartmentParameters(compartment.type, dictionary.typeName(number)) ?? []).flatMap((code) =>
      dictionary.findParameters([number], code),
    ),
  );
  const references: Rows = {
    from: 'refs e',
    out: 'e.rid',
    where: sql`e.target = ${node} AND e.parameter ${among(parameters)}`,
    seekable: true,
  };
  const itself: Rows = { from: 'resource e', out: 'e.rid', where: sql`e.nid = ${node}`, seekable: true };
  return { key: 'rid', any: names.length > 0 && !names.includes(compartment.type) ? [references] : [references, itself], not: false };
}
