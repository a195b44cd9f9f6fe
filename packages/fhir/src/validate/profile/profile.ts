import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';

/** The rules of a StructureDefinition that constrains a type (http://hl7.org/fhir/R4/profiling.html). */
export interface Profile {
  readonly url: string;
  readonly version?: string;
  readonly type: string;
  readonly baseDefinition?: string;
  readonly root: RuleNode;
  /** By the id of the element. */
  readonly nodes: ReadonlyMap<string, RuleNode>;
}

/** The rules of one element, those of its slices, and of what stands in it. */
export interface RuleNode {
  readonly id: string;
  rule: ElementRule;
  readonly children: Map<string, RuleNode>;
  readonly slices: Map<string, RuleNode>;
}

export interface ElementRule {
  readonly min?: number;
  /** Infinity for `*`. */
  readonly max?: number;
  readonly isMustSupport?: boolean;
  readonly types?: readonly { readonly code: string; readonly profiles: readonly string[]; readonly targets: readonly string[] }[];
  readonly discriminators?: readonly { readonly type: string; readonly path: string }[];
  /** Nothing may stand beside the slices. */
  readonly isClosed?: boolean;
  /** What a value must be, or must hold. */
  readonly fixed?: JsonValue;
  readonly pattern?: JsonValue;
  /** The value set of a required binding. */
  readonly valueSet?: string;
  /** Keys of the invariants, which are FHIRPath and not evaluated here. */
  readonly invariants?: readonly string[];
}

/** More rules than any sensible profile has. */
const MAXIMUM_ELEMENTS = 2000;

/** Reads a StructureDefinition, or the short form of `knowledge/`; undefined when it constrains no type, or is not to be read. */
export function profileOf(definition: JsonObject): Profile | undefined {
  const { url, version, type, baseDefinition, kind } = definition;
  const written = definition['element'] ?? elementsOf(definition['differential']) ?? elementsOf(definition['snapshot']);
  if (typeof url !== 'string' || typeof type !== 'string' || kind === 'logical' || !Array.isArray(written)) return undefined;
  if (written.length > MAXIMUM_ELEMENTS) return undefined;
  const root = nodeOf(type);
  const nodes = new Map<string, RuleNode>();
  for (const element of written) {
    if (!isJsonObject(element)) return undefined;
    const id = element['id'] ?? element['path'];
    if (typeof id !== 'string') return undefined;
    const [first, ...parts] = id.split('.');
    if (first !== type) return undefined;
    const node = placed(root, parts);
    node.rule = ruleOf(element);
    nodes.set(id, node);
  }
  return {
    url,
    type,
    root,
    nodes,
    ...(typeof version === 'string' && { version }),
    ...(typeof baseDefinition === 'string' && { baseDefinition }),
  };
}

const elementsOf = (part: JsonValue | undefined): JsonValue | undefined => (isJsonObject(part) ? part['element'] : undefined);

const nodeOf = (id: string): RuleNode => ({ id, rule: {}, children: new Map(), slices: new Map() });

function placed(root: RuleNode, parts: readonly string[]): RuleNode {
  let node = root;
  for (const part of parts) {
    const [name = '', slice] = part.split(':');
    node = grown(node.children, name, `${node.id}.${name}`);
    if (slice !== undefined) node = grown(node.slices, slice, `${node.id}:${slice}`);
  }
  return node;
}

function grown(nodes: Map<string, RuleNode>, name: string, id: string): RuleNode {
  const node = nodes.get(name) ?? nodeOf(id);
  nodes.set(name, node);
  return node;
}

function ruleOf(element: JsonObject): ElementRule {
  const { min, max, mustSupport, type, slicing, binding, constraint } = element;
  const value = (prefix: string) =>
    Object.entries(element).find(([name]) => name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)))?.[1];
  const [fixed, pattern] = [value('fixed'), value('pattern')];
  const isRequired = isJsonObject(binding) && binding['strength'] === 'required' && typeof binding['valueSet'] === 'string';
  return {
    ...(typeof min === 'number' && { min }),
    ...(typeof max === 'string' && { max: max === '*' ? Infinity : Number(max) }),
    ...(mustSupport === true && { isMustSupport: true }),
    ...(Array.isArray(type) && { types: type.filter(isJsonObject).map(typeOf) }),
    ...(isJsonObject(slicing) && {
      discriminators: objects(slicing['discriminator']).map((each) => ({ type: String(each['type']), path: String(each['path']) })),
      isClosed: slicing['rules'] === 'closed',
    }),
    ...(fixed !== undefined && { fixed }),
    ...(pattern !== undefined && { pattern }),
    ...(isRequired && { valueSet: String(binding['valueSet']) }),
    ...(Array.isArray(constraint) && {
      invariants: objects(constraint).flatMap(({ key, severity }) => (severity === 'warning' || key === undefined ? [] : [String(key)])),
    }),
  };
}

function typeOf({ code, profile, targetProfile }: JsonObject): NonNullable<ElementRule['types']>[number] {
  const texts = (value: JsonValue | undefined) => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);
  return { code: String(code), profiles: texts(profile), targets: texts(targetProfile) };
}

const objects = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isJsonObject) : []);
