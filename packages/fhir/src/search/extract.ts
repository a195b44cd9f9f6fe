import type { JsonObject, JsonValue } from '../json/value.ts';
import { converterOf } from './convert/index.ts';
import type { ElementParameter } from './definition.ts';
import { parametersOf, typeDefinition } from './definitions.ts';
import { noEntries } from './entries.ts';
import type { Entries, ToCanonical } from './entries.ts';
import { compilePath, compileSteps } from './select.ts';
import type { Selector } from './select.ts';

type Extractor = (node: JsonValue, resource: JsonObject, entries: Entries, canonical: ToCanonical | undefined) => void;

const extractors = new Map<string, Extractor>();

/**
 * What the index keeps of a resource: one entry per value and search parameter of its type. Compiled once per type at
 * first use. With `canonical`, quantities in UCUM units carry their canonical form too, so that 5 mg finds 0.005 g.
 */
export function extract(resource: JsonObject, canonical?: ToCanonical): Entries {
  const type = resource['resourceType'];
  const entries = noEntries();
  if (typeof type === 'string') extractorOf(type)(resource, resource, entries, canonical);
  return entries;
}

function extractorOf(type: string): Extractor {
  let extractor = extractors.get(type);
  if (extractor === undefined) {
    extractor = compileType(type);
    extractors.set(type, extractor);
  }
  return extractor;
}

function compileType(type: string): Extractor {
  const parts: Extractor[] = [];
  for (const [code, parameter] of Object.entries(parametersOf(type))) {
    if ('paths' in parameter && parameter.parts === undefined) parts.push(...compileParameter(code, parameter));
  }
  for (const [name, { steps, fields }] of Object.entries(typeDefinition(type).groups ?? {})) {
    const walk = compileSteps(steps, 0);
    parts.push(
      compileGroup(
        walk,
        Object.entries(fields).flatMap(([field, parameter]) => compileParameter(`${name}:${field}`, parameter)),
      ),
    );
  }
  return (node, resource, entries, canonical) => {
    for (const part of parts) part(node, resource, entries, canonical);
  };
}

function compileParameter(code: string, { type, paths }: ElementParameter): Extractor[] {
  return paths.flatMap((path) => {
    const convert = converterOf(type, path);
    if (convert === undefined) return [];
    const walk = compilePath(path);
    return [(node, resource, entries, canonical) => walk(node, resource, (found) => convert(found, code, entries, canonical))];
  });
}

function compileGroup(walk: Selector, fields: readonly Extractor[]): Extractor {
  return (node, resource, entries, canonical) =>
    walk(node, resource, (element) => {
      const together = noEntries();
      for (const field of fields) field(element, resource, together, canonical);
      entries.composites.push(together);
    });
}
