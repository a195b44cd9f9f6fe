import measures from '../../../../knowledge/quick-capture/measures.json' with { type: 'json' };
import symptoms from '../../../../knowledge/quick-capture/symptoms.json' with { type: 'json' };

/** A unit as people write it. `when` is the span in which a number without a unit is taken for this one. */
export interface MeasureUnit {
  readonly ucum: string;
  readonly unit: string;
  readonly written: readonly string[];
  /** Where another unit is another LOINC term. */
  readonly loinc?: string;
  readonly when?: readonly number[];
}

/** Something measured at home. `plausible` is in the first unit. */
export interface Measure {
  readonly id: string;
  readonly loinc: string;
  readonly display: string;
  readonly spanish: string;
  readonly names: readonly string[];
  readonly units: readonly MeasureUnit[];
  readonly plausible: readonly number[];
  readonly category?: string;
  /** Components of a panel, in the order in which people write them. */
  readonly parts?: readonly { readonly loinc: string; readonly display: string; readonly plausible: readonly number[] }[];
  /** Only with its unit: the name alone means a complaint. */
  readonly needsMark?: boolean;
}

export interface Symptom {
  readonly snomed: string;
  readonly display: string;
  readonly spanish: string;
  readonly names: readonly string[];
}

/** Without accents, in lower case, letter for letter: places in it are places in the text. */
export function folded(text: string): string {
  return Array.from(text.normalize('NFC'), (letter) => letter.normalize('NFD').charAt(0).toLowerCase()).join('');
}

/** An expression that finds any of these words as whole words; the longest first. */
export function anyOf(words: readonly string[]): string {
  return [...new Set(words.map(folded))]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|');
}

export const MEASURES: readonly Measure[] = measures;
export const SYMPTOMS: readonly Symptom[] = symptoms;
