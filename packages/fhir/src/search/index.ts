export type {
  CompositeParameter,
  ElementParameter,
  EntryType,
  Group,
  Parameter,
  SearchType,
  SpecialParameter,
  TypeDefinition,
} from './definition.ts';
export {
  compartmentParameters,
  compartmentTypes,
  entryNames,
  NOT_COMPILED,
  parameterOf,
  parametersOf,
  SEARCH_VERSION,
  typeDefinition,
} from './definitions.ts';
export type { CanonicalRange, Entries, QuantityEntry, RangeEntry, ReferenceEntry, TextEntry, ToCanonical, TokenEntry } from './entries.ts';
export { timingInterval } from './convert/dates.ts';
export { extract } from './extract.ts';
export { foldText } from './fold.ts';
export type { SearchTerminology } from './parse-codes.ts';
export type { QueryContext } from './parse-criterion.ts';
export { DEFAULT_COUNT, MAXIMUM_COUNT, parseQuery } from './parse-query.ts';
export type { QueryOptions } from './parse-query.ts';
export type * from './query.ts';
export { wordsOf } from './words.ts';
export type { Words } from './words.ts';
