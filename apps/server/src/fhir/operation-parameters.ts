import { isJsonObject, type JsonObject, type Outcome, success } from '@satchel/fhir';
import { formOf } from './form.ts';
import type { Call } from './interaction.ts';
import { resourceIn } from './resource-in.ts';
import { refuse } from './trouble.ts';

/** What an operation was called with: simple values by name, and the Parameters resource where there was one. */
export interface Given {
  readonly values: URLSearchParams;
  readonly parameters: readonly JsonObject[];
}

/** From the address, and by POST from a Parameters resource or a form (http://hl7.org/fhir/R4/operations.html#executing). */
export function given(call: Call): Outcome<Given> {
  const values = new URLSearchParams(call.query);
  if (!call.body) return success({ values, parameters: [] });
  if (call.body.mediaType === 'application/x-www-form-urlencoded') {
    const form = formOf(call);
    if (!form.ok) return form;
    for (const [name, value] of form.value) values.append(name, value);
    return success({ values, parameters: [] });
  }
  const resource = resourceIn(call);
  if (!resource.ok) return resource;
  if (resource.value['resourceType'] !== 'Parameters')
    return refuse(400, 'invalid', 'An operation is called with a Parameters resource.', { expression: ['resourceType'] });
  const list = resource.value['parameter'];
  const parameters = Array.isArray(list) ? list.filter(isJsonObject) : [];
  for (const parameter of parameters) {
    const value = valueOf(parameter);
    if (value !== undefined) values.append(String(parameter['name']), value);
  }
  return success({ values, parameters });
}

function valueOf(parameter: JsonObject): string | undefined {
  const value = Object.entries(parameter).find(([name]) => name.startsWith('value'))?.[1];
  if (isJsonObject(value)) return typeof value['reference'] === 'string' ? value['reference'] : undefined;
  return value === undefined || Array.isArray(value) ? undefined : String(value);
}

/** The resource that a parameter of this name carries. */
export function resourceNamed({ parameters }: Given, name: string): JsonObject | undefined {
  const resource = parameters.find((each) => each['name'] === name)?.['resource'];
  return isJsonObject(resource) ? resource : undefined;
}

/** Refuses parameters that the operation does not have: to pass over one would answer another question. */
export function only(values: URLSearchParams, names: readonly string[]): Outcome<undefined> {
  const strange = [...values.keys()].find((name) => !names.includes(name) && name !== '_format' && name !== '_pretty' && name !== '_page');
  return strange === undefined
    ? success(undefined)
    : refuse(400, 'not-supported', `The operation has no parameter '${strange.slice(0, 64)}'.`, {
        remedy: `It takes ${names.join(', ')}.`,
      });
}
