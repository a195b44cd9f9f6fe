import { failure, success } from '../outcome.ts';
import type { Issue, Outcome } from '../outcome.ts';
import { isResourceId, isResourceType } from '../types.ts';
import type { CompositeParameter, ElementParameter, Parameter } from './definition.ts';
import { parameterOf, typeDefinition } from './definitions.ts';
import type { ToCanonical } from './entries.ts';
import { splitUnescaped, unescape } from './escapes.ts';
import { foldText } from './fold.ts';
import { parseDate, parseNumber, parseOfType, parseQuantity, parseReferenceValue, parseToken } from './parse-values.ts';
import { parseInValueSet, parseOnLine } from './parse-codes.ts';
import type { SearchTerminology } from './parse-codes.ts';
import { parseFilter } from './parse-filter.ts';
import type { Criterion, TypedCriterion } from './query.ts';
import { invalid, isUnknown, notForType, tooCostly, unknown, unsupported } from './refusals.ts';

/** What the world says to a search. */
export interface QueryContext {
  /** Milliseconds since 1970, for dates searched with `ap`. */
  readonly now?: number;
  /** Converts UCUM units, so that amounts are compared across units. */
  readonly canonical?: ToCanonical;
  /** Our own base URL: absolute references under it mean the record. */
  readonly base?: string;
  /** What is known of codes, for `:in`, `:not-in`, `:above` and `:below`; without it they are refused. */
  readonly terminology?: SearchTerminology;
}

/** Alternatives of one parameter; each may be a condition of its own in the database. */
const MAXIMUM_VALUES = 400;
const MAXIMUM_PAIRS = 100;
/** Links of a chain. */
const MAXIMUM_LINKS = 5;

/** One parameter of a query as a condition on resources of all `types`; failing with the parameter's name, never its value. */
export function parseCriterion(types: readonly string[], name: string, value: string, context: QueryContext): Outcome<Criterion> {
  if (name.split(/\.|_has:/).length > MAXIMUM_LINKS + 1) return failure(tooCostly(`a chain has ${MAXIMUM_LINKS} links at most`));
  if (name.startsWith('_has:')) return parseHas(types, name, value, context);
  const dot = name.indexOf('.');
  if (dot > 0) return parseChain(types, name, dot, value, context);
  const [code = '', modifier, ...more] = name.split(':');
  if (more.length > 0) return unsupported(name, `the modifier of '${code}' is not one of R4`);
  const own = parseOwn(types, code, modifier, name, value, context);
  if (own !== undefined) return own;
  const parameter = parameterOfAll(types, code);
  if (parameter === undefined) return unknown(name);
  if (modifier === 'missing') return parseMissing(code, name, value, parameter);
  if (parameter.type === 'special') return unsupported(name, `'${code}' needs an algorithm that is not offered`);
  if (parameter.type === 'composite') return parseComposite(types, parameter, name, modifier, value, context);
  return parseElement(code, parameter, modifier, name, value, context);
}

/** Parameters that every type has and the index answers by itself. */
function parseOwn(
  types: readonly string[],
  code: string,
  modifier: string | undefined,
  name: string,
  value: string,
  context: QueryContext,
): Outcome<Criterion> | undefined {
  if (!['_id', '_lastUpdated', '_text', '_content', '_list', '_query', '_filter'].includes(code)) return undefined;
  if (code === '_query') return unsupported(name, `'${code}' is not offered`);
  if (modifier !== undefined) return unsupported(name, `'${code}' takes no modifier '${modifier}'`);
  if (code === '_filter') return parseFilter(value, (own, wanted) => parseCriterion(types, own, wanted, context));
  if (code === '_text' || code === '_content') {
    return success({ by: 'words', part: code === '_text' ? 'narrative' : 'all', values: splitUnescaped(value, ',').map(unescape) });
  }
  if (code === '_lastUpdated') {
    return all(
      name,
      value,
      (text) => parseDate(text, context.now),
      (values) => ({ by: 'lastUpdated', values }),
    );
  }
  const by = code === '_id' ? 'id' : 'list';
  return all(
    name,
    value,
    (text) => (isResourceId(text) ? text : undefined),
    (values) => ({ by, values }),
  );
}

/** The parameter, where all types have it with one meaning. */
function parameterOfAll(types: readonly string[], code: string): Parameter | undefined {
  const found = (types.length === 0 ? ['Basic'] : types).map((type) => parameterOf(type, code));
  const [first] = found;
  if (types.length === 0 && !code.startsWith('_')) return undefined;
  return found.every((parameter) => parameter?.type === first?.type) ? first : undefined;
}

function parseMissing(code: string, name: string, value: string, parameter: Parameter): Outcome<Criterion> {
  if (parameter.type === 'special' || parameter.type === 'composite') return unsupported(name, `':missing' is not offered for '${code}'`);
  if (value !== 'true' && value !== 'false') return invalid(name, `':missing' is either true or false`);
  return success({ by: 'missing', parameter: code, type: parameter.type, missing: value === 'true' });
}

function parseElement(
  code: string,
  parameter: ElementParameter,
  modifier: string | undefined,
  name: string,
  value: string,
  context: QueryContext,
): Outcome<Criterion> {
  if (parameter.type === 'reference') return parseReferenceCriterion(code, parameter, modifier, name, value, context);
  if (parameter.type === 'token') return parseTokenCriterion(code, modifier, name, value, context.terminology);
  if (parameter.type === 'string') return parseStringCriterion(code, modifier, name, value);
  if (parameter.type === 'uri') return parseUriCriterion(code, modifier, name, value);
  if (modifier !== undefined) return notForType(name, modifier, parameter.type);
  if (parameter.type === 'date')
    return all(
      name,
      value,
      (text) => parseDate(text, context.now),
      (values) => ({ by: 'date', parameter: code, values }),
    );
  if (parameter.type === 'number') return all(name, value, parseNumber, (values) => ({ by: 'number', parameter: code, values }));
  return all(
    name,
    value,
    (text) => parseQuantity(text, context.canonical),
    (values) => ({ by: 'quantity', parameter: code, values }),
  );
}

function parseTokenCriterion(
  code: string,
  modifier: string | undefined,
  name: string,
  value: string,
  terminology: SearchTerminology | undefined,
): Outcome<Criterion> {
  if (terminology && (modifier === 'in' || modifier === 'not-in')) return parseInValueSet(code, modifier, name, value, terminology);
  if (terminology && (modifier === 'above' || modifier === 'below')) return parseOnLine(code, modifier, name, value, terminology);
  if (modifier === 'text') return parseStringCriterion(`${code}:text`, undefined, name, value);
  if (modifier === 'of-type')
    return all(name, value, parseOfType, (values) => ({ by: 'token', parameter: `${code}:of-type`, values, not: false }));
  if (modifier !== undefined && modifier !== 'not') return notForType(name, modifier, 'token');
  return all(name, value, parseToken, (values) => ({ by: 'token', parameter: code, values, not: modifier === 'not' }));
}

function parseStringCriterion(code: string, modifier: string | undefined, name: string, value: string): Outcome<Criterion> {
  if (modifier !== undefined && modifier !== 'exact' && modifier !== 'contains') return notForType(name, modifier, 'string');
  const fold = modifier === 'exact' ? (text: string) => text : foldText;
  const read = (text: string): string | undefined => fold(unescape(text)) || undefined;
  return all(name, value, read, (values) => ({ by: 'string', parameter: code, values, how: modifier ?? 'starts' }));
}

function parseUriCriterion(code: string, modifier: string | undefined, name: string, value: string): Outcome<Criterion> {
  if (modifier !== undefined && modifier !== 'below' && modifier !== 'above') return notForType(name, modifier, 'uri');
  return all(
    name,
    value,
    (text) => unescape(text) || undefined,
    (values) => ({ by: 'uri', parameter: code, values, how: modifier ?? 'exact' }),
  );
}

function parseReferenceCriterion(
  code: string,
  parameter: ElementParameter,
  modifier: string | undefined,
  name: string,
  value: string,
  context: QueryContext,
): Outcome<Criterion> {
  if (modifier === 'identifier')
    return all(name, value, parseToken, (values) => ({ by: 'token', parameter: `${code}:identifier`, values, not: false }));
  if (modifier !== undefined && !isResourceType(modifier)) return notForType(name, modifier, 'reference');
  const types = modifier === undefined ? (parameter.targets ?? []) : [modifier];
  const read = (text: string) => parseReferenceValue(text, types, context.base);
  return all(name, value, read, (values) => ({ by: 'reference', parameter: code, values }));
}

function parseComposite(
  types: readonly string[],
  parameter: CompositeParameter,
  name: string,
  modifier: string | undefined,
  value: string,
  context: QueryContext,
): Outcome<Criterion> {
  const [type] = types;
  if (type === undefined || types.length > 1) return unsupported(name, 'a composite is searched in one type at a time');
  if (modifier !== undefined) return notForType(name, modifier, 'composite');
  const values: { grouped: boolean; criteria: Criterion[] }[] = [];
  const pairs = splitUnescaped(value, ',');
  if (pairs.length > MAXIMUM_PAIRS) return failure(tooCostly(`'${name}' takes ${MAXIMUM_PAIRS} values at most`));
  for (const text of pairs) {
    const parts = splitUnescaped(text, '$');
    for (const { group, components } of parameter.alternatives) {
      if (parts.length !== components.length) return invalid(name, `'${name}' takes ${components.length} values joined by $`);
      const criteria: Criterion[] = [];
      for (const [at, component] of components.entries()) {
        const parsed = parseComponent(type, group, component, name, parts[at] ?? '', context);
        if (!parsed.ok) return parsed;
        criteria.push(parsed.value);
      }
      values.push({ grouped: group !== undefined, criteria });
    }
  }
  return success({ by: 'composite', values });
}

function parseComponent(
  type: string,
  group: string | undefined,
  component: string,
  name: string,
  text: string,
  context: QueryContext,
): Outcome<Criterion> {
  const parameter = group === undefined ? parameterOf(type, component) : typeDefinition(type).groups?.[group]?.fields[component];
  if (parameter === undefined || parameter.type === 'composite' || parameter.type === 'special')
    throw new Error(`composite ${type}.${name} lacks ${component}`);
  return parseElement(group === undefined ? component : `${group}:${component}`, parameter, undefined, name, text, context);
}

/** `subject:Patient.name=x`: tried on every type the reference may lead to. */
function parseChain(types: readonly string[], name: string, dot: number, value: string, context: QueryContext): Outcome<Criterion> {
  const [code = '', modifier] = name.slice(0, dot).split(':');
  const parameter = parameterOfAll(types, code);
  if (parameter === undefined) return unknown(name);
  if (parameter.type !== 'reference') return invalid(name, `'${code}' is not a reference and cannot be chained`);
  if (modifier !== undefined && !isResourceType(modifier)) return notForType(name, modifier, 'reference');
  const targets = modifier === undefined ? (parameter.targets ?? []) : [modifier];
  if (targets.length === 0) return invalid(name, `'${code}' may lead to any type: name one, as in '${code}:Patient.'`);
  const values: TypedCriterion[] = [];
  const issues: Issue[] = [];
  for (const type of targets) {
    const parsed = parseCriterion([type], name.slice(dot + 1), value, context);
    if (parsed.ok) values.push({ type, criterion: parsed.value });
    else issues.push(...parsed.issues);
  }
  const worst = issues.find((each) => !isUnknown(each)) ?? issues[0];
  if (values.length > 0 || worst === undefined) return success({ by: 'chain', parameter: code, values });
  return failure(worst);
}

/** `_has:Observation:patient:code=x`, which may nest. */
function parseHas(types: readonly string[], name: string, value: string, context: QueryContext): Outcome<Criterion> {
  const match = /^_has:(\w+):([\w-]+):(.+)$/.exec(name);
  if (match === null) return invalid(name, `'_has' is written _has:Type:reference:parameter`);
  const [, type = '', code = '', rest = ''] = match;
  if (!isResourceType(type)) return invalid(name, `'${type}' is not a resource type of R4`);
  const reference = parameterOf(type, code);
  if (reference === undefined) return unknown(name);
  if (reference.type !== 'reference') return invalid(name, `'${code}' of ${type} is not a reference`);
  const leadsHere = types.length === 0 || reference.targets === undefined || types.some((each) => reference.targets?.includes(each));
  if (!leadsHere) return invalid(name, `'${code}' of ${type} never refers to ${types.join(', ')}`);
  const parsed = parseCriterion([type], rest, value, context);
  return parsed.ok ? success({ by: 'has', parameter: code, value: { type, criterion: parsed.value } }) : parsed;
}

/** Reads all alternatives of a value; one that cannot be read fails the parameter. */
function all<T>(name: string, value: string, read: (text: string) => T | undefined, make: (values: T[]) => Criterion): Outcome<Criterion> {
  const values: T[] = [];
  const texts = splitUnescaped(value, ',');
  if (texts.length > MAXIMUM_VALUES) return failure(tooCostly(`'${name}' takes ${MAXIMUM_VALUES} values at most`));
  for (const text of texts) {
    const parsed = read(text);
    if (parsed === undefined) return invalid(name, `the value of '${name}' is not of the form that this parameter takes`);
    values.push(parsed);
  }
  return success(make(values));
}
