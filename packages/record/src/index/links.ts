import { among, raw, sql } from './database.ts';
import type { Database, Sql } from './database.ts';
import type { Hit } from './search.ts';
import { FLAGS } from './schema.ts';

/** A reference between two resources, seen from one of them, by the search parameter that holds it. */
export interface Link extends Hit {
  readonly parameter: string;
}

/** The resources that refer to this identity, through parameters with these numbers or any. */
export function referrersOf(database: Database, nid: number, parameters: readonly number[] | undefined): Link[] {
  const through = parameters === undefined ? raw('1') : sql`e.parameter ${among(parameters)}`;
  return linksWhere(database, 'r.rid = e.rid', sql`e.target = ${nid} AND ${through}`);
}

/** The resources that this one refers to, as far as the index holds them. */
export function outgoingOf(database: Database, nid: number): Link[] {
  return linksWhere(database, 'r.nid = e.target', sql`e.rid = (SELECT rid FROM resource WHERE nid = ${nid})`);
}

function linksWhere(database: Database, on: string, where: Sql): Link[] {
  return database
    .all(sql`
    SELECT t.name, n.name, r.version, p.name FROM refs e JOIN resource r ON ${raw(on)} JOIN node n ON n.id = r.nid
    JOIN type t ON t.id = r.type JOIN parameter p ON p.id = e.parameter
    WHERE ${where} AND r.flags & ${FLAGS.deleted} = 0 ORDER BY t.name, n.name, p.name`)
    .map(([type, id, version, parameter]) => ({
      type: String(type),
      id: String(id),
      version: Number(version),
      parameter: String(parameter),
    }));
}
