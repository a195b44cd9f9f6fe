export type { Fact, Facts } from './facts.ts';
export { factsOf } from './facts.ts';
export type { Answer, Coverage, Finding, Report, RuleRef, Topic, Urgency, Words } from './finding.ts';
