import { type JsonObject, type Outcome, success } from '@satchel/fhir';
import { binaryOf } from './create.ts';
import { languageOf } from './formats.ts';
import type { Call, Interaction } from './interaction.ts';
import { idIn, checked, resourceIn, withId } from './resource-in.ts';
import { notFound, refuse } from './trouble.ts';
import { currentOf, perform, type Write } from './write.ts';

/** PUT [type]/[id]: a new version, or a resource with an id that its maker chose (http://hl7.org/fhir/R4/http.html#update). */
export const update: Interaction = {
  kind: 'update',
  method: 'PUT',
  path: ':type/:id',
  adds: { updateCreate: true },
  plan: planUpdate,
  handle: (call) => perform(call, planUpdate),
};

async function planUpdate(call: Call): Promise<Outcome<Write>> {
  const { type = '', id = '' } = call.params;
  const sent = sentTo(call, type, id);
  if (!sent.ok) return sent;
  const resource = checked(sent.value, type);
  if (!resource.ok) return resource;
  if (idIn(resource.value) !== id)
    return refuse(400, 'invalid', 'The id of the resource is not the one in the address.', { expression: [`${type}.id`] });
  return planKeep(call, type, id, resource.value);
}

function sentTo(call: Call, type: string, id: string): Outcome<JsonObject> {
  const isBytes = type === 'Binary' && call.body && !languageOf(call.body.mediaType);
  return isBytes && call.body ? success({ ...binaryOf(call.body), id }) : resourceIn(call);
}

/** The next version of what is there, or its first where the caller may choose an id. */
export async function planKeep(call: Call, type: string, id: string, resource: JsonObject): Promise<Outcome<Write>> {
  const known = await currentOf(call, type, id);
  if (!known.ok) return known;
  const draft = { id, resource: withId(resource, id) };
  if (known.value) return success({ type, id, draft, ...(known.value.marks.withdrawn !== undefined && { creates: true as const }) });
  // Whoever sees a part of the record cannot know whether an id is free, and must not learn it.
  if (!seesAll(call)) return notFound();
  if (!UUID.test(id))
    return refuse(405, 'not-supported', 'An id that you choose is a UUID in lower case.', {
      expression: [`${type}.id`],
      remedy: 'Use POST: the record gives an id. What you call it belongs into identifier.',
    });
  return success({ type, id, draft, creates: true });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const seesAll = ({ place: { holder } }: Call): boolean => holder.slice === undefined && holder.keys.read.some(({ pmk }) => pmk);
