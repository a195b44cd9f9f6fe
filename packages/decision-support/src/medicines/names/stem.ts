const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#47': '/' };

/** Lower case, without accents and without the entities that careless writers leave in. */
export const fold = (text: string): string =>
  text
    .replaceAll(/&(amp|lt|gt|quot|#47);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase();

/**
 * What is left of a word when English, Spanish and their neighbours write the same substance: international names differ by rule
 * (*ph* and *f*, *th* and *t*, *y* and *i*, double letters, the ending), so that `amoxicillin` and `amoxicilina` are one.
 * Says nothing by itself: it is only ever compared with the stem of a known name.
 */
export function stem(word: string): string {
  const plain = word
    .replaceAll('ph', 'f')
    .replaceAll('th', 't')
    .replaceAll('ch', 'c')
    .replaceAll('rh', 'r')
    .replaceAll(/[ao]e(?=.)/g, 'e')
    .replaceAll('ou', 'u')
    .replaceAll('y', 'i')
    .replaceAll('k', 'c')
    .replaceAll(/([a-z])\1/g, '$1')
    .replace(/^e(?=s[bcdfgmnpqtvz])/, '');
  return plain.length > 4 ? plain.replace(/(um|[aeo])$/, '') : plain;
}

/** Words and numbers in order; marks that join or part two substances stay as tokens of their own. */
export const tokensOf = (text: string): readonly string[] =>
  fold(text)
    .replaceAll(/([a-z])\s*-\s*([a-z])/g, '$1 - $2')
    .replaceAll(/(\d)([a-z])/g, '$1 $2')
    .match(/[a-z]+|\d+(?:[.,]\d+)*|[/+&,;#-]/g) ?? [];
