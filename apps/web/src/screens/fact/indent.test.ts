import { expect, test } from 'vitest';
import { indent } from './indent.ts';

test('breaks lines outside of texts and touches no digit', () => {
  expect(indent('{"a":6.10,"b":["x, {y}\\"",1]}')).toBe('{\n  "a": 6.10,\n  "b": [\n    "x, {y}\\"",\n    1\n  ]\n}');
});
