import { isJsonObject } from '../json/value.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { parseReference } from '../references.ts';
import type { Path, Step } from './definition.ts';

/** Called for each element found. */
export type Found = (node: JsonValue) => void;

/** Walks from `node`, an element of `resource`, and calls `found` for each element at the end of the path. */
export type Selector = (node: JsonValue, resource: JsonObject, found: Found) => void;

/** Compiles a path program to closures; elements of an unexpected shape are passed over. */
export function compilePath(path: Path): Selector {
  const walk = compileSteps(path.steps, 0);
  return path.root === true ? (_node, resource, found) => walk(resource, resource, found) : walk;
}

export function compileSteps(steps: readonly Step[], at: number): Selector {
  const step = steps[at];
  if (step === undefined) return (node, _resource, found) => found(node);
  const after = steps[at + 1];
  if (typeof step === 'string' && typeof after === 'object' && 'index' in after) {
    return itemOf(step, after.index, compileSteps(steps, at + 2));
  }
  return compileStep(step, compileSteps(steps, at + 1));
}

function compileStep(step: Step, next: Selector): Selector {
  if (typeof step === 'string') return childrenOf(step, next);
  if ('where' in step) return keep((node) => node[step.where[0]] === step.where[1], next);
  if ('refersTo' in step) return keep((node, resource) => refersTo(node, resource, step.refersTo), next);
  if ('holds' in step) return keep((node) => extensionsOf(node, step.holds).length > 0, next);
  if ('extension' in step) {
    return keep((node, resource, found) => {
      for (const extension of extensionsOf(node, step.extension)) next(extension, resource, found);
      return false;
    }, next);
  }
  if ('exists' in step) {
    return (node, resource, found) =>
      next(isJsonObject(node) && step.exists.some((name) => node[name] !== undefined && node[name] !== false), resource, found);
  }
  return () => undefined;
}

function childrenOf(name: string, next: Selector): Selector {
  return (node, resource, found) => {
    const child = isJsonObject(node) ? node[name] : undefined;
    if (child === undefined || child === null) return;
    if (!Array.isArray(child)) next(child, resource, found);
    else for (const item of child) if (item !== null) next(item, resource, found);
  };
}

function itemOf(name: string, index: number, next: Selector): Selector {
  return (node, resource, found) => {
    const child = isJsonObject(node) ? node[name] : undefined;
    const item = Array.isArray(child) ? child[index] : undefined;
    if (item !== undefined && item !== null) next(item, resource, found);
  };
}

function keep(holds: (node: JsonObject, resource: JsonObject, found: Found) => boolean, next: Selector): Selector {
  return (node, resource, found) => {
    if (isJsonObject(node) && holds(node, resource, found)) next(node, resource, found);
  };
}

function extensionsOf(node: JsonObject, url: string): JsonValue[] {
  const extensions = node['extension'];
  return Array.isArray(extensions) ? extensions.filter((extension) => isJsonObject(extension) && extension['url'] === url) : [];
}

/** `resolve() is X` without leaving the resource: told by the literal reference, a contained resource, or `Reference.type`. */
function refersTo(reference: JsonObject, resource: JsonObject, type: string): boolean {
  const text = reference['reference'];
  if (typeof text !== 'string') return reference['type'] === type;
  if (text.startsWith(type) && text.charAt(type.length) === '/') return true;
  const literal = parseReference(text);
  if (literal?.kind === 'contained') return containedOf(resource, literal.id)?.['resourceType'] === type;
  if (literal?.kind === 'relative' || literal?.kind === 'absolute') return literal.type === type;
  return reference['type'] === type;
}

function containedOf(resource: JsonObject, id: string): JsonObject | undefined {
  const contained = resource['contained'];
  if (!Array.isArray(contained)) return undefined;
  return contained.filter(isJsonObject).find((each) => each['id'] === id);
}
