import { describe, expect, test } from 'vitest';
import { drawWords, strengthOf } from './passphrase.ts';

describe('strengthOf', () => {
  test.each([
    ['', 'empty'],
    ['rosa12', 'short'],
    ['password2026', 'common'],
    ['aaaaaaaaaaaaaa', 'guessable'],
    ['12345678901234', 'common'],
    ['rosa delgado', 'guessable'],
    ['copper lantern river biscuit', 'fair'],
    ['copper lantern river biscuit meadow violin', 'strong'],
    ['xK7#qP2!vR9m', 'strong'],
  ] as const)('%j is %s', (passphrase, strength) => expect(strengthOf(passphrase)).toBe(strength));

  test('repeating a word adds nothing', () => {
    expect(strengthOf('meadow meadow meadow meadow meadow meadow')).toBe('guessable');
  });
});

describe('drawWords', () => {
  test('every word is drawn as often as any other', () => {
    let seed = 7;
    const random = (length: number) => Uint8Array.from({ length }, () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) >> 16);
    const counts = new Map<string, number>();
    for (const word of drawWords(['a', 'b', 'c'], 9000, random).split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const count of counts.values()) expect(Math.abs(count - 3000)).toBeLessThan(300);
  });

  test('values past the last whole multiple are thrown away', () => {
    const bytes = [255, 255, 0, 1];
    const random = (length: number) => Uint8Array.from(bytes.splice(0, length));
    expect(drawWords(['a', 'b', 'c'], 1, random)).toBe('b');
  });
});
