const ASCII = /^[\x20-\x7e]*$/;

/** Text without regard to case, accents and other marks, and runs of white space (R4 search, string). */
export function foldText(text: string): string {
  const plain = ASCII.test(text) ? text : text.normalize('NFD').replace(/\p{M}+/gu, '');
  const lower = plain.toLowerCase();
  return lower.includes('  ') || plain !== text ? lower.replace(/\s+/g, ' ').trim() : lower.trim();
}
