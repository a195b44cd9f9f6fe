import { sql } from './database.ts';
import type { Database } from './database.ts';

/**
 * Whether to go through all resources in the order asked until `limit` of them match, instead of sorting the matches.
 * Sorting costs by the matches; walking by what is passed, about the limit times all over matches.
 */
export function walks(database: Database, matches: number, limit: number): boolean {
  const all = database.number(sql`SELECT max(rid) FROM resource`);
  return matches * matches > limit * all;
}
