import type { Words } from '../finding.ts';

/** Rules of preventive care and of the follow-up of conditions, as data: who, how often, and what counts as done. */
export interface RuleFile {
  readonly version: string;
  readonly date: string;
  readonly rules: readonly CareRule[];
}

export interface CareRule {
  readonly id: string;
  readonly topic: 'preventive-care' | 'follow-up';
  /** What is to be done, in a few words: `a mammogram`. */
  readonly title: Words;
  readonly advice?: Words;
  readonly source: string;
  readonly url: string;
  /** Day of the statement that the rule puts into data. */
  readonly date: string;
  readonly sex?: 'female' | 'male';
  /** From, to and including; whole years. */
  readonly age: readonly number[];
  /** Whom it is for; everybody of that age and sex when it says nothing. */
  readonly when?: Criterion;
  /** Whom it is not for all the same. */
  readonly unless?: Criterion;
  /** Any of these is enough. */
  readonly done: readonly Evidence[];
}

/** Something done (once for all, or again after `every`), or a medicine taken. */
export type Evidence = { readonly of: string; readonly every?: string } | { readonly takes: string };

/** What must hold. The names are those of value sets. */
export type Criterion =
  | { readonly all: readonly Criterion[] }
  | { readonly any: readonly Criterion[] }
  /** A condition now, or something ever done. */
  | { readonly has: string }
  | { readonly takes: string }
  /** A question answered with one of the set's `yes`. */
  | { readonly answer: string }
  /** The newest figure. */
  | { readonly value: string; readonly atLeast: number };

export interface ValueSet extends Words {
  readonly kind: 'condition' | 'done' | 'medicine' | 'answer' | 'value';
  readonly snomed?: readonly string[];
  readonly loinc?: readonly string[];
  readonly hcpcs?: readonly string[];
  /** Those below each are meant as well. */
  readonly icd10?: readonly string[];
  readonly atc?: readonly string[];
  readonly rxnorm?: readonly string[];
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  /** Words by which something without a known code may be meant. */
  readonly words?: readonly string[];
}

export type ValueSets = Readonly<Record<string, ValueSet>>;

export interface CareRules {
  readonly file: RuleFile;
  readonly sets: ValueSets;
}

/** The rules of the house, loaded when first asked for. */
export async function loadCareRules(): Promise<CareRules> {
  const [{ default: file }, { default: sets }] = await Promise.all([
    import('../../../../knowledge/preventive-care/rules.json', { with: { type: 'json' } }),
    import('../../../../knowledge/preventive-care/value-sets.json', { with: { type: 'json' } }),
  ]);
  return { file: file as RuleFile, sets: sets as ValueSets };
}
