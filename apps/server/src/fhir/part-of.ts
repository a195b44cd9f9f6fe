import {
  type Outcome,
  success,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  type SearchQuery,
  stringify,
  summaryElements,
  typePlan,
} from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import { refuse } from './trouble.ts';

export type Parts = Pick<SearchQuery, 'summary' | 'elements'>;

/** The text of a resource, or of the part of it that `_summary` or `_elements` asks for, tagged as such. */
export function partOf({ text }: Pick<Stored, 'text'>, { summary, elements }: Parts): string {
  const isWhole = (summary === undefined || summary === 'false' || summary === 'count') && elements === undefined;
  if (isWhole) return text;
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error('A resource of the record does not parse.');
  return stringify(subsetted(partOfResource(parsed.value, { ...(summary && { summary }), ...(elements && { elements }) })));
}

const SUMMARIES: ReadonlySet<string> = new Set(['true', 'text', 'data', 'false']);

/** `_summary` and `_elements` of a read. */
export function partsAsked(query: URLSearchParams): Outcome<Parts> {
  const [summary, elements] = [query.get('_summary'), query.getAll('_elements')];
  if (summary !== null && !SUMMARIES.has(summary))
    return refuse(400, 'invalid', `'_summary' is one of ${[...SUMMARIES].join(', ')}.`, { expression: ['http._summary'] });
  return success({
    ...(summary !== null && { summary: summary as NonNullable<Parts['summary']> }),
    ...(elements.length > 0 && { elements: elements.flatMap((each) => each.split(',')) }),
  });
}

/** http://hl7.org/fhir/R4/search.html#summary and #elements; what is required stays, for the part must be valid. */
function partOfResource(resource: JsonObject, { summary, elements }: Parts): JsonObject {
  const type = String(resource['resourceType']);
  if (elements)
    return kept(resource, (name) => elements.some((each) => isNamed(each.split('.').at(-1) ?? '', name)) || isRequired(type, name));
  if (summary === 'data') return kept(resource, (name) => name !== 'text');
  if (summary === 'text') return kept(resource, (name) => name === 'text' || isRequired(type, name));
  return summaryOf(resource, type);
}

const ALWAYS: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta']);

function kept(resource: JsonObject, isWanted: (name: string) => boolean): JsonObject {
  const names = Object.keys(resource).filter((name) => ALWAYS.has(name) || isWanted(name.replace(/^_/, '')));
  return pick(resource, names);
}

/** Copies members with the digits of their numbers. */
function pick(object: JsonObject, names: readonly string[]): JsonObject {
  const rest = new Set(names);
  const copy = { ...object };
  for (const name of Object.keys(copy)) if (!rest.has(name)) delete copy[name];
  return copy;
}

/** `value` names `valueQuantity` too. */
function isNamed(element: string, name: string): boolean {
  return name === element || (name.startsWith(element) && /^[A-Z]/.test(name.slice(element.length)));
}

function isRequired(type: string, name: string): boolean {
  return (typePlan(type)?.required ?? []).some((each) => (each.endsWith('[x]') ? isNamed(each.slice(0, -3), name) : each === name));
}

function summaryOf(node: JsonObject, type: string): JsonObject {
  const summary = summaryElements(type);
  const plan = typePlan(type);
  if (!summary || !plan) return node;
  const part = kept(node, (name) => [...summary].some((each) => (each.endsWith('[x]') ? isNamed(each.slice(0, -3), name) : each === name)));
  for (const [name, value] of Object.entries(part)) {
    const element = plan.elements.get(name);
    if (element && name !== 'meta') part[name] = within(value, element.typeName);
  }
  return part;
}

function within(value: JsonValue | undefined, type: string): JsonValue {
  if (Array.isArray(value)) return value.map((each) => within(each, type));
  return isJsonObject(value) && type.includes('.') ? summaryOf(value, type) : (value ?? null);
}

/** Whoever reads a part must not write it back for the whole. */
function subsetted(resource: JsonObject): JsonObject {
  const meta = isJsonObject(resource['meta']) ? resource['meta'] : {};
  const tags = Array.isArray(meta['tag']) ? meta['tag'] : [];
  return { ...resource, meta: { ...meta, tag: [...tags, SUBSETTED] } };
}

const SUBSETTED: JsonObject = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };
