import { type Outcome, success } from '@satchel/fhir';
import { checkInSystem } from './code-check.ts';
import { codesAsked, parametersText, text } from './codes-asked.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { refuse } from './trouble.ts';

/** GET CodeSystem/$lookup: what a code means (http://hl7.org/fhir/R4/codesystem-operation-lookup.html). */
export const codeSystemLookup: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'CodeSystem/$lookup',
  operation: {
    name: 'lookup',
    definition: 'http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup',
    on: 'CodeSystem',
    documentation: 'Names and states of codes that are held here, with version and licence notice of the code system.',
  },
  handle: lookup,
};
export const codeSystemLookupByPost: Interaction = { ...codeSystemLookup, method: 'POST' };

const NAMES = ['code', 'system', 'version', 'coding', 'property', 'displayLanguage', 'date'];

async function lookup(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const known = only(asked.value.values, NAMES);
  if (!known.ok) return known;
  const codes = codesAsked(asked.value, 'system');
  if (!codes.ok) return codes;
  const version = asked.value.values.get('version');
  const checked = await checkInSystem({ code: '', ...codes.value[0], ...(version !== null && { version }) });
  if (!checked.ok) return checked;
  if (!checked.value.found) return refuse(404, 'not-found', checked.value.message, { expression: ['http.code'] });
  const { found, system } = checked.value;
  return success({
    status: 200,
    body: parametersText([
      ['name', text(system?.name ?? 'UCUM')],
      ['version', text(system?.version)],
      ['display', text(found.display ?? found.code)],
      ['property', propertyOf('copyright', text(system?.copyright))],
      ['property', propertyOf('inactive', { valueBoolean: found.isInactive === true })],
      ['property', propertyOf('notSelectable', { valueBoolean: found.isAbstract === true })],
    ]),
  });
}

function propertyOf(code: string, value: ReturnType<typeof text>): ReturnType<typeof text> {
  return (
    value && {
      part: [
        { name: 'code', valueCode: code },
        { name: 'value', ...value },
      ],
    }
  );
}
