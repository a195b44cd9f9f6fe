import { issue, type Issue, type JsonObject, type Outcome, parseJson, success, validate as validateR4 } from '@satchel/fhir';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, resourceNamed } from './operation-parameters.ts';
import { profileIssues } from './profile-check.ts';
import { resourceIn } from './resource-in.ts';
import { operationOutcome, refuse } from './trouble.ts';
import { onlyPresent } from './withdrawn.ts';

const operation = {
  name: 'validate',
  definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate',
  on: '*',
  documentation:
    'Checks against R4, and against the profiles in meta.profile and the parameter profile: those of IPA 1.0, US Core 6.1 and IPS 2.0, and StructureDefinitions of the record. What could not be checked is said so.',
};

/** POST [type]/$validate: what is wrong with a resource (http://hl7.org/fhir/R4/resource-operation-validate.html); 200 whatever it finds. */
export const validate: Interaction = { kind: 'operation', method: 'POST', path: ':type/$validate', operation, handle: validated };

/** The same for a resource that is here: with a body as its next version, without as it stands. */
export const validateInstance: Interaction = { ...validate, path: ':type/:id/$validate' };
export const validateInstanceByGet: Interaction = { ...validateInstance, method: 'GET' };

async function validated(call: Call): Promise<Outcome<Answer>> {
  const asked = await askedOf(call);
  if (!asked.ok) return asked;
  const { resource, mode, profile } = asked.value;
  const { type = '', id } = call.params;
  const found: Issue[] = mode === 'delete' || !resource ? [] : [...typeIssues(resource, type), ...validateR4(resource)];
  if (mode === 'update' && resource && id !== undefined && resource['id'] !== id)
    found.push(issue('error', 'invalid', 'The id of the resource is not the one in the address', { expression: [`${type}.id`] }));
  if (resource && mode !== 'delete') {
    const checked = await profileIssues(call, resource, profile);
    if (!checked.ok) return checked;
    found.push(...checked.value);
  }
  return success({ status: 200, body: JSON.stringify(operationOutcome(found)) });
}

interface Asked {
  readonly resource?: JsonObject;
  readonly mode: string;
  readonly profile?: string;
}

const MODES: readonly string[] = ['create', 'update', 'delete', 'profile', ''];

async function askedOf(call: Call): Promise<Outcome<Asked>> {
  const body = call.body ? resourceIn(call) : undefined;
  if (body && !body.ok) return body;
  const isBare = body !== undefined && body.value['resourceType'] !== 'Parameters';
  const parameters = isBare ? success({ values: call.query, parameters: [] }) : given(call);
  if (!parameters.ok) return parameters;
  const { values } = parameters.value;
  const mode = values.get('mode') ?? '';
  if (!MODES.includes(mode)) return refuse(400, 'value', "'mode' is create, update, delete or profile.", { expression: ['mode'] });
  const sent = isBare ? body.value : resourceNamed(parameters.value, 'resource');
  const resource = sent ? success(sent) : await standing(call);
  if (!resource.ok) return resource;
  if (!resource.value && mode !== 'delete')
    return refuse(400, 'required', 'There is no resource to validate.', { expression: ['resource'] });
  const profile = values.get('profile');
  return success({ mode, ...(resource.value && { resource: resource.value }), ...(profile !== null && { profile }) });
}

async function standing(call: Call): Promise<Outcome<JsonObject | undefined>> {
  const { type = '', id } = call.params;
  if (id === undefined) return success(undefined);
  const view = await call.view();
  if (!view.ok) return view;
  const stored = await view.value.read(type, id);
  if (!stored.ok) return onlyPresent(stored);
  return parseJson(stored.value.text);
}

function typeIssues(resource: JsonObject, type: string): Issue[] {
  return resource['resourceType'] === type
    ? []
    : [issue('error', 'invalid', `The resource is not a ${type}`, { expression: ['resourceType'] })];
}
