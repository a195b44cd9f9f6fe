import { careRules, clinicalRules, elementRules } from './clinical.ts';
import { capabilityRules, questionnaireRules, structureDefinitionRules, terminologyRules, testRules } from './conformance.ts';
import { datatypeRules, elementDefinitionRules, timingRules } from './datatypes.ts';
import { bundleRules, parametersRules, resourceRules } from './resources.ts';
import type { Rule } from './rule.ts';

export type { Rule, RuleContext } from './rule.ts';

/** Every rule we check, by the name that structure.json gives it. */
export const ruleByName: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    ...datatypeRules,
    ...timingRules,
    ...elementDefinitionRules,
    ...resourceRules,
    ...bundleRules,
    ...parametersRules,
    ...clinicalRules,
    ...careRules,
    ...elementRules,
    ...terminologyRules,
    ...capabilityRules,
    ...questionnaireRules,
    ...testRules,
    ...structureDefinitionRules,
  }),
);
