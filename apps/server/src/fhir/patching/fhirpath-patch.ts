import { isJsonObject, type JsonObject, type JsonValue, type Outcome, success, typePlan } from '@satchel/fhir';
import { refuse } from '../trouble.ts';
import { type Element, elementsAt, valueAt } from './elements.ts';
import { insertAt, removeAt } from './json-patch.ts';
import { type Operation, operationsIn, valueFor, type Valued } from './patch-operations.ts';

/** Applies a FHIRPath Patch (http://hl7.org/fhir/R4/fhirpatch.html) to `resource`, which it changes. */
export function applyFhirPathPatch(resource: JsonObject, patch: JsonObject): Outcome<JsonObject> {
  const operations = operationsIn(patch);
  if (!operations.ok) return operations;
  for (const operation of operations.value) {
    const done = DEEDS[operation.type](resource, operation);
    if (!done.ok) return done;
  }
  return success(resource);
}

type Deed = (resource: JsonObject, operation: Operation) => Outcome<unknown>;

const DEEDS: Readonly<Record<Operation['type'], Deed>> = {
  add(resource, operation) {
    const parent = one(resource, operation, operation.path);
    if (!parent.ok) return parent;
    const holder = objectAt(resource, parent.value, operation);
    if (!holder.ok) return holder;
    const { name = '' } = operation;
    const valued = valueFor(parent.value.type, name, operation);
    if (!valued.ok) return valued;
    if (valued.value.isList) return insertInto(holder.value, valued.value, Number.MAX_SAFE_INTEGER, operation);
    if (namesOf(parent.value.type, name).some((each) => each in holder.value))
      return refused(operation, 'has a value there already: use replace');
    return success(put(holder.value, valued.value));
  },
  insert(resource, operation) {
    const list = listAt(resource, operation);
    if (!list.ok) return list;
    const valued = valueFor(list.value.parent.type, list.value.name, operation);
    if (!valued.ok) return valued;
    if (!valued.value.isList) return refused(operation, 'does not lead to a list');
    return insertInto(list.value.holder, valued.value, operation.index ?? 0, operation);
  },
  delete(resource, operation) {
    const found = elementsAt(resource, operation.path, operation.where);
    if (!found.ok) return found;
    const [element, ...more] = found.value;
    if (more.length > 0) return refused(operation, 'leads to more than one element');
    if (element) removeElement(resource, element);
    return success(undefined);
  },
  replace(resource, operation) {
    const element = one(resource, operation, operation.path);
    if (!element.ok) return element;
    const { steps } = element.value;
    const name = steps.findLast((step): step is string => typeof step === 'string');
    const parent = name === undefined ? undefined : parentOf(resource, operation);
    if (!parent?.ok || name === undefined) return parent ?? refused(operation, 'leads to the whole resource');
    const at = steps.at(-1);
    const holder = valueAt(resource, steps.slice(0, typeof at === 'number' ? -2 : -1)) as JsonObject;
    const valued = valueFor(parent.value.type, baseName(parent.value.type, name), operation);
    if (!valued.ok) return valued;
    if (typeof at === 'number') {
      (holder[name] as JsonValue[])[at] = valued.value.value;
      return success(undefined);
    }
    delete holder[name];
    delete holder[`_${name}`];
    return success(put(holder, valued.value));
  },
  move(resource, operation) {
    const list = listAt(resource, operation);
    if (!list.ok) return list;
    const items = list.value.holder[list.value.name];
    const { source = -1, destination = -1 } = operation;
    if (!Array.isArray(items) || source < 0 || destination < 0 || source >= items.length || destination >= items.length)
      return refused(operation, 'has a source or destination outside of the list');
    for (const each of [items, list.value.holder[`_${list.value.name}`]]) {
      if (!Array.isArray(each)) continue;
      const moved = each[source] ?? null;
      removeAt(each, source);
      insertAt(each, destination, moved);
    }
    return success(undefined);
  },
};

function one(resource: JsonObject, operation: Operation, path: string): Outcome<Element> {
  const found = elementsAt(resource, path, operation.where);
  if (!found.ok) return found;
  const [element, ...more] = found.value;
  return element && more.length === 0 ? success(element) : refused(operation, `leads to ${element ? 'more than one element' : 'nothing'}`);
}

/** The element that holds what the path leads to: the path without its last name. */
function parentOf(resource: JsonObject, operation: Operation): Outcome<Element> {
  const element = one(resource, operation, operation.path);
  if (!element.ok) return element;
  const { steps } = element.value;
  const above = steps.slice(
    0,
    steps.findLastIndex((step) => typeof step === 'string'),
  );
  return success({ steps: above, type: typeAt(resource, above) });
}

/** The type that the members at these steps belong to. */
function typeAt(resource: JsonObject, steps: Element['steps']): string {
  let type = String(resource['resourceType']);
  let node: JsonValue | undefined = resource;
  for (const step of steps) {
    node = (node as JsonObject)[step];
    if (typeof step === 'string') type = typePlan(type)?.elements.get(step)?.typeName ?? '';
    if (type === 'Resource' && isJsonObject(node)) type = String(node['resourceType']);
  }
  return type;
}

interface List {
  readonly parent: Element;
  readonly holder: JsonObject;
  readonly name: string;
}

/** The list that the path names, there or not: an element and the name of a member. */
function listAt(resource: JsonObject, operation: Operation): Outcome<List> {
  const [, above = '', name = ''] = /^(.+)\.([A-Za-z]+)$/s.exec(operation.path) ?? [];
  if (name === '') return refused(operation, 'does not end with the name of a list');
  const parent = one(resource, operation, above);
  if (!parent.ok) return parent;
  const holder = objectAt(resource, parent.value, operation);
  return holder.ok ? success({ parent: parent.value, holder: holder.value, name }) : holder;
}

function objectAt(resource: JsonObject, { steps }: Element, operation: Operation): Outcome<JsonObject> {
  const value = valueAt(resource, steps);
  return isJsonObject(value) ? success(value) : refused(operation, 'does not lead to something with members');
}

function insertInto(holder: JsonObject, { name, value }: Valued, index: number, operation: Operation): Outcome<undefined> {
  const items = holder[name];
  const list = Array.isArray(items) ? items : [];
  if (index !== Number.MAX_SAFE_INTEGER && index > list.length) return refused(operation, 'has an index beyond the end of the list');
  const at = Math.min(index, list.length);
  insertAt(list, at, value);
  const companion = holder[`_${name}`];
  if (Array.isArray(companion) && at < companion.length) insertAt(companion, at, null);
  holder[name] = list;
  return success(undefined);
}

function put(holder: JsonObject, { name, value, companion }: Valued): void {
  holder[name] = value;
  if (companion) holder[`_${name}`] = companion;
}

/** Removes an element and, since FHIR has nothing empty, whatever it was the last part of. */
function removeElement(resource: JsonObject, { steps }: Element): void {
  const last = steps.at(-1);
  if (last === undefined) return;
  const above = steps.slice(0, -1);
  const holder = valueAt(resource, above) as JsonObject | JsonValue[];
  if (Array.isArray(holder)) {
    removeAt(holder, last as number);
    const companion = companionOf(resource, above);
    if (companion) removeAt(companion, last as number);
  } else {
    delete holder[last];
    delete holder[`_${last}`];
  }
  if (Object.keys(holder).length === 0) removeElement(resource, { steps: above, type: '' });
}

/** Of `given`, the list of its extensions `_given`. */
function companionOf(resource: JsonObject, steps: Element['steps']): JsonValue[] | undefined {
  const holder = valueAt(resource, steps.slice(0, -1));
  const companion = isJsonObject(holder) ? holder[`_${String(steps.at(-1))}`] : undefined;
  return Array.isArray(companion) ? companion : undefined;
}

/** The members that an element may be written as: `valueString`, `valueQuantity`… of `value`. */
function namesOf(type: string, element: string): readonly string[] {
  const plan = typePlan(type);
  if (!plan || plan.elements.has(element)) return [element];
  return [...plan.elements.values()].filter(({ name, choiceBit }) => choiceBit !== 0 && isChoice(element, name)).map(({ name }) => name);
}

const isChoice = (element: string, name: string): boolean => name.startsWith(element) && /^[A-Z]/.test(name.slice(element.length));

/** `value` of `valueQuantity`, where it is a choice. */
function baseName(type: string, name: string): string {
  const plan = typePlan(type)?.elements.get(name);
  if (!plan || plan.choiceBit === 0) return name;
  const written = plan.typeName === 'SimpleQuantity' ? 'Quantity' : plan.typeName;
  return name.slice(0, name.length - written.length);
}

function refused({ where, path }: Operation, why: string): Outcome<never> {
  return refuse(422, 'processing', `The path "${path.slice(0, 80)}" ${why}.`, { expression: [where] });
}
