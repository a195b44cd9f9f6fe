import type {
  CompositeParameter,
  ElementParameter,
  EntryType,
  Parameter,
  Path,
  SearchDefinitions,
  TypeDefinition,
} from '../../../packages/fhir/src/search/definition.ts';
import { compileExpression, NotCompiled } from './expression.ts';
import type { Compiled } from './expression.ts';
import type { Model, Place } from './model.ts';

export interface SearchParameter {
  readonly id: string;
  readonly url: string;
  readonly code: string;
  readonly type: string;
  readonly base?: readonly string[];
  readonly experimental?: boolean;
  readonly expression?: string;
  readonly target?: readonly string[];
  readonly component?: readonly { readonly definition: string; readonly expression: string }[];
}

export interface CompartmentDefinition {
  readonly code: string;
  readonly url: string;
  readonly resource?: readonly { readonly code: string; readonly param?: readonly string[] }[];
}

/** Parameters of every resource that the index answers by itself, not from elements. */
const OWN = new Map([
  ['_id', 'the identity of the resource in the index'],
  ['_lastUpdated', 'the instant of the version in the index'],
  ['_text', 'full text: the words of the narrative'],
  ['_content', 'full text: all words'],
  ['_query', 'named queries: none is defined'],
  ['_filter', 'the filter language is not supported'],
]);

/** Components whose expressions R4 interchanged (corrected in R4B). */
const ERRATA = new Map([
  ['DocumentReference-relationship relatesto', 'target'],
  ['DocumentReference-relationship relation', 'code'],
]);

/** All R4 search parameters as path programs, by resource type; what has none is listed with its reason. */
export function compileDefinitions(
  model: Model,
  parameters: readonly SearchParameter[],
  compartments: readonly CompartmentDefinition[],
  words: readonly string[],
): Omit<SearchDefinitions, 'digest'> {
  const notCompiled: { parameter: string; reason: string }[] = [];
  const usable = parameters.filter((parameter) => {
    const reason = unusable(parameter);
    if (reason !== undefined) notCompiled.push({ parameter: parameter.id, reason });
    return reason === undefined;
  });
  const byUrl = new Map(usable.map((parameter) => [parameter.url, parameter]));
  const resource: Record<string, ElementParameter> = {};
  for (const parameter of usable.filter(({ base }) => base?.includes('Resource'))) {
    resource[parameter.code] = elementParameter(model, parameter, place('Resource'));
  }
  const types: Record<string, TypeDefinition> = {};
  for (const type of model.resourceTypes) {
    types[type] = compileType(
      model,
      type,
      usable.filter(({ base }) => base?.includes(type)),
      byUrl,
      notCompiled,
    );
  }
  return { fhirVersion: '4.0.1', notCompiled, words, resource, compartments: compartmentTable(compartments), types };
}

function unusable({ id, code, base, expression, experimental }: SearchParameter): string | undefined {
  const own = OWN.get(code);
  if (own !== undefined) return own;
  if (base === undefined) return 'names no resource type';
  if (id.startsWith('example')) return 'an illustration, not a parameter of the standard';
  if (expression === undefined) return experimental === true ? 'experimental, without an expression' : 'has no expression';
  return undefined;
}

function compileType(
  model: Model,
  type: string,
  parameters: readonly SearchParameter[],
  byUrl: ReadonlyMap<string, SearchParameter>,
  notCompiled: { parameter: string; reason: string }[],
): TypeDefinition {
  const compiled: Record<string, Parameter> = {};
  const groups: Record<string, { steps: Path['steps']; fields: Record<string, ElementParameter> }> = {};
  for (const parameter of [...parameters].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    try {
      if (parameter.type === 'special') compiled[parameter.code] = { type: 'special' };
      else if (parameter.type === 'composite') compiled[parameter.code] = composite(model, type, parameter, byUrl, groups);
      else compiled[parameter.code] = elementParameter(model, parameter, place(type));
    } catch (error) {
      if (!(error instanceof NotCompiled)) throw error;
      notCompiled.push({ parameter: `${parameter.id} on ${type}`, reason: error.message });
    }
  }
  for (const [code, parameter] of Object.entries(compiled)) {
    const parts = partsOf(code, parameter, compiled);
    if (parts.length > 0) compiled[code] = { ...(parameter as ElementParameter), parts };
  }
  return Object.keys(groups).length === 0 ? { parameters: compiled } : { parameters: compiled, groups };
}

/** The parameters whose elements together are exactly this one's: `combo-code` is `code` and `component-code`. */
function partsOf(code: string, parameter: Parameter, all: Readonly<Record<string, Parameter>>): string[] {
  if (parameter.type === 'composite' || parameter.type === 'special') return [];
  const own = new Set(parameter.paths.map((path) => JSON.stringify(path)));
  const parts = Object.entries(all).filter(([other, { type, ...rest }]) => {
    if (other === code || type !== parameter.type || !('paths' in rest) || 'parts' in rest) return false;
    const paths = rest.paths.map((path) => JSON.stringify(path));
    return paths.every((path) => own.has(path)) && (paths.length < own.size || other < code);
  });
  const covered = new Set(parts.flatMap(([, part]) => ('paths' in part ? part.paths.map((path) => JSON.stringify(path)) : [])));
  return covered.size === own.size ? parts.map(([other]) => other) : [];
}

function elementParameter(
  model: Model,
  parameter: SearchParameter,
  start: Place,
  expression = parameter.expression ?? '',
): ElementParameter {
  const found = compileExpression(model, expression, start);
  if (found.length === 0) throw new NotCompiled(`no alternative of the expression is for ${start.type}`);
  const type = parameter.type as EntryType;
  const targets = type === 'reference' ? targetsOf(parameter, found) : [];
  return { type, paths: found.map(({ path }) => path), ...(targets.length === 0 ? {} : { targets }) };
}

/** What the elements may refer to, kept to what the parameter declares; empty when nothing narrows it. */
function targetsOf(parameter: SearchParameter, found: readonly Compiled[]): string[] {
  const fromElements = found.map(({ targets }) => (targets.includes('Resource') ? [] : targets));
  const union = [...new Set(fromElements.flat())].sort();
  const declared = parameter.target ?? [];
  if (fromElements.some((targets) => targets.length === 0)) return declared.length > 100 ? [] : [...declared].sort();
  const both = declared.length === 0 ? union : union.filter((type) => declared.includes(type));
  return both.length === 0 ? union : both;
}

function composite(
  model: Model,
  type: string,
  parameter: SearchParameter,
  byUrl: ReadonlyMap<string, SearchParameter>,
  groups: Record<string, { steps: Path['steps']; fields: Record<string, ElementParameter> }>,
): CompositeParameter {
  const components = (parameter.component ?? []).map(({ definition, expression }) => {
    const component = byUrl.get(definition);
    if (component === undefined) throw new NotCompiled(`its component ${definition} is not defined`);
    return { component, expression: ERRATA.get(`${parameter.id} ${component.code}`) ?? expression };
  });
  const contexts = (parameter.expression ?? '')
    .split('|')
    .map((context) => context.trim())
    .filter((context) => context.split('.')[0] === type);
  return { type: 'composite', alternatives: contexts.map((context) => alternative(context)) };

  function alternative(context: string): CompositeParameter['alternatives'][number] {
    if (context === type) return { components: components.map(({ component }) => inResource(component)) };
    const [holder] = compileExpression(model, context, place(type));
    if (holder === undefined) throw new NotCompiled(`no element for ${context}`);
    const name = context.slice(type.length + 1);
    const group = (groups[name] ??= { steps: holder.path.steps, fields: {} });
    const start: Place = {
      name,
      type: 'BackboneElement',
      inside: holder.path.type === 'BackboneElement' ? context : holder.path.type,
      targets: [],
      system: undefined,
    };
    const fields = components.map(({ component, expression }) =>
      field(group.fields, component.code, elementParameter(model, component, start, expression)),
    );
    return { group: name, components: fields };
  }

  /** `combo-code` in the resource itself is its `code`: the combination is the alternatives' doing. */
  function inResource(component: SearchParameter): string {
    return component.code.replace(/^combo-/, '');
  }
}

/** The field's name in the group; fields that say the same are one. */
function field(fields: Record<string, ElementParameter>, code: string, definition: ElementParameter): string {
  const same = Object.entries(fields).find(([, known]) => JSON.stringify(known) === JSON.stringify(definition));
  if (same !== undefined) return same[0];
  fields[code] = definition;
  return code;
}

function place(type: string): Place {
  return { name: type, type, inside: type, targets: [], system: undefined };
}

function compartmentTable(compartments: readonly CompartmentDefinition[]): Record<string, Record<string, readonly string[]>> {
  const table: Record<string, Record<string, readonly string[]>> = {};
  for (const { code, resource } of compartments.filter(({ url }) => url.startsWith('http://hl7.org/fhir/CompartmentDefinition/'))) {
    const members = (resource ?? []).filter(({ param }) => param !== undefined && param.length > 0);
    if (table[code] === undefined || members.length > Object.keys(table[code]).length) {
      table[code] = Object.fromEntries(members.map((member) => [member.code, member.param ?? []]));
    }
  }
  return table;
}
