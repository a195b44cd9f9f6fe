import { dailyAmountOf } from '../dose.ts';
import { named, NOT_TAKEN, references, type Check } from './verdict.ts';

const UNKNOWN_DOSE = {
  en: 'The record does not say how much is taken of each of these medicines.',
  es: 'La historia no dice cuánto se toma de cada una de estas medicinas.',
};
const NO_ADULT = {
  en: 'This limit is for adults; for children it depends on weight.',
  es: 'Este límite es para adultos; en niños depende del peso.',
};
const WITHIN = { en: 'All products together stay within the limit.', es: 'Todos los productos juntos quedan dentro del límite.' };

/** One substance over all products, against the most in a day. */
export const checkMaximum: Check = (rule, situation) => {
  const { age, byIngredient, table, blind } = situation;
  const [ingredient = ''] = rule.a;
  const medicines = byIngredient.get(ingredient) ?? [];
  if (medicines.length === 0) return { hits: [], looked: NOT_TAKEN, ...(blind ? { unknown: blind } : {}) };
  if (!age || age.least < 18) return { hits: [], unknown: NO_ADULT };
  const limit = rule.row.perDay ?? Number.POSITIVE_INFINITY;
  // One medicine told by several sources counts once: by its largest amount.
  const byProduct = Map.groupBy(medicines, ({ ingredients, name }) => `${ingredients.join('+')}|${name.toLowerCase()}`);
  const amounts = [...byProduct.values()].map((same) => {
    const each = same.map((medicine) => dailyAmountOf(medicine, ingredient, table));
    const known = each.filter((amount) => amount !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  });
  const known = amounts.filter((amount) => amount !== undefined);
  const total = Math.round(known.reduce((sum, amount) => sum + amount, 0) * 10) / 10;
  const detail = { milligrams: total, limit };
  if (total > limit)
    return { hits: [{ about: ingredient, subject: named([ingredient], situation), facts: references(medicines), detail }] };
  if (known.length < amounts.length) return { hits: [], unknown: UNKNOWN_DOSE };
  return { hits: [], looked: WITHIN, ...(blind ? { unknown: blind } : {}) };
};
