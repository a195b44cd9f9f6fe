import { isJsonObject, type JsonObject } from '@satchel/fhir';
import type { Words } from '../finding.ts';
import type { MedicineTable } from './table.ts';

/** The substances in one medicine, or why they are not known. */
export interface Resolution {
  readonly ingredients: readonly string[];
  /** Present when the answer is none, or not all: what holds for the ingredients still holds, but nothing can be ruled out. */
  readonly doubt?: Words;
}

const DOUBTS = {
  nothing: { en: 'It has no name and no code.', es: 'No tiene nombre ni código.' },
  code: {
    en: 'It has only a code, which our list of medicines does not hold.',
    es: 'Solo tiene un código, que no está en nuestra lista de medicinas.',
  },
  name: { en: 'Our list of medicines does not hold this name.', es: 'Nuestra lista de medicinas no tiene este nombre.' },
  part: {
    en: 'A part of its name was not understood: it may hold more than we know.',
    es: 'No se entendió una parte de su nombre: puede contener más de lo que sabemos.',
  },
  apart: { en: 'Its code and its name speak of different medicines.', es: 'Su código y su nombre hablan de medicinas distintas.' },
} as const satisfies Record<string, Words>;

const list = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);

/** Every wording that a CodeableConcept carries, the person's own text first. */
export function wordingsOf(concept: JsonObject): readonly string[] {
  const all = [concept.text, ...list(concept.coding).map(({ display }) => display)];
  return [...new Set(all.filter((each): each is string => typeof each === 'string' && each.trim() !== ''))];
}

const without = (a: readonly string[], b: readonly string[]): boolean => !a.some((each) => b.includes(each));

/**
 * The substances of a medicine or allergen from a FHIR CodeableConcept: by code where the table holds one, else by name. Where code
 * and name disagree, both are kept and the doubt is said.
 */
export function ingredientsOf(concept: JsonObject, table: MedicineTable): Resolution {
  const coded = new Set<string>();
  let hasCode = false;
  for (const { system, code } of list(concept.coding)) {
    if (typeof code !== 'string' || code === '') continue;
    hasCode = true;
    for (const each of table.code(typeof system === 'string' ? system : '', code) ?? []) coded.add(each);
  }
  const wordings = wordingsOf(concept);
  const readings = wordings.map((wording) => table.names.read(wording));
  const byCode = [...coded].sort();
  const named = readings.filter(({ ingredients }) => ingredients.length > 0);
  const byName = [...new Set(named.flatMap(({ ingredients }) => ingredients))].sort();
  if (byCode.length > 0) {
    if (byName.length > 0 && without(byName, byCode)) return { ingredients: [...byCode, ...byName], doubt: DOUBTS.apart };
    return { ingredients: byCode };
  }
  if (byName.length > 0) {
    // One wording that was read whole is enough; the others say the same in more words.
    const isWhole = named.some(({ unread, ingredients }) => unread === undefined && ingredients.length === byName.length);
    return isWhole ? { ingredients: byName } : { ingredients: byName, doubt: DOUBTS.part };
  }
  return { ingredients: [], doubt: wordings.length > 0 ? DOUBTS.name : hasCode ? DOUBTS.code : DOUBTS.nothing };
}
