import { type Outcome, success } from '@satchel/fhir';
import { checkInSystem, verdict } from './code-check.ts';
import { codesAsked, parametersText, text } from './codes-asked.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';

/** GET CodeSystem/$validate-code: whether a code exists (http://hl7.org/fhir/R4/codesystem-operation-validate-code.html). */
export const codeSystemValidateCode: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'CodeSystem/$validate-code',
  operation: {
    name: 'validate-code',
    definition: 'http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code',
    on: 'CodeSystem',
    documentation: 'A code system that is not held here is 404: the code could not be checked.',
  },
  handle: validateCode,
};
export const codeSystemValidateCodeByPost: Interaction = { ...codeSystemValidateCode, method: 'POST' };

const NAMES = ['url', 'code', 'version', 'display', 'coding', 'codeableConcept', 'displayLanguage'];

async function validateCode(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const known = only(asked.value.values, NAMES);
  if (!known.ok) return known;
  const { values } = asked.value;
  const codes = codesAsked(asked.value, 'url');
  if (!codes.ok) return codes;
  const [url, version] = [values.get('url'), values.get('version')];
  let answer: ReturnType<typeof verdict> | undefined;
  for (const code of codes.value) {
    const one = { ...code, ...(code.system === undefined && url !== null && { system: url }), ...(version !== null && { version }) };
    const checked = await checkInSystem(one);
    if (!checked.ok) return checked;
    answer = verdict(one, checked.value);
    if (answer.result) break;
  }
  const { result = false, message, display } = answer ?? {};
  return success({
    status: 200,
    body: parametersText([
      ['result', { valueBoolean: result }],
      ['message', text(message)],
      ['display', text(display)],
    ]),
  });
}
