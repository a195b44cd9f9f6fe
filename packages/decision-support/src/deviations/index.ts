import type { Check } from '../evaluate.ts';
import { checkDeviations } from './check.ts';
import { type DeviationRules, loadDeviationRules } from './rules.ts';

export { checkDeviations } from './check.ts';
export { replay } from './replay.ts';
export { loadDeviationRules, readDeviationRules, SENSITIVITIES, sensitivityOf } from './rules.ts';
export type { DeviationData, DeviationRule, DeviationRules, Measure, Sensitivity } from './rules.ts';

let loaded: Promise<DeviationRules> | undefined;

/** Numbers beyond a limit, or away from the person's own usual. */
export const DEVIATIONS: Check = {
  topics: ['deviation'],
  types: ['Observation', 'Condition'],
  async load() {
    const rules = await (loaded ??= loadDeviationRules());
    return (facts) => checkDeviations(facts, rules);
  },
};
