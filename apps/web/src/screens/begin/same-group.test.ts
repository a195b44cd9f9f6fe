import { expect, test } from 'vitest';
import { sameGroup } from './same-group.ts';

test('look-alikes, case and spaces are forgiven, another group is not', () => {
  expect(sameGroup(' a0 1k', 'A01K')).toBe(true);
  expect(sameGroup('aOlk', 'A01K')).toBe(true);
  expect(sameGroup('A01M', 'A01K')).toBe(false);
});
