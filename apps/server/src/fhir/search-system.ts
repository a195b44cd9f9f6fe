import type { Interaction } from './interaction.ts';
import { searchAnswer } from './search-answer.ts';

/** GET [base]?_type=A,B&…: search over several types, or all. */
export const searchSystem: Interaction = {
  kind: 'search-system',
  method: 'GET',
  path: '',
  handle: (call) => searchAnswer(call, { path: '' }),
};

/** POST [base]/_search: the same as a form. */
export const searchSystemByPost: Interaction = { ...searchSystem, method: 'POST', path: '_search' };
