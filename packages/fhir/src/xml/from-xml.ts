import { keepExact } from '../json/exact.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { failure, issue, type Issue, type IssueCode, type Outcome, success } from '../outcome.ts';
import { type ElementPlan, type TypePlan, typePlan } from '../validate/model.ts';
import { FHIR } from './names.ts';
import { readNodes, type XmlNode } from './read-nodes.ts';

/** FHIR XML as the JSON that means the same (http://hl7.org/fhir/R4/xml.html), decimals digit by digit. Fails with the line of what R4 does not know. */
export function fromXml(text: string): Outcome<JsonObject> {
  const read = readNodes(text);
  if (!read.ok) return read;
  const converter = new Converter();
  const resource = converter.resource(read.value);
  return converter.issues.length > 0 ? failure(...converter.issues) : success(resource);
}

const MOST_ISSUES = 20;

class Converter {
  readonly issues: Issue[] = [];

  resource(node: XmlNode): JsonObject {
    const plan = typePlan(node.name);
    if (node.namespace !== FHIR) this.#say(node, 'structure', 'An element is not in the namespace of FHIR');
    else if (plan?.isResource) return { resourceType: node.name, ...this.#members(node, plan) };
    else this.#say(node, 'not-supported', 'Unknown resource type');
    return {};
  }

  #members(node: XmlNode, plan: TypePlan): JsonObject {
    const members: JsonObject = {};
    const counts = new Map<string, number>();
    if (node.hasText) this.#say(node, 'structure', 'Text between elements is not taken');
    for (const child of node.children) {
      const element = plan.elements.get(child.name);
      if (!element || element.companionOf !== undefined || (child.namespace !== FHIR && element.typeName !== 'xhtml')) {
        this.#say(child, 'structure', 'Unknown element');
        continue;
      }
      const at = counts.get(child.name) ?? 0;
      counts.set(child.name, at + 1);
      if (at > 0 && !element.isArray) this.#say(child, 'structure', 'This element is given more than once');
      else this.#member(members, child, element, at);
    }
    return members;
  }

  #member(members: JsonObject, child: XmlNode, element: ElementPlan, at: number): void {
    const { name, isArray } = element;
    if (element.check === undefined && element.typeName !== 'xhtml') {
      const value = this.#complex(child, element.typeName);
      if (isArray) ((members[name] ??= []) as JsonValue[])[at] = value;
      else members[name] = value;
      return;
    }
    const written = element.typeName === 'xhtml' ? child.markup : child.attributes['value'];
    const companion = this.#companion(child, element);
    if (written === undefined && !companion) this.#say(child, 'required', 'An element has neither a value nor extensions');
    if (!isArray) {
      if (written !== undefined) putPrimitive(members, name, written, element.typeName);
      if (companion) members[`_${name}`] = companion;
      return;
    }
    // Values and extensions stand in two lists of one length, with null where there is none.
    const values = (members[name] ??= []) as JsonValue[];
    values[at] = null;
    if (written !== undefined) putPrimitive(values, at, written, element.typeName);
    const companions = members[`_${name}`] as JsonValue[] | undefined;
    if (companion || companions) {
      const list = companions ?? Array.from({ length: at }, () => null);
      list[at] = companion ?? null;
      members[`_${name}`] = list;
    }
  }

  #complex(child: XmlNode, type: string): JsonObject {
    if (type === 'Resource') {
      const [inner, ...more] = child.children;
      if (inner && more.length === 0) return this.resource(inner);
      this.#say(child, 'structure', 'One resource stands here');
      return {};
    }
    const plan = typePlan(type === 'SimpleQuantity' ? 'Quantity' : type);
    if (!plan) throw new Error(`The model has no ${type}.`);
    return { ...attributesOf(child, plan.name === 'Extension'), ...this.#members(child, plan) };
  }

  #companion(child: XmlNode, { typeName }: ElementPlan): JsonObject | undefined {
    if (typeName === 'xhtml') return undefined;
    const companion = { ...attributesOf(child, false), ...this.#members(child, typePlan('Element') as TypePlan) };
    return Object.keys(companion).length > 0 ? companion : undefined;
  }

  #say({ line, name }: XmlNode, code: IssueCode, diagnostics: string): void {
    if (this.issues.length < MOST_ISSUES)
      this.issues.push(issue('error', code, diagnostics, { expression: [name], location: `line ${line}` }));
  }
}

function attributesOf({ attributes }: XmlNode, isExtension: boolean): JsonObject {
  return {
    ...(attributes['id'] !== undefined && { id: attributes['id'] }),
    ...(isExtension && attributes['url'] !== undefined && { url: attributes['url'] }),
  };
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'positiveInt', 'unsignedInt', 'decimal']);
/** As JSON writes numbers. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The value in its JSON type; what is no such value stays text, for validation to say so. */
function putPrimitive(holder: JsonObject | JsonValue[], key: string | number, text: string, type: string): void {
  const target = holder as JsonObject;
  if (type === 'boolean' && (text === 'true' || text === 'false')) target[key] = text === 'true';
  else if (NUMBERS.has(type) && NUMBER.test(text) && Number.isFinite(Number(text))) {
    target[key] = Number(text);
    if (String(Number(text)) !== text) keepExact(holder, key, text);
  } else target[key] = text;
}
