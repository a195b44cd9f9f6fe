import { success } from '@satchel/fhir';
import type { Outcome } from '@satchel/fhir';
import { readCursor, writeCursor } from './cursor.ts';
import { join, sql } from './database.ts';
import type { Database } from './database.ts';
import type { Dictionary } from './dictionary.ts';
import { readRows, seen } from './read-row.ts';
import type { Shown } from './read-row.ts';
import type { Indexed } from './row.ts';
import { NEVER } from './schema.ts';

export interface TimelineOptions extends Shown {
  /** Clinical dates in milliseconds, exclusive. */
  readonly before?: number;
  /** Inclusive. */
  readonly after?: number;
  readonly types?: readonly string[];
  /** Codes of the card's categories; one must be there. */
  readonly categories?: readonly string[];
  readonly cursor?: string;
  /** 50 unless given. */
  readonly limit?: number;
}

export interface TimelinePage {
  readonly entries: readonly Indexed[];
  readonly next?: string;
}

/** Newest first by clinical date, then by id; what has no clinical date is not on it. */
export function readTimeline(database: Database, dictionary: Dictionary, options: TimelineOptions = {}): Outcome<TimelinePage> {
  const limit = options.limit ?? 50;
  const tests = [sql`r.timeline > ${NEVER}`, seen(dictionary, options, options.types)];
  if (options.before !== undefined) tests.push(sql`r.timeline < ${options.before}`);
  if (options.after !== undefined) tests.push(sql`r.timeline >= ${options.after}`);
  if (options.categories !== undefined) {
    const wanted = sql`SELECT value FROM json_each(${JSON.stringify(options.categories)})`;
    tests.push(sql`EXISTS (SELECT 1 FROM json_each(r.card, '$.category') c WHERE c.value IN (${wanted}))`);
  }
  if (options.cursor !== undefined) {
    const place = readCursor('timeline', 3, options.cursor);
    if (!place.ok) return place;
    const [at = null, type = null, id = null] = place.value;
    tests.push(sql`r.timeline <= ${at} AND (r.timeline < ${at} OR t.name > ${type} OR (t.name = ${type} AND n.name > ${id}))`);
  }
  const found = readRows(
    database,
    dictionary,
    sql`WHERE ${join(tests, ' AND ')} ORDER BY r.timeline DESC, t.name, n.name LIMIT ${limit + 1}`,
  );
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  const more = found.length > limit && last !== undefined;
  return success({ entries, ...(more ? { next: writeCursor('timeline', [last.timelineAt, last.type, last.id]) } : {}) });
}
