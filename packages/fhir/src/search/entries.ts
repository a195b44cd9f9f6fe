/** What one resource says about itself to the index. Parameter names are the R4 codes, with a suffix for what a modifier needs. */
export interface Entries {
  readonly tokens: TokenEntry[];
  readonly references: ReferenceEntry[];
  readonly dates: RangeEntry[];
  readonly numbers: RangeEntry[];
  readonly quantities: QuantityEntry[];
  readonly strings: TextEntry[];
  readonly uris: TextEntry[];
  /** One for each element whose parts belong together; its parameters are called `group:field`. */
  readonly composites: Entries[];
}

/** A code, an identifier's value, a telecom address, a boolean... `system` is empty where there is none. */
export interface TokenEntry {
  readonly parameter: string;
  readonly system: string;
  readonly code: string;
}

/** Leads to a resource of the record (`type` and `id`), or, with an empty `type`, to the absolute URI in `id`. */
export interface ReferenceEntry {
  readonly parameter: string;
  readonly type: string;
  readonly id: string;
}

/** Dates in milliseconds UTC since 1970, numbers as they are; both ends belong to it, open ends are infinite. */
export interface RangeEntry {
  readonly parameter: string;
  readonly low: number;
  readonly high: number;
}

export interface QuantityEntry extends RangeEntry {
  readonly system: string;
  readonly code: string;
  readonly unit: string;
  /** The same in canonical UCUM units, where a converter was handed in and knows the unit. */
  readonly canonical?: CanonicalRange;
}

export interface CanonicalRange {
  readonly low: number;
  readonly high: number;
  readonly unit: string;
}

/** The text as written; whoever compares without regard to case and marks folds it with `foldText`. */
export interface TextEntry {
  readonly parameter: string;
  readonly text: string;
}

/** The canonical form of an amount in UCUM units, such as 0.005 kg as 5 g; undefined for a unit it does not know. */
export type ToCanonical = (value: number, unit: string) => { readonly value: number; readonly unit: string } | undefined;

export function noEntries(): Entries {
  return { tokens: [], references: [], dates: [], numbers: [], quantities: [], strings: [], uris: [], composites: [] };
}
