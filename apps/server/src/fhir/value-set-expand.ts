import { randomUUID } from 'node:crypto';
import { foldText, type JsonObject, type Outcome, success, UCUM_SYSTEM } from '@satchel/fhir';
import { type Coding, valueSet, type ValueSet } from '@satchel/terminology';
import { unknown } from './code-check.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { refuse } from './trouble.ts';

/** GET ValueSet/$expand: the codes of a value set (http://hl7.org/fhir/R4/valueset-operation-expand.html). */
export const valueSetExpand: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'ValueSet/$expand',
  operation: {
    name: 'expand',
    definition: 'http://hl7.org/fhir/OperationDefinition/ValueSet-expand',
    on: 'ValueSet',
    documentation: 'Value sets of R4’s required bindings, and those of all codes of the open code systems that are held here.',
  },
  handle: expand,
};
export const valueSetExpandByPost: Interaction = { ...valueSetExpand, method: 'POST' };

const NAMES = ['url', 'valueSetVersion', 'filter', 'offset', 'count', 'activeOnly', 'excludeNested', 'displayLanguage'];

async function expand(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const { values } = asked.value;
  const known = only(values, NAMES);
  if (!known.ok) return known;
  const url = values.get('url')?.split('|')[0];
  if (!url) return refuse(400, 'required', 'Say which value set: url.', { expression: ['http.url'] });
  for (const name of ['offset', 'count'])
    if (!/^\d{1,6}$/.test(values.get(name) ?? '0'))
      return refuse(400, 'value', `'${name}' is a whole number.`, { expression: [`http.${name}`] });
  if (url === 'http://hl7.org/fhir/ValueSet/ucum-units' || url === `${UCUM_SYSTEM}/vs`)
    return refuse(422, 'too-costly', 'There is no end of units: they can be validated, not listed.', { expression: ['http.url'] });
  const set = valueSet(url);
  if (!set) return unknown('The value set is not held here.');
  return success({ status: 200, body: JSON.stringify(expansionOf(set, values, call.house.world.now())) });
}

function expansionOf(set: ValueSet, values: URLSearchParams, now: number): JsonObject {
  const words = foldText(values.get('filter') ?? '')
    .split(' ')
    .filter(Boolean);
  const found = set.codings.filter((coding) => fits(coding, words) && !(values.get('activeOnly') === 'true' && coding.isInactive));
  const offset = Number(values.get('offset') ?? 0);
  const page = found.slice(offset, values.has('count') ? offset + Number(values.get('count')) : undefined);
  const used = ['filter', 'offset', 'count'].flatMap((name) => {
    const value = values.get(name);
    return value === null ? [] : [name === 'filter' ? { name, valueString: value } : { name, valueInteger: Number(value) }];
  });
  return {
    resourceType: 'ValueSet',
    url: set.url,
    version: set.version,
    name: set.name,
    status: 'active',
    ...(set.copyright !== undefined && { copyright: set.copyright }),
    expansion: {
      identifier: `urn:uuid:${randomUUID()}`,
      timestamp: new Date(now).toISOString(),
      total: found.length,
      offset,
      parameter: [...used, ...set.systems.map((system) => ({ name: 'used-codesystem', valueUri: system }))],
      ...(page.length > 0 && { contains: page.map(containedOf) }),
    },
  };
}

/** Every word of the filter begins a word of the code or its name. */
function fits({ code, display = '' }: Coding, words: readonly string[]): boolean {
  const own = ` ${foldText(`${code} ${display}`)}`;
  return words.every((word) => own.includes(` ${word}`));
}

function containedOf({ system, code, display, isAbstract, isInactive }: Coding): JsonObject {
  return {
    system,
    ...(isAbstract && { abstract: true }),
    ...(isInactive && { inactive: true }),
    code,
    ...(display !== undefined && { display }),
  };
}
