import { isJsonObject, type JsonObject, type Outcome, success } from '@satchel/fhir';
import type { Given } from './operation-parameters.ts';
import { refuse } from './trouble.ts';

/** A code to look at, as terminology operations are asked about one. */
export interface CodeAsked {
  readonly system?: string;
  readonly code: string;
  readonly display?: string;
  readonly version?: string;
}

/** The codes that were asked about: `code`, `coding`, or the codings of `codeableConcept`. `systemName` is what the operation calls the system. */
export function codesAsked({ values, parameters }: Given, systemName: string): Outcome<readonly CodeAsked[]> {
  const code = values.get('code');
  if (code !== null)
    return success([
      askedOf({ system: values.get(systemName), code, display: values.get('display'), version: values.get('systemVersion') }),
    ]);
  const concept = valueNamed(parameters, 'codeableConcept', 'valueCodeableConcept');
  const listed = concept && Array.isArray(concept['coding']) ? concept['coding'].filter(isJsonObject) : [];
  const coding = valueNamed(parameters, 'coding', 'valueCoding');
  const codings = (coding ? [coding] : listed).filter((each) => typeof each['code'] === 'string');
  if (codings.length > 0) return success(codings.map(askedOf));
  return refuse(400, 'required', 'Say which code: code, coding or codeableConcept.', { expression: ['http.code'] });
}

function valueNamed(parameters: readonly JsonObject[], name: string, member: string): JsonObject | undefined {
  const value = parameters.find((each) => each['name'] === name)?.[member];
  return isJsonObject(value) ? value : undefined;
}

function askedOf(written: Readonly<Record<string, unknown>>): CodeAsked {
  const members = ['system', 'code', 'display', 'version'].flatMap((name) =>
    typeof written[name] === 'string' ? [[name, written[name]]] : [],
  );
  return { code: '', ...(Object.fromEntries(members) as Partial<CodeAsked>) };
}

/** An answer of named values; what has none is left out. */
export function parametersText(values: readonly (readonly [name: string, value: JsonObject | undefined])[]): string {
  return JSON.stringify({
    resourceType: 'Parameters',
    parameter: values.flatMap(([name, value]) => (value ? [{ name, ...value }] : [])),
  });
}

export const text = (value: string | undefined): JsonObject | undefined => (value === undefined ? undefined : { valueString: value });
