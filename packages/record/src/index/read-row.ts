import type { Card } from '../doors.ts';
import { among, raw, sql } from './database.ts';
import type { Database, Sql, Tuple } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import type { Indexed } from './row.ts';
import { FLAGS, flagBits, flagsOf, NEVER } from './schema.ts';
import type { Flag } from './schema.ts';

/** Which marked resources an answer also holds; without it only current facts. Deleted ones are never found. */
export interface Shown {
  readonly also?: readonly Exclude<Flag, 'deleted' | 'invalid' | 'daily'>[];
  /** Of the days of a device series only the newest: a watch writes thousands of them. */
  readonly newestDays?: boolean;
}

/** The bits of the flags that are not shown. */
export function hiddenBits({ also = [] }: Shown): number {
  return flagBits(['deleted', 'withdrawn', 'aside']) & ~flagBits(also);
}

/** A test of `resource r`: that it is shown and, where types are named, of one of them. */
export function seen(dictionary: Dictionary, shown: Shown, types: readonly string[] | undefined): Sql {
  const current = sql`r.flags & ${hiddenBits(shown)} = 0`;
  const visible = shown.newestDays ? sql`${current} AND ${isNoOlderDay(shown)}` : current;
  if (types === undefined) return visible;
  return sql`r.type ${among(types.map((type) => dictionary.findType(type) ?? -1))} AND ${visible}`;
}

/** A test of `resource r`: that it is no day of a series that has a newer one. SQLite takes `rid` from the row of the maximum. */
function isNoOlderDay(shown: Shown): Sql {
  const newest = sql`
    SELECT rid FROM (SELECT rid, max(timeline) FROM resource
    INDEXED BY resource_daily WHERE ${raw(`flags & ${FLAGS.daily} != 0`)} AND flags & ${hiddenBits(shown)} = 0 GROUP BY json_extract(card, '$.code'))`;
  return sql`(r.flags & ${FLAGS.daily} = 0 OR r.rid IN (${newest}))`;
}

/** What is kept of the resources that the rest of the statement, from WHERE on, chooses of `resource r`, `node n`, `type t`. */
export function readRows(database: Database, dictionary: Dictionary, rest: Sql): Indexed[] {
  return database
    .all(sql`
    SELECT r.type, n.name, r.version, r.updated, r.seq, r.labels, r.fingerprint, r.flags, r.timeline, r.card
    FROM resource r JOIN node n ON n.id = r.nid JOIN type t ON t.id = r.type ${rest}`)
    .map((tuple) => rowOf(tuple, dictionary));
}

/** Which version of what there is, and since when. */
export type Named = Pick<Indexed, 'type' | 'id' | 'version' | 'updatedAt'>;

/** The same choice, by name alone. */
export function readNames(database: Database, dictionary: Dictionary, rest: Sql): Named[] {
  return database
    .all(sql`SELECT r.type, n.name, r.version, r.updated FROM resource r JOIN node n ON n.id = r.nid JOIN type t ON t.id = r.type ${rest}`)
    .map(([type, id, version, updated]) => ({
      type: dictionary.typeName(Number(type)),
      id: String(id),
      version: Number(version),
      updatedAt: Number(updated),
    }));
}

/** The same for resources found already, in their order. */
export function readFound(database: Database, dictionary: Dictionary, rids: readonly number[]): Indexed[] {
  if (rids.length === 0) return [];
  return readRows(database, dictionary, sql`JOIN json_each(${JSON.stringify(rids)}) f ON f.value = r.rid ORDER BY f.key`);
}

function rowOf([type, id, version, updated, seq, labels, fingerprint, flags, timeline, card]: Tuple, dictionary: Dictionary): Indexed {
  const name = dictionary.typeName(Number(type));
  return {
    type: name,
    id: String(id),
    version: Number(version),
    updatedAt: Number(updated),
    seq: Number(seq),
    labels: String(labels),
    fingerprint: String(fingerprint),
    flags: flagsOf(Number(flags)),
    timelineAt: timeline === NEVER ? null : Number(timeline),
    card: { type: name, ...(JSON.parse(String(card)) as Omit<Card, 'type'>) },
  };
}
