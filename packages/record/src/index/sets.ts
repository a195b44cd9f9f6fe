import { join, raw, sql } from './database.ts';
import type { Sql } from './database.ts';

/**
 * A set of resources in the tables: `SELECT out FROM from WHERE where`. `seekable` sets can tell from their key whether
 * they hold one resource; the others are cheaper made as a whole.
 */
export interface Rows {
  readonly from: string;
  readonly out: string;
  readonly where: Sql;
  readonly seekable: boolean;
}

/** What a criterion asks: to be in the union of sets (or in none of them), by resource or by identity. */
export interface Condition {
  readonly key: 'rid' | 'nid';
  readonly any: readonly Rows[];
  readonly not: boolean;
}

export function positive(key: 'rid' | 'nid', any: readonly Rows[]): Condition {
  return { key, any, not: false };
}

export function rows(table: string, out: string, where: Sql, seekable = false): Rows {
  return { from: `${table} e`, out: `e.${out}`, where, seekable };
}

/** One of the tests holds. Halved again and again, since SQLite counts how deep an expression is. */
export function either(tests: readonly Sql[]): Sql {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  const half = tests.length >> 1;
  return half === 0 ? raw('0') : sql`(${either(tests.slice(0, half))} OR ${either(tests.slice(half))})`;
}

export function selectOf({ from, out, where }: Rows): Sql {
  return sql`SELECT ${raw(out)} FROM ${raw(from)} WHERE ${where}`;
}

export function union(sets: readonly Rows[]): Sql {
  return sets.length === 0 ? raw('SELECT NULL WHERE 0') : join(sets.map(selectOf), ' UNION ALL ');
}

/** A condition whose sets are made first: where to begin. */
export function memberOf({ key, any: sets, not }: Condition, resource: string): Sql {
  return sql`${raw(`${resource}.${key} ${not ? 'NOT IN' : 'IN'}`)} (${union(sets)})`;
}

/** A condition tested on one resource after the other. */
export function testOf({ key, any: sets, not }: Condition, resource: string): Sql {
  const column = raw(`${resource}.${key}`);
  const tests = sets
    .filter(({ seekable }) => seekable)
    .map(({ from, out, where }) => sql`EXISTS (SELECT 1 FROM ${raw(from)} WHERE ${where} AND ${raw(out)} = ${column})`);
  const whole = sets.filter(({ seekable }) => !seekable);
  if (whole.length > 0 || sets.length === 0) tests.push(sql`+${column} IN (${union(whole)})`);
  return not ? sql`NOT ${either(tests)}` : either(tests);
}
