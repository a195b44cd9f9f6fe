import type { Listed } from '@satchel/record';
import { kindOf } from '../../words/kinds.ts';

/** A line of the timeline: a month's heading, one fact, or several of one kind folded into one line. */
export type Line =
  | { readonly is: 'month'; readonly key: string; readonly at: number | null; readonly count: number }
  | { readonly is: 'fact'; readonly key: string; readonly fact: Listed; readonly inFold: boolean }
  | {
      readonly is: 'fold';
      readonly key: string;
      readonly what: 'claims' | 'results';
      readonly facts: readonly Listed[];
      readonly open: boolean;
    };

/** Results of one day are folded from this many on. */
const MANY_RESULTS = 4;

/**
 * Turns entries (newest first) into lines. Claims are folded into one line a month, results into one line a day
 * when there are many; folds in `open` show what is in them. Undated entries come last, under a heading of their own.
 */
export function foldTimeline(entries: readonly Listed[], open: ReadonlySet<string>): readonly Line[] {
  const lines: Line[] = [];
  for (const [month, facts] of groupBy(entries, monthOf)) {
    lines.push({ is: 'month', key: `month ${month}`, at: facts[0]?.timelineAt ?? null, count: facts.length });
    for (const [key, group] of groupBy(facts, (fact) => foldKeyOf(fact, month))) {
      const what = key.startsWith('claims') ? 'claims' : 'results';
      if (group.length === 1 || (what === 'results' && group.length < MANY_RESULTS))
        lines.push(...group.map((fact) => lineOf(fact, false)));
      else
        lines.push(
          { is: 'fold', key, what, facts: group, open: open.has(key) },
          ...(open.has(key) ? group.map((fact) => lineOf(fact, true)) : []),
        );
    }
  }
  return lines;
}

const lineOf = (fact: Listed, inFold: boolean): Line => ({ is: 'fact', key: `${fact.type}/${fact.id}`, fact, inFold });

const DAY = 86_400_000;
const dayOf = (at: number): number => Math.floor(at / DAY);

/** `2024-5`, months counted from 0; empty without a date. */
function monthOf({ timelineAt }: Listed): string {
  if (timelineAt === null) return '';
  const date = new Date(timelineAt);
  return `${date.getUTCFullYear()}-${date.getUTCMonth()}`;
}

/** Facts that share a key may be folded; what is never folded gets a key of its own. */
function foldKeyOf(fact: Listed, month: string): string {
  if (kindOf(fact.card) === 'claims' && fact.type !== 'Coverage') return `claims ${month}`;
  if (fact.type === 'Observation') return `results ${fact.timelineAt === null ? '' : dayOf(fact.timelineAt)}`;
  return `${fact.type}/${fact.id}`;
}

/** Groups in order of first appearance. */
function groupBy(entries: readonly Listed[], keyOf: (fact: Listed) => string): ReadonlyMap<string, Listed[]> {
  const groups = new Map<string, Listed[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}
