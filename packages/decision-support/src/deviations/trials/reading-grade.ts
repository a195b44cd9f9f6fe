/** School grade of an English text, by Flesch and Kincaid (1975). */
export function gradeOfEnglish(text: string): number {
  const { words, sentences } = counted(text);
  const syllables = words.reduce((sum, word) => sum + englishSyllables(word), 0);
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59;
}

/** School grade of a Spanish text, by Crawford (1989). */
export function gradeOfSpanish(text: string): number {
  const { words, sentences } = counted(text);
  const syllables = words.reduce((sum, word) => sum + (word.match(/[aeiouáéíóúü]+/g)?.length ?? 1), 0);
  return (syllables / words.length) * 4.9 - (sentences / words.length) * 20.5 - 3.407;
}

function counted(text: string): { words: string[]; sentences: number } {
  const plain = text.toLowerCase().replaceAll(/\{\w+\}/g, 'ten');
  return { words: plain.match(/[\p{L}']+/gu) ?? [], sentences: plain.split(/[.!?:](?:\s|$)/).filter((each) => each.trim() !== '').length };
}

function englishSyllables(word: string): number {
  const groups = word.replace(/(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$/, '').match(/[aeiouy]+/g)?.length ?? 0;
  return Math.max(1, groups);
}
