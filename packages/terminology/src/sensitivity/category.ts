/**
 * The sensitive categories a person can grant apart (DESIGN §3). A resource that falls in none is
 * general; one that falls in several can be read only by who holds the keys of all of them.
 */
export const CATEGORIES = [
  'mental-health',
  'substance-use',
  'sexual-reproductive',
  'hiv-sti',
  'genetic',
  'violence',
  'adolescent',
  'claims',
] as const;

export type Category = (typeof CATEGORIES)[number];

/**
 * What a resource is labelled with: no category is general, several mean all of them, and
 * `unsorted` is what nobody can tell, readable by the full reader alone.
 */
export type Labels = readonly Category[] | 'unsorted';

/** A set of categories as bits, in the order of `CATEGORIES`; the bit above them is `UNSORTED`. */
export type Mask = number;

export const NONE: Mask = 0;
export const UNSORTED: Mask = 1 << CATEGORIES.length;

export function maskOf(category: Category): Mask {
  return 1 << CATEGORIES.indexOf(category);
}

export function isCategory(name: string): name is Category {
  return (CATEGORIES as readonly string[]).includes(name);
}

const labelsByMask = new Map<Mask, Labels>();

/** The labels of a mask. Equal masks share one frozen array. */
export function labelsOfMask(mask: Mask): Labels {
  if ((mask & UNSORTED) !== 0) return 'unsorted';
  let labels = labelsByMask.get(mask);
  if (labels === undefined) {
    labels = Object.freeze(CATEGORIES.filter((category) => (mask & maskOf(category)) !== 0));
    labelsByMask.set(mask, labels);
  }
  return labels;
}

/** The labels of two resources that belong together: all of both, and `unsorted` wins. */
export function joinLabels(one: Labels, other: Labels): Labels {
  if (one === 'unsorted' || other === 'unsorted') return 'unsorted';
  return labelsOfMask([...one, ...other].reduce((mask, category) => mask | maskOf(category), NONE));
}
