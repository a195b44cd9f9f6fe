import type { Include } from '@satchel/fhir';
import { among, join, raw, sql } from './database.ts';
import type { Database, Sql, Tuple } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import type { Scope } from './conditions.ts';

/**
 * The resources that `_include` and `_revinclude` bring to these matches, as (rid, type, id, version) in order of type
 * and id. `:iterate` goes on from what was included until nothing new comes.
 */
export function includedWith(
  database: Database,
  dictionary: Dictionary,
  includes: readonly Include[],
  matches: readonly number[],
  scope: Scope,
): Tuple[] {
  const known = new Set(matches);
  const included = new Map<number, Tuple>();
  let from: readonly number[] = matches;
  for (let rules = includes; rules.length > 0 && from.length > 0; rules = rules.filter(({ iterate }) => iterate)) {
    const found = rules.flatMap((rule) => follow(database, dictionary, rule, from, scope)).filter(([rid]) => !known.has(Number(rid)));
    for (const tuple of found) {
      known.add(Number(tuple[0]));
      included.set(Number(tuple[0]), tuple);
    }
    from = [...new Set(found.map(([rid]) => Number(rid)))];
  }
  const key = ([, type, id]: Tuple): string => `${dictionary.typeName(Number(type))}/${id}`;
  return [...included.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function follow(database: Database, dictionary: Dictionary, rule: Include, from: readonly number[], scope: Scope): Tuple[] {
  const tests: Sql[] = [
    sql`${raw(rule.reverse ? 't.rid' : 's.rid')} ${among(from)}`,
    sql`${raw(rule.reverse ? 's' : 't')}.flags & ${scope.hidden} = 0`,
  ];
  const source = dictionary.findType(rule.source) ?? -1;
  if (rule.source !== '*') tests.push(sql`s.type = ${source}`);
  if (rule.parameter !== '*') tests.push(sql`e.parameter ${among(dictionary.findParameters([source], rule.parameter))}`);
  if (rule.target !== undefined) tests.push(sql`t.type = ${dictionary.findType(rule.target) ?? -1}`);
  const found = raw(rule.reverse ? 's' : 't');
  return database.all(sql`
    SELECT DISTINCT ${found}.rid, ${found}.type, n.name, ${found}.version
    FROM refs e JOIN resource s ON s.rid = e.rid JOIN resource t ON t.nid = e.target JOIN node n ON n.id = ${found}.nid
    WHERE ${join(tests, ' AND ')}`);
}
