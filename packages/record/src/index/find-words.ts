import { raw, sql } from './database.ts';
import type { Database, Sql } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import { matchWords } from './match-words.ts';
import { readFound, seen } from './read-row.ts';
import type { Shown } from './read-row.ts';
import type { Indexed } from './row.ts';
import { walks } from './walk.ts';

export interface WordsOptions extends Shown {
  readonly types?: readonly string[];
  /** 20 unless given. */
  readonly limit?: number;
}

/**
 * Resources that hold all the words typed, the last one perhaps unfinished. Those with all of them in their title come
 * first; among equals the newest by clinical date.
 */
export function findWords(database: Database, dictionary: Dictionary, text: string, options: WordsOptions = {}): Indexed[] {
  const anywhere = matchWords(text, 'all', 'begins');
  const titled = matchWords(text, 'title', 'begins');
  if (anywhere === undefined || titled === undefined) return [];
  const limit = options.limit ?? 20;
  const visible = seen(dictionary, options, options.types);
  const rids = newest(database, titled, visible, limit);
  if (rids.length < limit) {
    const elsewhere = sql`${visible} AND r.rid NOT IN (SELECT rowid FROM words WHERE words MATCH ${titled})`;
    rids.push(...newest(database, anywhere, elsewhere, limit - rids.length));
  }
  return readFound(database, dictionary, rids);
}

/** More matches than these are not told apart. */
const MANY = 2000;

function newest(database: Database, match: string, test: Sql, limit: number): number[] {
  const matching = sql`SELECT rowid FROM words WHERE words MATCH ${match}`;
  const many = walks(database, database.number(sql`SELECT count(*) FROM (${matching} LIMIT ${MANY})`), limit);
  // The plus keeps SQLite from beginning with the matches, the cross join from sorting them.
  const member = many ? sql`+r.rid IN (${matching})` : sql`r.rid IN (${matching})`;
  const found = sql`
    SELECT r.rid FROM resource r ${raw(many ? 'INDEXED BY resource_timeline CROSS JOIN' : 'JOIN')} node n ON n.id = r.nid
    WHERE ${member} AND ${test} ORDER BY r.timeline DESC, n.name LIMIT ${limit}`;
  return database.all(found).map(([rid]) => Number(rid));
}
