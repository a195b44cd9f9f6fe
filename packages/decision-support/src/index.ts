export { CHECKED_TYPES, CHECKS } from './checks.ts';
export type { Check, Said } from './evaluate.ts';
export { evaluate } from './evaluate.ts';
export type { Fact, Facts } from './facts.ts';
export { factsOf } from './facts.ts';
export type { Answer, Coverage, Finding, Report, RuleRef, Topic, Urgency, Words } from './finding.ts';
export type { RuleDrafts } from './resources.ts';
export { findingDrafts, FINDINGS } from './resources.ts';
