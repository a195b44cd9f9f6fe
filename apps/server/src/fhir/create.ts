import { type JsonObject, type Outcome, success } from '@satchel/fhir';
import { randomId } from '@satchel/record';
import type { Body, Call, Interaction } from './interaction.ts';
import { languageOf } from './formats.ts';
import { matchOf } from './matches.ts';
import { checked, resourceIn, withId } from './resource-in.ts';
import { refuse } from './trouble.ts';
import { perform, performAtOnce, type Write } from './write.ts';

/** POST [type]: a new resource; with `If-None-Exist` only where none meets the condition (http://hl7.org/fhir/R4/http.html#create). */
export const create: Interaction = {
  kind: 'create',
  method: 'POST',
  path: ':type',
  adds: { conditionalCreate: true },
  plan: planCreate,
  // Without a condition it stands on nothing that is in the record.
  handle: (call) => (call.headers['if-none-exist'] === undefined ? performAtOnce(call, planCreate) : perform(call, planCreate)),
};

async function planCreate(call: Call): Promise<Outcome<Write>> {
  const { type = '' } = call.params;
  const resource = await resourceToCreate(call, type);
  if (!resource.ok) return resource;
  const condition = call.headers['if-none-exist'];
  if (condition !== undefined) {
    const match = await matchOf(call, type, new URLSearchParams(condition.replace(/^[^?]*\?/, '')));
    if (!match.ok) return match;
    if (match.value) return success({ type, id: match.value.id });
  }
  // An entry of a transaction has its id before it is planned: others refer to it.
  const id = call.newId ?? randomId(call.house.world.engine);
  return success({ type, id, creates: true, draft: { id, isNew: true, resource: withId(resource.value, id) } });
}

async function resourceToCreate(call: Call, type: string): Promise<Outcome<JsonObject>> {
  if (type === 'Parameters' || type === 'OperationOutcome')
    return refuse(405, 'not-supported', `A ${type} is never kept by itself.`, { expression: ['resourceType'] });
  const resource = type === 'Binary' && call.body && !languageOf(call.body.mediaType) ? success(binaryOf(call.body)) : resourceIn(call);
  return resource.ok ? checked(resource.value, type) : resource;
}

/** Bytes sent as they are become the content of a Binary (http://hl7.org/fhir/R4/binary.html#rest). */
export function binaryOf({ bytes, mediaType }: Body): JsonObject {
  return { resourceType: 'Binary', contentType: mediaType || 'application/octet-stream', data: Buffer.from(bytes).toString('base64') };
}
