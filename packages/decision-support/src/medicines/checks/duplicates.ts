import { strengthText } from '../dose.ts';
import type { Medicine } from '../active.ts';
import { named, references, taken, type Check, type Hit } from './verdict.ts';

const NO_TWO = { en: 'No two of your medicines do the same.', es: 'No hay dos medicinas suyas que hagan lo mismo.' };

/** One medicine told by two sources is not two: same substances, and strengths that do not contradict. */
function areTwo(a: Medicine, b: Medicine): boolean {
  if (a.ingredients.join('+') !== b.ingredients.join('+')) return true;
  const [first, second] = [strengthText(a), strengthText(b)];
  return first !== '' && second !== '' && first !== second;
}

const hasTwo = (list: readonly Medicine[]): boolean => list.some((a, at) => list.slice(at + 1).some((b) => areTwo(a, b)));

/** The same substance in two products, or two substances of one class. */
export const checkDuplicate: Check = (rule, situation) => {
  const looked = { looked: NO_TWO, ...(situation.blind ? { unknown: situation.blind } : {}) };
  if (rule.isAny) {
    const hits: Hit[] = [...situation.byIngredient]
      .filter(([, list]) => hasTwo(list))
      .map(([ingredient, list]) => ({ about: ingredient, subject: named([ingredient], situation), facts: references(list) }));
    return { hits, ...looked };
  }
  const found = taken(rule.a, situation);
  const isTwo =
    found.length > 1 &&
    found.some(([, first], at) => found.slice(at + 1).some(([, second]) => first.some((a) => second.some((b) => a !== b))));
  const names = found.map(([ingredient]) => ingredient).sort();
  return {
    hits: isTwo ? [{ about: names.join('+'), subject: named(names, situation), facts: references(...found.map(([, list]) => list)) }] : [],
    ...looked,
  };
};
