import type { Words } from '../../finding.ts';
import type { Medicine } from '../active.ts';
import type { Rule } from '../knowledge.ts';
import type { Situation } from '../situation.ts';

/** One thing that a rule found. */
export interface Hit {
  readonly about: string;
  /** Before the colon: whom or what it is about. */
  readonly subject: Words;
  readonly facts: readonly string[];
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** What a rule found; and, where it found nothing, why that need not mean that there is nothing. */
export interface Verdict {
  readonly hits: readonly Hit[];
  readonly unknown?: Words;
  /** What was looked for and not there. */
  readonly looked?: Words;
}

export type Check = (rule: Rule, situation: Situation) => Verdict;

export const NOT_TAKEN: Words = {
  en: 'None of these medicines is among those you take.',
  es: 'Ninguna de estas medicinas está entre las que usted toma.',
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** "Warfarin and aspirin". */
export function named(ingredients: readonly string[], { table }: Situation): Words {
  const all = ingredients.map((each) => table.words(each));
  const join = (names: readonly string[], and: string): string =>
    capital(names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1)}`);
  const spanish = all.map(({ es }) => es);
  return {
    en: join(
      all.map(({ en }) => en),
      'and',
    ),
    es: join(spanish, /^h?i(?!e)/i.test(spanish.at(-1) ?? '') ? 'e' : 'y'),
  };
}

/** The substances of a set that the person takes, with the medicines they are in. */
export function taken(substances: ReadonlySet<string>, { byIngredient }: Situation): readonly (readonly [string, readonly Medicine[]])[] {
  const found: (readonly [string, readonly Medicine[]])[] = [];
  // The shorter list asks the longer one.
  if (substances.size < byIngredient.size) {
    for (const each of substances) {
      const medicines = byIngredient.get(each);
      if (medicines) found.push([each, medicines]);
    }
  } else for (const entry of byIngredient) if (substances.has(entry[0])) found.push(entry);
  return found;
}

export const references = (...lists: readonly (readonly Medicine[])[]): readonly string[] => [
  ...new Set(lists.flat().map(({ fact }) => fact.reference)),
];

/** What is so if a medicine of the set is taken and the person is in a state: each of the two can be unknown. */
export function whenTaken(
  rule: Rule,
  situation: Situation,
  state: { readonly is: 'yes' | 'no' | 'unknown'; readonly facts?: readonly string[]; readonly because?: Words },
  looked: Words,
): Verdict {
  if (state.is === 'no') return { hits: [], looked };
  const medicines = taken(rule.a, situation);
  if (medicines.length === 0) return { hits: [], looked: NOT_TAKEN, ...(situation.blind ? { unknown: situation.blind } : {}) };
  if (state.is === 'unknown') return { hits: [], ...(state.because ? { unknown: state.because } : {}) };
  return {
    hits: medicines.map(([ingredient, list]) => ({
      about: ingredient,
      subject: named([ingredient], situation),
      facts: [...references(list), ...(state.facts ?? [])],
    })),
    looked,
  };
}
