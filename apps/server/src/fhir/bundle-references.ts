import { collectReferences, isJsonObject, type JsonObject, type JsonValue, mapReferences, parseReference, typePlan } from '@satchel/fhir';

/** What each `fullUrl` of a transaction became: `Type/id`. */
export type Replacements = ReadonlyMap<string, string>;

/**
 * The resource with every mention of another entry's `fullUrl` replaced: in references, in elements of type uri, url,
 * oid and uuid, and in the links and pictures of the narrative (http://hl7.org/fhir/R4/http.html#trules).
 */
export function replaced(resource: JsonObject, replacements: Replacements): JsonObject {
  if (replacements.size === 0) return resource;
  return inNode(resource, String(resource['resourceType']), replacements);
}

const URIS: ReadonlySet<string> = new Set(['uri', 'url', 'oid', 'uuid', 'canonical']);

function inNode(node: JsonObject, type: string, replacements: Replacements): JsonObject {
  const plan = typePlan(type);
  let copy: JsonObject | undefined;
  for (const name of Object.keys(node)) {
    const element = plan?.elements.get(name);
    if (!element) continue;
    const value = node[name] as JsonValue;
    const next = inValue(value, type === 'Reference' && name === 'reference' ? 'uri' : element.typeName, replacements);
    if (next !== value) (copy ??= { ...node })[name] = next;
  }
  return copy ?? node;
}

function inValue(value: JsonValue, type: string, replacements: Replacements): JsonValue {
  if (Array.isArray(value)) {
    const next = value.map((each) => inValue(each, type, replacements));
    return next.some((each, at) => each !== value[at]) ? next : value;
  }
  if (isJsonObject(value)) return inNode(value, type === 'Resource' ? String(value['resourceType']) : type, replacements);
  if (typeof value !== 'string') return value;
  if (URIS.has(type)) return replacements.get(value) ?? value;
  return type === 'xhtml' ? inNarrative(value, replacements) : value;
}

function inNarrative(div: string, replacements: Replacements): string {
  return div.replace(/\b(href|src)=(["'])([^"']*)\2/g, (whole, name: string, quote: string, url: string) => {
    const target = replacements.get(url);
    return target === undefined ? whole : `${name}=${quote}${target}${quote}`;
  });
}

/** The conditional references of a resource: `Patient?identifier=…`. */
export function conditionsIn(
  resource: JsonObject,
): { readonly reference: string; readonly type: string; readonly query: string; readonly path: string }[] {
  return collectReferences(resource).flatMap(({ reference, path }) => {
    const parsed = parseReference(reference);
    return parsed?.kind === 'conditional' ? [{ reference, type: parsed.type, query: parsed.query, path }] : [];
  });
}

/** The resource with its conditional references resolved. */
export const resolved = (resource: JsonObject, targets: Replacements): JsonObject =>
  targets.size === 0 ? resource : mapReferences(resource, (reference) => targets.get(reference) ?? reference);
