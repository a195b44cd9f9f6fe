import { named, references, taken, type Check, type Hit } from './verdict.ts';

const NO_MATCH = {
  en: 'None of your medicines matches an allergy in the record.',
  es: 'Ninguna de sus medicinas coincide con una alergia de la historia.',
};

/** A medicine that the person is allergic to, or one that is like it. */
export const checkAllergy: Check = (rule, situation) => {
  const { allergies, byIngredient, blind } = situation;
  const hits = new Map<string, Hit>();
  for (const allergy of allergies.list) {
    const allergens = rule.isAny ? allergy.ingredients : allergy.ingredients.filter((each) => rule.b.has(each));
    if (allergens.length === 0) continue;
    const medicines = rule.isAny
      ? allergens.flatMap((each) => (byIngredient.has(each) ? [[each, byIngredient.get(each) ?? []] as const] : []))
      : taken(rule.a, situation);
    for (const [ingredient, list] of medicines) {
      // The substance itself is the first rule's.
      if (!rule.isAny && allergy.ingredients.includes(ingredient)) continue;
      const { en, es } = named([ingredient], situation);
      const subject = { en: `${en}, with an allergy to ${allergy.name}`, es: `${es}, con alergia a ${allergy.name}` };
      hits.set(`${ingredient}~${allergy.fact.reference}`, {
        about: `${ingredient}~${allergy.fact.reference}`,
        subject,
        facts: [...references(list), allergy.fact.reference],
        detail: { allergy: allergy.name },
      });
    }
  }
  // No medicine at all is as good as no allergy at all: nothing can clash.
  const isClear = !blind && byIngredient.size === 0;
  const unknown = isClear ? undefined : (allergies.blind ?? blind);
  return { hits: [...hits.values()], looked: NO_MATCH, ...(unknown ? { unknown } : {}) };
};
