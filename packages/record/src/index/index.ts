export { createPersonIndex, deserialise } from './person-index.ts';
export type { Link, PersonIndex, Shown, TimelineOptions, TimelinePage, WordsOptions } from './person-index.ts';
export { FLAGS, INDEX_VERSION } from './schema.ts';
export type { Flag } from './schema.ts';
export type { Indexed, IndexRow } from './row.ts';
export type { Hit, SearchResult } from './search.ts';
