/** What can honestly be said about a passphrase. */
export type Strength = 'empty' | 'short' | 'common' | 'guessable' | 'fair' | 'strong';

const COMMON = /^(?:password|passw0rd|qwerty|letmein|welcome|iloveyou|admin|secret|contraseña|123|abc|111|000)/i;
const BITS_A_WORD = 11;

/**
 * An estimate that errs on the low side: words are counted as words from a small list, other text by the kinds of
 * characters it uses, repeated and running characters once.
 */
export function strengthOf(passphrase: string): Strength {
  const text = passphrase.trim();
  if (text === '') return 'empty';
  if (text.length < 8) return 'short';
  if (COMMON.test(text) && text.length < 16) return 'common';
  const bits = Math.min(bitsByWords(text), bitsByCharacters(text));
  return bits < 40 ? 'guessable' : bits < 55 ? 'fair' : 'strong';
}

function bitsByWords(text: string): number {
  const words = text.split(/[\s._-]+/).filter(Boolean);
  const isWordy = words.length > 1 && words.every((word) => /^\p{L}{2,}$/u.test(word));
  return isWordy ? new Set(words.map((word) => word.toLowerCase())).size * BITS_A_WORD : Infinity;
}

function bitsByCharacters(text: string): number {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u];
  const sizes = [26, 26, 10, 20];
  const alphabet = kinds.reduce((sum, kind, at) => sum + (kind.test(text) ? (sizes[at] as number) : 0), 0);
  return surprising(text) * Math.log2(Math.max(alphabet, 2)) * 0.75;
}

/** Characters that do not simply repeat or continue the one before. */
function surprising(text: string): number {
  let count = 1;
  for (let at = 1; at < text.length; at++) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    if (Math.abs(step) > 1) count++;
  }
  return Math.min(count, new Set(text).size * 2);
}

/** Draws `count` words evenly; `random` gives that many bytes. Rejection keeps the choice even. */
export function drawWords(list: readonly string[], count: number, random: (length: number) => Uint8Array): string {
  const limit = 65_536 - (65_536 % list.length);
  const drawn: string[] = [];
  while (drawn.length < count) {
    const [high, low] = random(2) as Uint8Array & [number, number];
    const number = high * 256 + low;
    if (number < limit) drawn.push(list[number % list.length] as string);
  }
  return drawn.join(' ');
}
