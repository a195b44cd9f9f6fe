import type { Fact, Facts } from '../../facts.ts';
import type { Words } from '../../finding.ts';
import type { MedicineKnowledge } from '../knowledge.ts';
import { ingredientsOf, wordingsOf } from '../resolve.ts';
import type { MedicineTable } from '../table.ts';
import { codingsOf, hasCode, objectOf, saidOf, stands } from './codes.ts';

export interface Allergy {
  readonly fact: Fact;
  readonly name: string;
  readonly ingredients: readonly string[];
}

export interface AllergyList {
  readonly list: readonly Allergy[];
  readonly unread: readonly { readonly fact: string; readonly reason: Words }[];
  /** Entries about medicines, read or not. */
  readonly total: number;
  readonly blind: Words | undefined;
}

const NONE_AT_ALL = new Set(['716186003', '409137002', 'no-known-allergies', 'no-known-medication-allergies']);
const NOT_ABOUT_MEDICINES = new Set([
  '429625007',
  '716184000',
  '428607008',
  'no-known-food-allergies',
  'no-known-environmental-allergies',
  'no-allergy-info',
]);
const UNREAD: Words = {
  en: 'Our lists do not hold this allergy, so no medicine was checked against it.',
  es: 'Esta alergia no está en nuestras listas: ninguna medicina se comparó con ella.',
};

export function allergiesOf(facts: Facts, knowledge: MedicineKnowledge, table: MedicineTable): AllergyList {
  const list: Allergy[] = [];
  const unread: { fact: string; reason: Words }[] = [];
  let statedNone = false;
  const all = facts.of('AllergyIntolerance').filter(({ resource }) => stands(resource));
  for (const fact of all) {
    const { code, category, reaction } = fact.resource;
    if (hasCode(code, NONE_AT_ALL)) statedNone = true;
    if (hasCode(code, NONE_AT_ALL) || hasCode(code, NOT_ABOUT_MEDICINES)) continue;
    const concepts = [code, ...(Array.isArray(reaction) ? reaction.map((each) => objectOf(each).substance) : [])].map(objectOf);
    const ingredients = new Set<string>();
    let hasDoubt = false;
    for (const concept of concepts) {
      const classes = knowledge.allergens.filter(({ codes, words }) => {
        const said = ` ${saidOf(concept)} `;
        return codingsOf(concept).some((each) => codes.has(each.code)) || words.some((word) => said.includes(` ${word}`));
      });
      for (const { members } of classes) for (const member of members) ingredients.add(member);
      const read = ingredientsOf(concept, table);
      for (const ingredient of read.ingredients) ingredients.add(ingredient);
      hasDoubt ||= classes.length === 0 && read.doubt !== undefined && read.ingredients.length > 0;
    }
    const name = wordingsOf(objectOf(code))[0] ?? '';
    if (ingredients.size > 0) list.push({ fact, name, ingredients: [...ingredients] });
    const said = ` ${saidOf(code)} `;
    const isOther =
      (Array.isArray(category) && category.length > 0 && category.every((each) => each === 'food' || each === 'environment')) ||
      knowledge.otherAllergens.some((word) => said.includes(` ${word}`));
    if ((ingredients.size === 0 && !isOther) || hasDoubt) unread.push({ fact: fact.reference, reason: UNREAD });
  }
  const blind = facts.partial
    ? { en: 'Only a part of the record can be seen here.', es: 'Aquí solo se ve una parte de la historia.' }
    : unread.length > 0
      ? { en: `${unread.length} allergies could not be read.`, es: `${unread.length} alergias no se pudieron leer.` }
      : list.length === 0 && !statedNone
        ? { en: 'The record says nothing about allergies to medicines.', es: 'La historia no dice nada sobre alergias a medicinas.' }
        : undefined;
  return {
    list,
    unread,
    total: list.length + unread.filter(({ fact }) => !list.some((each) => each.fact.reference === fact)).length,
    blind,
  };
}
