export type { Doubt } from './doubts.ts';
export { type QuickFact, understand } from './understand.ts';
