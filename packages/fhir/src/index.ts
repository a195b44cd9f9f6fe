export { codingsOf, displayOf, hasCode } from './codes.ts';
export type { Code } from './codes.ts';
export {
  compareDates, compareIntervals, dateInterval, datePrecision, orderIntervals, periodInterval,
} from './dates.ts';
export type { DateOptions, DatePrecision, Interval } from './dates.ts';
export * from './json/index.ts';
export { failure, issue, success } from './outcome.ts';
export type { Issue, IssueCode, Outcome, Severity } from './outcome.ts';
export { collectReferences, formatReference, mapReferences, parseReference } from './references.ts';
export type { FoundReference, LiteralReference } from './references.ts';
export { RESOURCE_TYPES } from './resource-types.ts';
export type { ResourceType } from './resource-types.ts';
export * from './search/index.ts';
export { asResource, isResource, isResourceId, isResourceType } from './types.ts';
export type * from './types.ts';
export { UCUM_SYSTEM, loadUnits } from './units.ts';
export type { CanonicalQuantity, ConvertOptions, Measured, UnitAlias, Units } from './units.ts';
export { MAX_ISSUES, validate } from './validate/index.ts';
