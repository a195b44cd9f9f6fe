import type { Listed } from '@satchel/record';
import { assertsNone, byNewest, isRuledOut, saysNothing } from '../standing.ts';
import { type SectionId, type SectionRule, SECTIONS } from './sections.ts';

/**
 * What a section says: `known` facts, `none` (somebody said that there are none; `facts` says so), `not-asked` (somebody
 * said that nobody asked), or `unknown`: nothing here speaks of it.
 */
export interface Chosen {
  readonly rule: SectionRule;
  readonly answer: 'known' | 'none' | 'not-asked' | 'unknown';
  readonly facts: readonly Listed[];
  /** Facts that belong here beyond the limit. */
  readonly more: number;
}

/** Each fact once, the newest of those that say the same, without what was found not to be so. */
export function choose(all: readonly Listed[]): readonly Chosen[] {
  const standing = all.filter((fact) => !isRuledOut(fact)).toSorted(byNewest);
  const taken = new Set<Listed>();
  const chosen = new Map<SectionId, Chosen>();
  for (const rule of SECTIONS) {
    const belonging = standing.filter((fact) => rule.types.includes(fact.type) && !taken.has(fact));
    const facts = once(
      rule,
      belonging.filter((fact) => !assertsNone(fact) && !saysNothing(fact) && rule.admits(fact)),
    );
    for (const fact of facts) taken.add(fact);
    const none = belonging.filter(assertsNone).slice(0, 1);
    const answer =
      facts.length > 0 ? 'known' : none.length > 0 && rule.always ? 'none' : belonging.some(saysNothing) ? 'not-asked' : 'unknown';
    const told = answer === 'none' ? none : facts;
    chosen.set(rule.id, { rule, answer, facts: told.slice(0, rule.limit), more: Math.max(0, told.length - rule.limit) });
  }
  return [...chosen.values()].filter(({ rule, answer }) => rule.always ?? answer === 'known');
}

/** The same matter told by several sources, or again and again, is told once: by what is newest. */
function once({ sameBy }: SectionRule, facts: readonly Listed[]): Listed[] {
  const seen = new Set<string>();
  return facts.filter((fact) => {
    const name = fact.card.code ?? fact.card.title?.trim().toLowerCase();
    const key = name === undefined ? fact.id : `${name}\n${sameBy?.(fact) ?? ''}`;
    return !seen.has(key) && seen.add(key);
  });
}
