import { type Outcome, success, UCUM_SYSTEM } from '@satchel/fhir';
import { valueSet } from '@satchel/terminology';
import { type Checked, isUnit, unknown, verdict } from './code-check.ts';
import { type CodeAsked, codesAsked, parametersText, text } from './codes-asked.ts';
import type { Answer, Call, Interaction } from './interaction.ts';
import { given, only } from './operation-parameters.ts';
import { refuse } from './trouble.ts';

/** GET ValueSet/$validate-code: whether a code is in a value set (http://hl7.org/fhir/R4/valueset-operation-validate-code.html). */
export const valueSetValidateCode: Interaction = {
  kind: 'operation',
  method: 'GET',
  path: 'ValueSet/$validate-code',
  operation: {
    name: 'validate-code',
    definition: 'http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code',
    on: 'ValueSet',
    documentation: 'A value set that is not held here is 404: the code could not be checked.',
  },
  handle: validateCode,
};
export const valueSetValidateCodeByPost: Interaction = { ...valueSetValidateCode, method: 'POST' };

const NAMES = [
  'url',
  'valueSetVersion',
  'code',
  'system',
  'systemVersion',
  'display',
  'coding',
  'codeableConcept',
  'abstract',
  'displayLanguage',
];
/** Units have no list, and every one is in these. */
const UNITS: ReadonlySet<string> = new Set(['http://hl7.org/fhir/ValueSet/ucum-units', `${UCUM_SYSTEM}/vs`]);

async function validateCode(call: Call): Promise<Outcome<Answer>> {
  const asked = given(call);
  if (!asked.ok) return asked;
  const { values } = asked.value;
  const known = only(values, NAMES);
  if (!known.ok) return known;
  const url = values.get('url')?.split('|')[0];
  if (!url) return refuse(400, 'required', 'Say which value set: url.', { expression: ['http.url'] });
  const codes = codesAsked(asked.value, 'system');
  if (!codes.ok) return codes;
  let answer: { readonly code: CodeAsked; readonly verdict: ReturnType<typeof verdict> } | undefined;
  for (const code of codes.value) {
    const checked = await checkInSet(url, code, values.get('abstract') === 'true');
    if (!checked.ok) return checked;
    answer = { code, verdict: verdict(code, checked.value) };
    if (answer.verdict.result) break;
  }
  return success({
    status: 200,
    body: parametersText([
      ['result', { valueBoolean: answer?.verdict.result ?? false }],
      ['message', text(answer?.verdict.message)],
      ['display', text(answer?.verdict.display)],
    ]),
  });
}

/** Without a system any code of the set that is written like this is meant. */
async function checkInSet(url: string, { system, code }: CodeAsked, takesAbstract: boolean): Promise<Outcome<Checked>> {
  if (UNITS.has(url)) {
    const isIn = (system === undefined || system === UCUM_SYSTEM) && (await isUnit(code));
    return success(isIn ? { found: { system: UCUM_SYSTEM, code } } : { message: 'This is no unit of UCUM.' });
  }
  const set = valueSet(url);
  if (!set) return unknown('The value set is not held here, so the code could not be checked.');
  const found = set.codings.find((each) => each.code === code && (system === undefined || each.system === system));
  if (!found) return success({ message: 'The value set has no such code.' });
  if (found.isAbstract && !takesAbstract) return success({ message: 'The code only groups others.' });
  return success({ found });
}
