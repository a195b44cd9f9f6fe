import { numberText } from '../json/exact.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value.ts';
import { type ElementPlan, type TypePlan, typePlan } from '../validate/model.ts';
import { escapeAttribute, FHIR } from './names.ts';

/**
 * A resource as FHIR XML (http://hl7.org/fhir/R4/xml.html), its elements in the order of R4, its decimals digit by digit.
 * What R4 does not know is written after the rest, by its shape.
 */
export function toXml(resource: JsonObject): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${resourceXml(resource, ` xmlns="${FHIR}"`)}`;
}

function resourceXml(resource: JsonObject, namespace = ''): string {
  const type = nameOf(String(resource['resourceType']));
  return `<${type}${namespace}>${membersXml(resource, typePlan(type), true)}</${type}>`;
}

function membersXml(node: JsonObject, plan: TypePlan | undefined, isResource: boolean): string {
  const parts: string[] = [];
  for (const element of plan?.elements.values() ?? []) {
    const { name, companionOf } = element;
    if (companionOf !== undefined || isAttribute(name, plan, isResource)) continue;
    if (node[name] !== undefined || node[`_${name}`] !== undefined) parts.push(memberXml(node, name, element));
  }
  for (const name of Object.keys(node)) {
    const bare = name.replace(/^_/, '');
    if (bare === 'resourceType' || plan?.elements.has(bare) || (bare === 'id' && !isResource)) continue;
    if (bare === name || node[bare] === undefined) parts.push(memberXml(node, bare, undefined));
  }
  return parts.join('');
}

/** `Element.id` and `Extension.url` are attributes; a resource's id is an element. */
const isAttribute = (name: string, plan: TypePlan | undefined, isResource: boolean): boolean =>
  (name === 'id' && !isResource) || (name === 'url' && plan?.name === 'Extension');

/** All values of one member, each beside its extensions. */
function memberXml(node: JsonObject, name: string, plan: ElementPlan | undefined): string {
  const [values, companions] = [node[name], node[`_${name}`]];
  if (!Array.isArray(values) && !Array.isArray(companions)) return valueXml(name, values, companions, plan, node, name);
  const [list, beside] = [Array.isArray(values) ? values : [], Array.isArray(companions) ? companions : []];
  const length = Math.max(list.length, beside.length);
  return Array.from({ length }, (_, at) => valueXml(name, list[at], beside[at], plan, list, at)).join('');
}

function valueXml(
  written: string,
  value: JsonValue | undefined,
  companion: JsonValue | undefined,
  plan: ElementPlan | undefined,
  holder: JsonObject | JsonValue[],
  key: string | number,
): string {
  const name = nameOf(written);
  if (isJsonObject(value)) return objectXml(name, value, plan);
  if (plan?.typeName === 'xhtml' && typeof value === 'string') return value;
  const attribute = value === undefined || value === null ? '' : ` value="${escapeAttribute(numberText(holder, key) ?? String(value))}"`;
  return elementXml(name, isJsonObject(companion) ? companion : {}, attribute, typePlan('Element'));
}

function objectXml(name: string, value: JsonObject, plan: ElementPlan | undefined): string {
  if (typeof value['resourceType'] === 'string') return `<${name}>${resourceXml(value)}</${name}>`;
  const type = plan && typePlan(plan.typeName === 'SimpleQuantity' ? 'Quantity' : plan.typeName);
  const url = type?.name === 'Extension' && typeof value['url'] === 'string' ? ` url="${escapeAttribute(value['url'])}"` : '';
  return elementXml(name, value, url, type);
}

function elementXml(name: string, node: JsonObject, attributes: string, plan: TypePlan | undefined): string {
  const id = typeof node['id'] === 'string' ? ` id="${escapeAttribute(node['id'])}"` : '';
  const inner = membersXml(node, plan, false);
  return inner === '' ? `<${name}${id}${attributes}/>` : `<${name}${id}${attributes}>${inner}</${name}>`;
}

/** A name that XML takes; others can only come with what R4 does not know. */
const nameOf = (name: string): string => name.replace(/[^\w.-]/g, '_').replace(/^[^A-Za-z_]/, '_');
