import { compartmentParameters, compartmentTypes, type Outcome } from '@satchel/fhir';
import type { Answer, Call, Interaction } from './interaction.ts';
import { searchAnswer } from './search-answer.ts';
import { notFound, refuse } from './trouble.ts';

/** GET [compartment]/[id]/[type]?…, or `*` for every type: what belongs to a patient, a visit… (http://hl7.org/fhir/R4/compartmentdefinition.html). */
export const searchCompartment: Interaction = {
  kind: 'search-compartment',
  method: 'GET',
  path: ':compartment/:id/:type',
  handle: inCompartment,
};

/** POST [compartment]/[id]/[type]/_search: the same as a form. */
export const searchCompartmentByPost: Interaction = { ...searchCompartment, method: 'POST', path: ':compartment/:id/:type/_search' };

async function inCompartment(call: Call): Promise<Outcome<Answer>> {
  const { compartment = '', id = '', type = '' } = call.params;
  if (compartmentTypes(compartment).length === 0) return notFound();
  if (type !== '*' && type !== compartment && !compartmentParameters(compartment, type))
    return refuse(400, 'not-supported', `${type} has no part in the compartment of a ${compartment}.`, { expression: ['http.path'] });
  return searchAnswer(call, {
    ...(type !== '*' && { type }),
    compartment: { type: compartment, id },
    path: `${compartment}/${id}/${type}`,
  });
}
