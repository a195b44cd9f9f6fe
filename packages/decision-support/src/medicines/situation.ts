import type { Facts } from '../facts.ts';
import type { Words } from '../finding.ts';
import { daysBetween, medicinesOf, type Medicine, type MedicineList } from './active.ts';
import type { MedicineKnowledge } from './knowledge.ts';
import { agesOf, type Age } from './person/age.ts';
import { allergiesOf, type AllergyList } from './person/allergies.ts';
import { kidneyOf, type Kidney } from './person/kidney.ts';
import { breastfeedingOf, pregnancyOf } from './person/pregnancy.ts';
import { problemsOf, type ProblemList } from './person/problems.ts';
import type { MedicineTable } from './table.ts';

/** Yes with what it rests on, no, or not known and why. */
export type Known =
  | { readonly is: 'yes'; readonly facts: readonly string[] }
  | { readonly is: 'no'; readonly facts?: readonly string[] }
  | { readonly is: 'unknown'; readonly because: Words };

/** All that the rules ask of a record, found out once. */
export interface Situation {
  readonly facts: Facts;
  readonly knowledge: MedicineKnowledge;
  readonly table: MedicineTable;
  readonly list: MedicineList;
  readonly byIngredient: ReadonlyMap<string, readonly Medicine[]>;
  /** Why it cannot be said of any medicine that the person does not take it. */
  readonly blind: Words | undefined;
  readonly allergies: AllergyList;
  readonly problems: ProblemList;
  readonly age: Age | undefined;
  readonly pregnant: Known;
  readonly breastfeeding: Known;
  readonly kidney: Kidney;
}

function blindness(list: MedicineList, facts: Facts, days: number): Words | undefined {
  const unread = list.active.filter(({ doubt }) => doubt).length;
  if (unread > 0) {
    return {
      en: `${unread} of ${list.active.length} medicines could not be read in full.`,
      es: `${unread} de ${list.active.length} medicinas no se pudieron leer por completo.`,
    };
  }
  if (facts.partial) return { en: 'Only a part of the record can be seen here.', es: 'Aquí solo se ve una parte de la historia.' };
  if (list.total === 0 && !list.statedNone)
    return { en: 'The record says nothing about medicines.', es: 'La historia no dice nada sobre medicinas.' };
  if (list.newest === undefined)
    return { en: 'It is not known how old the list of medicines is.', es: 'No se sabe de cuándo es la lista de medicinas.' };
  const old = daysBetween(list.newest, facts.today);
  return old > days
    ? { en: `The last medicine data is ${old} days old.`, es: `Los últimos datos sobre medicinas tienen ${old} días.` }
    : undefined;
}

export function situationOf(facts: Facts, knowledge: MedicineKnowledge, table: MedicineTable): Situation {
  const list = medicinesOf(facts, table, knowledge.limits.supplyDays);
  const byIngredient = new Map<string, Medicine[]>();
  for (const medicine of list.active) {
    for (const ingredient of medicine.ingredients) {
      const present = byIngredient.get(ingredient);
      if (present) present.push(medicine);
      else byIngredient.set(ingredient, [medicine]);
    }
  }
  const age = agesOf(facts);
  return {
    facts,
    knowledge,
    table,
    list,
    byIngredient,
    age,
    blind: blindness(list, facts, knowledge.limits.medicineDays),
    allergies: allergiesOf(facts, knowledge, table),
    problems: problemsOf(facts, knowledge.conditions, list.newest, knowledge.limits.medicineDays),
    pregnant: pregnancyOf(facts, age, knowledge.limits.pregnancyDays),
    breastfeeding: breastfeedingOf(facts, age, knowledge.limits.pregnancyDays),
    kidney: kidneyOf(facts, age, knowledge.limits.kidneyDays),
  };
}
