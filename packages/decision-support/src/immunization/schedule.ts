import type { Words } from '../finding.ts';

/**
 * An immunization schedule as data, in the terms of CDC's CDSi supporting data. Ages and intervals are CDC's words (`6 weeks - 4 days`),
 * vaccines are CVX codes, antigens are named as CDC names them. Another country's schedule has the same shape and runs through the same logic.
 */
export interface Schedule {
  readonly id: string;
  /** ISO 3166-1. */
  readonly country: string;
  readonly title: Words;
  readonly source: string;
  readonly url: string;
  readonly version: string;
  readonly date: string;
  readonly groups: readonly VaccineGroup[];
  readonly vaccines: Readonly<Record<string, Vaccine>>;
  readonly conflicts: readonly Conflict[];
  readonly observations: Readonly<Record<string, Observation>>;
  readonly antigens: readonly Antigen[];
}

/** What is given and spoken of together: measles, mumps and rubella are MMR. */
export interface VaccineGroup {
  readonly name: string;
  readonly antigens: readonly string[];
  /** All antigens are given when one of them is due. */
  readonly full: boolean;
}

export interface Vaccine {
  readonly name: string;
  readonly antigens: readonly { readonly name: string; readonly from?: string; readonly to?: string }[];
}

/** After `before`, none of `after` from `from` until `end`; a valid dose that was given by `minEnd` still counts. */
export interface Conflict {
  readonly before: string;
  readonly after: readonly string[];
  readonly from: string;
  readonly minEnd: string;
  readonly end: string;
}

/** A condition, reaction or circumstance that changes what is due, and how records say it. */
export interface Observation {
  readonly title: string;
  readonly contraindication?: string;
  readonly snomed?: readonly string[];
  readonly cvx?: readonly string[];
  readonly phin?: readonly string[];
  /** ICD-10(-CM) codes; those below each are meant as well. */
  readonly icd10?: readonly string[];
}

export interface Antigen {
  readonly name: string;
  readonly immune?: readonly string[];
  readonly bornBefore?: readonly { readonly date: string; readonly country?: string; readonly except?: readonly string[] }[];
  readonly contraindications?: readonly { readonly observation: string; readonly from?: string; readonly to?: string }[];
  readonly vaccineContraindications?: readonly { readonly observation: string; readonly vaccines: readonly VaccineUse[] }[];
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  readonly type: 'standard' | 'risk' | 'evaluation-only';
  readonly vaccineGroup: string;
  readonly gender?: readonly string[];
  /** Series of one group are alternatives; one of each group is chosen. */
  readonly group: string;
  readonly equivalent?: readonly string[];
  readonly default?: true;
  readonly product?: true;
  readonly priority: string;
  readonly preference: number;
  readonly maxAgeToStart?: string;
  readonly indications?: readonly { readonly observation: string; readonly from?: string; readonly to?: string }[];
  readonly doses: readonly Dose[];
}

export interface Dose {
  readonly ages?: readonly {
    readonly absMin?: string;
    readonly min?: string;
    readonly earliest?: string;
    readonly latest?: string;
    readonly max?: string;
    readonly effective?: string;
    readonly ceased?: string;
  }[];
  readonly intervals?: readonly Interval[];
  readonly allowableIntervals?: readonly Interval[];
  readonly preferable?: readonly VaccineUse[];
  readonly allowable?: readonly VaccineUse[];
  readonly inadvertent?: readonly string[];
  readonly skips?: readonly {
    readonly context: 'evaluation' | 'forecast' | 'both';
    /** Every set must be met; otherwise one is enough. */
    readonly all: boolean;
    readonly sets: readonly {
      readonly says?: string;
      readonly effective?: string;
      readonly ceased?: string;
      /** One condition is enough; otherwise every one must be met. */
      readonly any?: true;
      readonly conditions: readonly SkipCondition[];
    }[];
  }[];
  readonly recurring?: true;
  readonly season?: { readonly start?: string; readonly end?: string };
}

/** Counted from one of: the dose before, a dose of the series by its number, the last dose of some vaccines, an observation. */
export interface Interval {
  readonly previous?: true;
  readonly targetDose?: number;
  readonly mostRecent?: readonly string[];
  readonly observation?: string;
  readonly absMin?: string;
  readonly min?: string;
  readonly earliest?: string;
  readonly latest?: string;
  readonly priority?: true;
  readonly effective?: string;
  readonly ceased?: string;
}

export interface VaccineUse {
  readonly cvx: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly mvx?: string;
  readonly forecast?: true;
}

export interface SkipCondition {
  readonly type: 'age' | 'count' | 'interval' | 'completed';
  readonly start?: string;
  readonly end?: string;
  readonly from?: string;
  readonly to?: string;
  readonly interval?: string;
  readonly count?: number;
  readonly valid?: true;
  readonly than?: 'greater' | 'equal' | 'less';
  readonly vaccines?: readonly string[];
  readonly groups?: readonly string[];
}
