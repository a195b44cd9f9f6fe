import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { JsonObject, JsonValue, Outcome } from '@satchel/fhir';
import { success } from '@satchel/fhir';
import { refuse } from '../trouble.ts';

/** One element of a resource, by where it stands in its JSON. */
export interface Element {
  /** Names and positions from the resource down; empty for the resource itself. */
  readonly steps: readonly (string | number)[];
  /** What its members are called by: a resource type, a datatype, or the path of a backbone element. */
  readonly type: string;
}

/** As the engine gives its nodes when asked not to resolve them. */
interface Node {
  readonly data: unknown;
  readonly path: string | null;
  readonly propName: string | null;
  readonly index: number | null;
  readonly parentResNode: Node | null;
  readonly fhirNodeDataType: string | null;
}

/** Ways that take no longer than the resource is long: no patterns, no recursion. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'where',
  'first',
  'last',
  'single',
  'tail',
  'skip',
  'take',
  'ofType',
  'as',
  'is',
  'extension',
  'exists',
  'empty',
  'not',
  'startsWith',
  'endsWith',
  'contains',
  'all',
  'count',
  'hasValue',
]);
const LONGEST = 500;

/** The elements that a FHIRPath leads to, of those expressions that only choose. */
export function elementsAt(resource: JsonObject, path: string, where: string): Outcome<readonly Element[]> {
  const strange = strangeIn(path);
  if (strange !== undefined) return refuse(422, 'not-supported', `A path of a patch cannot use ${strange}.`, { expression: [where] });
  let found: readonly unknown[];
  try {
    found = fhirpath.evaluate(resource, quoted(path), {}, r4, { resolveInternalTypes: false }) as readonly unknown[];
  } catch {
    return refuse(422, 'invalid', 'The path is not a FHIRPath of this resource.', { expression: [where] });
  }
  const nodes = found.filter(isNode);
  return nodes.length === found.length
    ? success(nodes.map(elementOf))
    : refuse(422, 'invalid', 'The path does not lead to elements.', { expression: [where] });
}

/** What stands where an element is. */
export function valueAt(resource: JsonObject, steps: Element['steps']): JsonValue | undefined {
  let value: JsonValue | undefined = resource;
  for (const step of steps) value = typeof value === 'object' && value !== null ? (value as JsonObject)[step] : undefined;
  return value;
}

/** Elements that are called like operators of FHIRPath, such as `text.div`. */
function quoted(path: string): string {
  const parts = path.split(/('(?:[^'\\]|\\.)*')/);
  return parts.map((part, at) => (at % 2 === 0 ? part.replace(/\.(div|mod)\b/g, '.`$1`') : part)).join('');
}

function strangeIn(path: string): string | undefined {
  if (path.length > LONGEST) return `more than ${LONGEST} characters`;
  const bare = path.replace(/'(?:[^'\\]|\\.)*'/g, "''");
  if (/[{}%$;]/.test(bare.replaceAll('$this', ''))) return 'variables';
  const name = [...bare.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map(([, each = '']) => each).find((each) => !FUNCTIONS.has(each));
  return name === undefined ? undefined : `the function ${name}`;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'parentResNode' in value && 'propName' in value;

function elementOf(node: Node): Element {
  const steps: (string | number)[] = [];
  for (let at: Node | null = node; at?.parentResNode; at = at.parentResNode) {
    if (at.index !== null) steps.unshift(at.index);
    steps.unshift(at.propName ?? '');
  }
  const isBackbone = node.fhirNodeDataType === 'BackboneElement' || node.fhirNodeDataType === 'Element';
  return { steps, type: (isBackbone ? node.path : (node.fhirNodeDataType ?? node.path)) ?? '' };
}
