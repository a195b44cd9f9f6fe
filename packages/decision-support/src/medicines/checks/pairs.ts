import { named, NOT_TAKEN, references, taken, type Check, type Hit } from './verdict.ts';

/** Two medicines that do not go together. What one product holds on purpose is no pair. */
export const checkPair: Check = (rule, situation) => {
  const hits = new Map<string, Hit>();
  const left = taken(rule.a, situation);
  const right = left.length > 0 ? taken(rule.b, situation) : [];
  for (const [a, first] of left) {
    for (const [b, second] of right) {
      const about = [a, b].sort();
      const isOneProduct = first.length === 1 && second.length === 1 && first[0] === second[0];
      if (a === b || isOneProduct || hits.has(about.join('+'))) continue;
      hits.set(about.join('+'), { about: about.join('+'), subject: named(about, situation), facts: references(first, second) });
    }
  }
  return { hits: [...hits.values()], looked: NOT_TAKEN, ...(situation.blind ? { unknown: situation.blind } : {}) };
};
