import { type JsonObject, type JsonValue, type Outcome, parseJson, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import type { Body, Call, Interaction } from './interaction.ts';
import { matchOf } from './matches.ts';
import { applyFhirPathPatch } from './patching/fhirpath-patch.ts';
import { applyJsonPatch } from './patching/json-patch.ts';
import { checked, idIn, resourceIn, textOf, withId } from './resource-in.ts';
import { notFound, refuse, withStatus } from './trouble.ts';
import { deleted } from './withdrawn.ts';
import { currentOf, perform, type Write } from './write.ts';

/** PATCH [type]/[id]: changes a part, by JSON Patch or FHIRPath Patch (http://hl7.org/fhir/R4/http.html#patch). */
export const patch: Interaction = {
  kind: 'patch',
  method: 'PATCH',
  path: ':type/:id',
  plan: planPatch,
  handle: (call) => perform(call, planPatch),
};

/** PATCH [type]?condition: the same for the one resource that meets the condition. */
export const conditionalPatch: Interaction = {
  kind: 'patch',
  method: 'PATCH',
  path: ':type',
  plan: planConditionalPatch,
  handle: (call) => perform(call, planConditionalPatch),
};

function planPatch(call: Call): Promise<Outcome<Write>> {
  const { type = '', id = '' } = call.params;
  return planChange(call, type, id);
}

async function planConditionalPatch(call: Call): Promise<Outcome<Write>> {
  const { type = '' } = call.params;
  const match = await matchOf(call, type, call.query);
  if (!match.ok) return match;
  return match.value ? planChange(call, type, match.value.id) : notFound();
}

async function planChange(call: Call, type: string, id: string): Promise<Outcome<Write>> {
  const known = await currentOf(call, type, id);
  if (!known.ok) return known;
  if (!known.value) return notFound();
  if (known.value.marks.withdrawn !== undefined) return deleted(known.value);
  const patched = patchedBy(call.body, known.value);
  if (!patched.ok) return patched;
  const resource = checked(patched.value, type);
  if (!resource.ok) return withStatus(422, resource.issues);
  if (idIn(resource.value) !== id) return refuse(422, 'business-rule', 'A patch cannot change the id.', { expression: [`${type}.id`] });
  return success({ type, id, draft: { id, resource: withId(resource.value, id) } });
}

function patchedBy(body: Body | undefined, { text }: Stored): Outcome<JsonObject> {
  const stored = parseJson(text);
  if (!stored.ok) throw new Error('A resource of the record does not parse.');
  if (body?.mediaType === 'application/json-patch+json') {
    const operations = jsonIn(body);
    return operations.ok ? applyJsonPatch(stored.value, operations.value) : operations;
  }
  const parameters = resourceIn({ ...(body && { body }) });
  if (!parameters.ok) return parameters;
  if (parameters.value['resourceType'] === 'Binary') return patchedBy(bodyOfBinary(parameters.value), { text } as Stored);
  return applyFhirPathPatch(stored.value, parameters.value);
}

/** In a Bundle a JSON Patch travels as a Binary (http://hl7.org/fhir/R4/http.html#patch). */
function bodyOfBinary({ contentType, data }: JsonObject): Body {
  return {
    mediaType: contentType === 'application/json-patch+json' ? contentType : 'application/octet-stream',
    bytes: Buffer.from(typeof data === 'string' ? data : '', 'base64'),
  };
}

/** An array at the top, which `parseJson` does not take: it reads resources. */
function jsonIn(body: Body): Outcome<JsonValue> {
  const text = textOf(body);
  if (!text.ok) return text;
  const parsed = parseJson(`{"patch":${text.value}}`);
  if (!parsed.ok || Object.keys(parsed.value).length !== 1)
    return refuse(400, 'structure', 'The patch is not well-formed JSON.', { expression: ['http.body'] });
  return success(parsed.value['patch'] ?? null);
}
