import type { Interaction } from './interaction.ts';
import { searchAnswer } from './search-answer.ts';

/** GET [type]?…: search within one type (http://hl7.org/fhir/R4/http.html#search). */
export const searchType: Interaction = {
  kind: 'search-type',
  method: 'GET',
  path: ':type',
  handle: (call) => searchAnswer(call, { type: call.params['type'] ?? '', path: call.params['type'] ?? '' }),
};

/** POST [type]/_search: the same, with the parameters in a form, so that they stand in no address. */
export const searchTypeByPost: Interaction = { ...searchType, method: 'POST', path: ':type/_search' };
