import { isJsonObject, type Issue, type JsonObject, type Outcome, parseJson, success, validate } from '@satchel/fhir';
import { fromXml } from '@satchel/fhir/xml';
import { languageOf } from './formats.ts';
import type { Body, Call } from './interaction.ts';
import { refuse, withStatus } from './trouble.ts';

/** The resource in the body, in JSON or XML; refused with the place of what cannot be read. */
export function resourceIn({ body }: Pick<Call, 'body'>): Outcome<JsonObject> {
  if (!body) return refuse(400, 'required', 'The body is missing.', { remedy: 'Send a resource.' });
  if (body.resource) return success(body.resource);
  const language = languageOf(body.mediaType);
  if (!language)
    return refuse(415, 'not-supported', 'This kind of content is not understood here.', {
      expression: ['http.content-type'],
      remedy: 'Send application/fhir+json or application/fhir+xml.',
    });
  const text = textOf(body);
  if (!text.ok) return text;
  const parsed = language === 'xml' ? fromXml(text.value) : parseJson(text.value);
  // A name given twice, say: what was meant is anybody's guess.
  const isClear = parsed.ok && parsed.issues.every(({ severity }) => severity !== 'error');
  return isClear ? parsed : withStatus(400, parsed.issues);
}

/** The body as text; FHIR is UTF-8. */
export function textOf({ bytes }: Body): Outcome<string> {
  try {
    return success(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse(400, 'structure', 'The body is not UTF-8.', { expression: ['http.body'] });
  }
}

/** The body as a valid resource of this type. */
export function validResourceIn(call: Pick<Call, 'body'>, type: string): Outcome<JsonObject> {
  const resource = resourceIn(call);
  return resource.ok ? checked(resource.value, type) : resource;
}

/** Refuses what R4 does not allow: whoever sends it can mend it. 400 for what cannot be understood, 422 for what breaks a rule. */
export function checked(resource: JsonObject, type: string): Outcome<JsonObject> {
  if (resource['resourceType'] !== type)
    return refuse(400, 'invalid', `The resource is not a ${type}.`, {
      expression: ['resourceType'],
      remedy: 'Send it to the address of its own type.',
    });
  const found = validate(resource);
  const errors = found.filter(({ severity }) => severity === 'error' || severity === 'fatal');
  if (errors.length === 0) return success(resource, found);
  return withStatus(errors.some(({ code }) => STRUCTURAL.has(code)) ? 400 : 422, found);
}

const STRUCTURAL: ReadonlySet<Issue['code']> = new Set(['structure', 'required', 'value', 'invalid', 'not-supported']);

/** The id that the resource gives itself, where it does. */
export function idIn(resource: JsonObject): string | undefined {
  return typeof resource['id'] === 'string' ? resource['id'] : undefined;
}

/** The resource with this id and without the version and time that are the server's to give. */
export function withId(resource: JsonObject, id: string): JsonObject {
  const { id: _id, meta, resourceType, ...rest } = resource;
  if (!isJsonObject(meta)) return { resourceType: resourceType ?? null, id, ...rest };
  const { versionId: _version, lastUpdated: _time, ...kept } = meta;
  return { resourceType: resourceType ?? null, id, ...(Object.keys(kept).length > 0 && { meta: kept }), ...rest };
}
