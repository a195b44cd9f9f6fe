import definitions from '../../../../knowledge/fhir-r4/search-parameters.json' with { type: 'json' };
import type { Parameter, SearchDefinitions, TypeDefinition } from './definition.ts';

const DEFINITIONS = definitions as unknown as SearchDefinitions;
/** Raise it when extraction changes though the definitions do not: indexes built before are then rebuilt. */
const EXTRACTION = 1;

/** Names what an index built from `extract` and `wordsOf` holds. */
export const SEARCH_VERSION = `${DEFINITIONS.digest}.${EXTRACTION}`;

const WORDS: ReadonlySet<string> = new Set(DEFINITIONS.words);
const NONE: TypeDefinition = { parameters: {} };

/** The search parameters and groups of a resource type; none for a type unknown to R4. */
export function typeDefinition(type: string): TypeDefinition {
  return Object.hasOwn(DEFINITIONS.types, type) ? (DEFINITIONS.types[type] ?? NONE) : NONE;
}

/** The parameter called `code` of a resource type, its own or one that every resource has (`_tag`). */
export function parameterOf(type: string, code: string): Parameter | undefined {
  const { parameters } = typeDefinition(type);
  if (Object.hasOwn(parameters, code)) return parameters[code];
  return Object.hasOwn(DEFINITIONS.resource, code) ? DEFINITIONS.resource[code] : undefined;
}

/** The names under which the entries of a parameter, perhaps with a modifier (`code:text`), are kept. */
export function entryNames(type: string, name: string): readonly string[] {
  const [code = name] = name.split(':');
  const parameter = parameterOf(type, code);
  if (parameter === undefined || !('parts' in parameter) || parameter.parts === undefined) return [name];
  return parameter.parts.map((part) => part + name.slice(code.length));
}

/** All parameters of a resource type by code, those of every resource included. */
export function parametersOf(type: string): Readonly<Record<string, Parameter>> {
  return { ...DEFINITIONS.resource, ...typeDefinition(type).parameters };
}

/** The parameters that place a resource of this type in the compartment; undefined where the type has no part in it. */
export function compartmentParameters(compartment: string, type: string): readonly string[] | undefined {
  const members = DEFINITIONS.compartments[compartment];
  return members !== undefined && Object.hasOwn(members, type) ? members[type] : undefined;
}

/** The resource types that have a part in the compartment. */
export function compartmentTypes(compartment: string): readonly string[] {
  return Object.keys(DEFINITIONS.compartments[compartment] ?? {});
}

/** Whether the text of elements with this name is for people to read. */
export function isWordElement(name: string): boolean {
  return WORDS.has(name);
}

/** Parameters of the standard without a path program, each with its reason. */
export const NOT_COMPILED = DEFINITIONS.notCompiled;
