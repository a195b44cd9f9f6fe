import { failure, issue, success } from '../outcome.ts';
import type { Issue, Outcome } from '../outcome.ts';
import { isResourceType } from '../types.ts';
import { parameterOf } from './definitions.ts';
import { parseCriterion } from './parse-criterion.ts';
import type { QueryContext } from './parse-criterion.ts';
import type { Criterion, Include, SearchQuery, SortKey, Summary } from './query.ts';
import { isUnknown, tooCostly, unknownIssue } from './refusals.ts';

export interface QueryOptions extends QueryContext {
  /** `strict` refuses parameters that nobody knows, `lenient` (the default) passes over them with a warning. */
  readonly handling?: 'strict' | 'lenient';
  readonly compartment?: { readonly type: string; readonly id: string };
}

export const DEFAULT_COUNT = 50;
export const MAXIMUM_COUNT = 1000;
const MAXIMUM_PARAMETERS = 100;

/** Parameters that shape the HTTP answer; the transport reads them itself. */
const TRANSPORT = new Set(['_format', '_pretty']);

type Draft = { -readonly [K in keyof SearchQuery]: SearchQuery[K] } & {
  types: string[];
  criteria: Criterion[];
  sort: SortKey[];
  includes: Include[];
  used: [string, string][];
};

/**
 * Reads a FHIR search: `parseQuery('Observation', 'code=4548-4&date=ge2024')`; without a type, a search over all types
 * or those in `_type`. Fails with an issue per parameter that cannot be done as asked; a modifier is never ignored.
 */
export function parseQuery(type: string | undefined, query: string | URLSearchParams, options: QueryOptions = {}): Outcome<SearchQuery> {
  const parameters = [...(typeof query === 'string' ? new URLSearchParams(query) : query)];
  const types = type === undefined ? typesOf(parameters) : [type];
  if (parameters.length > MAXIMUM_PARAMETERS) return failure(tooCostly(`a search takes ${MAXIMUM_PARAMETERS} parameters at most`));
  const strange = types.find((each) => !isResourceType(each));
  if (strange !== undefined) return failure(issue('error', 'not-supported', `'${strange}' is not a resource type of R4`));
  const draft: Draft = {
    types,
    criteria: [],
    sort: [],
    count: DEFAULT_COUNT,
    total: 'accurate',
    includes: [],
    used: [],
    ...(options.compartment === undefined ? {} : { compartment: options.compartment }),
  };
  const issues: Issue[] = [];
  for (const [name, value] of parameters) {
    if (TRANSPORT.has(name)) continue;
    const found = readParameter(draft, name, value, options);
    if (found.every(({ severity }) => severity !== 'error')) draft.used.push([name, value]);
    issues.push(...found.map((each) => (options.handling === 'strict' ? each : lenient(each))));
  }
  if (issues.some(({ severity }) => severity === 'error')) return failure(...issues);
  return success(draft, issues);
}

function typesOf(parameters: readonly [string, string][]): string[] {
  return parameters.filter(([name]) => name === '_type').flatMap(([, value]) => value.split(','));
}

function lenient(found: Issue): Issue {
  return isUnknown(found)
    ? { ...found, severity: 'warning', remedy: 'It was not used; the answer may hold more than you asked for.' }
    : found;
}

function readParameter(draft: Draft, name: string, value: string, options: QueryOptions): readonly Issue[] {
  const word = name.split(':')[0] ?? '';
  const result = Object.hasOwn(RESULT_PARAMETERS, word) ? RESULT_PARAMETERS[word] : undefined;
  if (value === '') return [unknownIssue(`value of '${name}': it is empty`)];
  if (result !== undefined) return result(draft, value, name);
  const parsed = parseCriterion(draft.types, name, value, options);
  if (parsed.ok) draft.criteria.push(parsed.value);
  return parsed.issues;
}

type Reader = (draft: Draft, value: string, name: string) => readonly Issue[];

const SUMMARIES = ['true', 'text', 'data', 'count', 'false'] as const;
const TOTALS = ['none', 'estimate', 'accurate'] as const;

/** Parameters that say what to answer, not what to find (http://hl7.org/fhir/R4/search.html#return). */
const RESULT_PARAMETERS: Record<string, Reader | undefined> = {
  _type: () => [],
  _sort: (draft, value) => value.split(',').flatMap((key) => readSortKey(draft, key)),
  _count: (draft, value) => {
    if (!/^\d{1,9}$/.test(value)) return wrong('_count', 'is a whole number');
    draft.count = Math.min(Number(value), MAXIMUM_COUNT);
    return [];
  },
  _total: (draft, value) =>
    oneOf('_total', value, TOTALS, (total) => {
      draft.total = total;
    }),
  _summary: (draft, value) =>
    oneOf<Summary>('_summary', value, SUMMARIES, (summary) => {
      draft.summary = summary;
      if (summary === 'count') draft.count = 0;
    }),
  _elements: (draft, value) => {
    draft.elements = [...(draft.elements ?? []), ...value.split(',')];
    return [];
  },
  _include: (draft, value, name) => readInclude(draft, value, name, false),
  _revinclude: (draft, value, name) => readInclude(draft, value, name, true),
  _cursor: (draft, value) => {
    draft.cursor = value;
    return [];
  },
  _contained: (_draft, value) => (value === 'false' ? [] : notOffered('_contained', 'contained resources are not searched')),
  _containedType: () => [],
};

function readSortKey(draft: Draft, key: string): readonly Issue[] {
  const descending = key.startsWith('-');
  const parameter = descending ? key.slice(1) : key;
  const known =
    parameter === '_id' ||
    parameter === '_lastUpdated' ||
    (draft.types.length > 0 && draft.types.every((type) => isSortable(type, parameter)));
  if (!known) return [unknownIssue(`'${parameter}' in _sort`)];
  draft.sort.push({ parameter, descending });
  return [];
}

function isSortable(type: string, code: string): boolean {
  const parameter = parameterOf(type, code);
  return parameter !== undefined && parameter.type !== 'composite' && parameter.type !== 'special';
}

/** `Observation:subject`, `Observation:subject:Patient`, `Observation:*`, `*`. */
function readInclude(draft: Draft, value: string, name: string, reverse: boolean): readonly Issue[] {
  const [word = '', modifier] = name.split(':');
  if (modifier !== undefined && modifier !== 'iterate' && modifier !== 'recurse')
    return notOffered(name, `the modifier ':${modifier}' is not one of ${word}`);
  const iterate = modifier !== undefined;
  if (value === '*') {
    draft.includes.push({ reverse, source: '*', parameter: '*', iterate });
    return [];
  }
  const [source = '', parameter = '', target, ...more] = value.split(':');
  if (!isResourceType(source) || parameter === '' || more.length > 0 || (target !== undefined && !isResourceType(target))) {
    return wrong(name, 'is written Type:parameter or Type:parameter:Target');
  }
  if (parameter !== '*' && parameterOf(source, parameter)?.type !== 'reference')
    return notOffered(name, `${source} has no reference parameter '${parameter}'`);
  draft.includes.push({ reverse, source, parameter, iterate, ...(target === undefined ? {} : { target }) });
  return [];
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[], set: (choice: T) => void): readonly Issue[] {
  const choice = choices.find((each) => each === value);
  if (choice === undefined) return wrong(name, `is one of ${choices.join(', ')}`);
  set(choice);
  return [];
}

function wrong(name: string, rule: string): readonly Issue[] {
  return [issue('error', 'invalid', `'${name}' ${rule}`)];
}

function notOffered(name: string, why: string): readonly Issue[] {
  return [issue('error', 'not-supported', `'${name}': ${why}`)];
}
