import type { EntryType } from './definition.ts';

/**
 * A search as data: what `parseQuery` makes of a query string and an index answers.
 * (http://hl7.org/fhir/R4/search.html)
 */
export interface SearchQuery {
  /** The resource types searched; empty for all. */
  readonly types: readonly string[];
  /** Only what belongs to this compartment. */
  readonly compartment?: { readonly type: string; readonly id: string };
  /** All must hold. */
  readonly criteria: readonly Criterion[];
  readonly sort: readonly SortKey[];
  /** Matches per page; 0 asks for the number alone. */
  readonly count: number;
  readonly total: 'none' | 'estimate' | 'accurate';
  readonly includes: readonly Include[];
  readonly summary?: Summary;
  /** Names of the elements wanted (`_elements`); for whoever shapes the answer. */
  readonly elements?: readonly string[];
  /** Where the page starts: the `next` of the page before. */
  readonly cursor?: string;
  /** The parameters understood, in their order, for the self link. */
  readonly used: readonly (readonly [name: string, value: string])[];
}

export type Summary = 'true' | 'text' | 'data' | 'count' | 'false';

export interface SortKey {
  readonly parameter: string;
  readonly descending: boolean;
}

export interface Include {
  /** From a match to what it refers to, or to what refers to it (`_revinclude`). */
  readonly reverse: boolean;
  /** The type that holds the reference; `*` for any. */
  readonly source: string;
  /** The reference parameter; `*` for all. */
  readonly parameter: string;
  /** Only targets of this type. */
  readonly target?: string;
  /** Also from what was included. */
  readonly iterate: boolean;
}

/** One condition on a resource. Its values are alternatives: one of them must hold. */
export type Criterion =
  | { readonly by: 'id'; readonly values: readonly string[] }
  | { readonly by: 'lastUpdated'; readonly values: readonly DateValue[] }
  | { readonly by: 'missing'; readonly parameter: string; readonly type: EntryType; readonly missing: boolean }
  | { readonly by: 'token'; readonly parameter: string; readonly values: readonly TokenValue[]; readonly not: boolean }
  | {
      readonly by: 'string';
      readonly parameter: string;
      readonly values: readonly string[];
      readonly how: 'starts' | 'exact' | 'contains' | 'whole';
    }
  | { readonly by: 'reference'; readonly parameter: string; readonly values: readonly ReferenceValue[] }
  | { readonly by: 'date'; readonly parameter: string; readonly values: readonly DateValue[] }
  | { readonly by: 'number'; readonly parameter: string; readonly values: readonly NumberValue[] }
  | { readonly by: 'quantity'; readonly parameter: string; readonly values: readonly QuantityValue[] }
  | { readonly by: 'uri'; readonly parameter: string; readonly values: readonly string[]; readonly how: 'exact' | 'below' | 'above' }
  /** Pairs: all conditions hold for the resource itself or, with `grouped`, for one of its groups. */
  | { readonly by: 'composite'; readonly values: readonly { readonly grouped: boolean; readonly criteria: readonly Criterion[] }[] }
  /** What `parameter` refers to is of one of these types and fulfils its criterion. */
  | { readonly by: 'chain'; readonly parameter: string; readonly values: readonly TypedCriterion[] }
  /** A resource of that type refers here through `parameter` and fulfils the criterion. */
  | { readonly by: 'has'; readonly parameter: string; readonly value: TypedCriterion }
  /** Words in the narrative (`_text`) or anywhere (`_content`). */
  | { readonly by: 'words'; readonly part: 'narrative' | 'all'; readonly values: readonly string[] }
  /** Items of a List with one of these ids. */
  | { readonly by: 'list'; readonly values: readonly string[] }
  /** All of these hold, or one of them, or not this one (`_filter`). */
  | { readonly by: 'all' | 'any'; readonly criteria: readonly Criterion[] }
  | { readonly by: 'not'; readonly criterion: Criterion };

export interface TypedCriterion {
  readonly type: string;
  readonly criterion: Criterion;
}

/** http://hl7.org/fhir/R4/search.html#prefix */
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** `system` absent: any; empty: none. `code` absent: any. */
export interface TokenValue {
  readonly system?: string;
  readonly code?: string;
  /** All codes of the system that begin with `code`. */
  readonly isBeginning?: true;
}

/** A resource by type and id, of any type by id alone, or an absolute URI. */
export type ReferenceValue = { readonly types: readonly string[]; readonly id: string } | { readonly uri: string };

/** The stretch of time that the text means, in milliseconds; for `ap` already widened. */
export interface DateValue {
  readonly prefix: Prefix;
  readonly low: number;
  readonly high: number;
}

/** The number, and the range that its digits stand for (`100` is 99.5 to 100.5); for `ap` widened. */
export interface NumberValue {
  readonly prefix: Prefix;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface QuantityValue extends NumberValue {
  readonly system?: string;
  /** The unit's code or, without a system, its code or text. */
  readonly code?: string;
  /** The same in canonical UCUM units. */
  readonly canonical?: { readonly value: number; readonly low: number; readonly high: number; readonly unit: string };
}
