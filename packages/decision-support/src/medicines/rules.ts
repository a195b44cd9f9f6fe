import type { Urgency, Words } from '../finding.ts';

/** What a rule looks at, one file of knowledge each. */
export const KINDS = ['pair', 'allergy', 'duplicate', 'condition', 'pregnancy', 'age', 'kidney', 'food', 'maximum'] as const;
export type Kind = (typeof KINDS)[number];

/** A rule as it is written down. Names are substances, `@name` a class of them. */
export interface RuleRow {
  readonly id: string;
  readonly urgency: Urgency;
  /** Medicines that it is about. */
  readonly a: readonly string[];
  /** The other medicines of a pair; the substances of an allergy. */
  readonly b?: readonly string[];
  /** What may happen, after the names: "can raise serotonin too far". */
  readonly risk: Words;
  readonly advice: Words;
  readonly source?: string;
  readonly url?: string;
  readonly date?: string;
  /** `condition`: names of lists of problems. */
  readonly conditions?: readonly string[];
  /** `pregnancy`: which of the two. */
  readonly state?: 'pregnant' | 'breastfeeding';
  /** `age`: in years, both ends included. */
  readonly age?: { readonly from?: number; readonly to?: number };
  /** `kidney`: found below this eGFR, mL/min/1.73 m². */
  readonly below?: number;
  /** `maximum`: milligrams of the substance in a day. */
  readonly perDay?: number;
}

/** A file of rules. */
export interface RuleFile {
  readonly id: string;
  readonly kind: string;
  readonly version: string;
  readonly source: string;
  readonly url?: string;
  readonly date: string;
  readonly licence: string;
  /** After this day nothing is ruled out by these rules any more, `YYYY-MM-DD`. */
  readonly reviewBy: string;
  readonly rules: readonly RuleRow[];
}

/** How a problem of the record is recognised. */
export interface ConditionList {
  readonly icd10?: readonly string[];
  readonly snomed?: readonly string[];
  /** Parts of words, folded, English and Spanish. */
  readonly words: readonly string[];
  /** Words that turn it round: "no history of". */
  readonly not?: readonly string[];
}
