import { type JsonObject, stringify } from '@satchel/fhir/json';
import type { Answers, Form } from './form.ts';

/** A resource with what the person changed in the form; what they left alone, and what the form does not ask, stays as it was, codes included. */
export function edited(form: Form, original: JsonObject, answers: Answers): JsonObject {
  const before = form.build(form.read(original));
  const after = form.build(answers);
  const result = { ...original };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[name], after[name]];
    if (is !== undefined && was !== undefined && stringify([is]) === stringify([was])) continue;
    if (is === undefined) delete result[name];
    else result[name] = is;
  }
  return result;
}
