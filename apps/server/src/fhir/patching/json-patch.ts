import { isJsonObject, type JsonObject, type JsonValue, keepExact, numberText, type Outcome, success } from '@satchel/fhir';
import { refuse } from '../trouble.ts';

/** JSON Patch (RFC 6902). */
interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: JsonValue;
  /** `value` where it stands, for the digits of a number. */
  readonly holder: JsonObject;
}

type Holder = JsonObject | JsonValue[];
type Fault = string | undefined;

const MOST = 1000;

/** Applies the operations in order to `document`, which they change; the first that fails says which it was, and all is off. */
export function applyJsonPatch(document: JsonObject, patch: JsonValue): Outcome<JsonObject> {
  const read = operationsIn(patch);
  if (!read.ok) return read;
  const root: JsonObject = { '': document };
  for (const [at, operation] of read.value.entries()) {
    const fault = apply(root, operation);
    if (fault !== undefined)
      return refuse(422, 'processing', `Operation ${at} cannot be applied: ${fault}.`, { expression: [`[${at}].path`] });
  }
  const result = root[''];
  return isJsonObject(result) ? success(result) : refuse(422, 'processing', 'Nothing would be left of the resource.');
}

function operationsIn(patch: JsonValue): Outcome<readonly Operation[]> {
  if (!Array.isArray(patch)) return refuse(400, 'structure', 'A JSON Patch is an array of operations.');
  if (patch.length > MOST) return refuse(422, 'too-costly', `A patch has ${MOST} operations at most.`);
  const operations: Operation[] = [];
  for (const [at, each] of patch.entries()) {
    const fault = isJsonObject(each) ? faultOf(each) : 'is not an object';
    if (fault !== undefined) return refuse(400, 'structure', `Operation ${at} ${fault}.`, { expression: [`[${at}]`] });
    operations.push({ ...(each as unknown as Operation), holder: each as JsonObject });
  }
  return success(operations);
}

function faultOf({ op, path, from, value }: JsonObject): Fault {
  if (!['add', 'remove', 'replace', 'move', 'copy', 'test'].includes(op as string)) return 'has no op of RFC 6902';
  if (!isPointer(path)) return 'has no path that is a JSON Pointer';
  if ((op === 'move' || op === 'copy') && !isPointer(from)) return 'has no from that is a JSON Pointer';
  return ['add', 'replace', 'test'].includes(op as string) && value === undefined ? 'has no value' : undefined;
}

const isPointer = (text: JsonValue | undefined): boolean => typeof text === 'string' && (text === '' || text.startsWith('/'));

function apply(root: JsonObject, { op, path, from = '', value, holder }: Operation): Fault {
  if (op === 'add') return add(root, path, value ?? null, numberText(holder, 'value'));
  if (op === 'remove') return remove(root, path);
  if (op === 'replace') return replace(root, path, value ?? null, numberText(holder, 'value'));
  if (op === 'test') return test(root, path, value ?? null);
  const found = find(root, from);
  if (found === undefined) return 'there is nothing at from';
  const moved = found.holder[found.key as never] as JsonValue;
  const digits = numberText(found.holder, found.key);
  if (op === 'copy') return add(root, path, cloned(moved), digits);
  if (path.startsWith(`${from}/`)) return 'nothing can be moved into itself';
  return remove(root, from) ?? add(root, path, moved, digits);
}

/** Where the pointer leads: a holder and the key in it; undefined where a part of the way is missing. */
function place(root: JsonObject, pointer: string): { holder: Holder; key: string | number } | undefined {
  const tokens = pointer.split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  let holder: Holder = root;
  for (const token of tokens.slice(0, -1)) {
    const next: JsonValue | undefined = member(holder, token);
    if (typeof next !== 'object' || next === null) return undefined;
    holder = next;
  }
  const last = tokens.at(-1) ?? '';
  if (!Array.isArray(holder)) return last === '__proto__' ? undefined : { holder, key: last };
  const index = last === '-' ? holder.length : indexIn(last);
  return index === undefined ? undefined : { holder, key: index };
}

function find(root: JsonObject, pointer: string): { holder: Holder; key: string | number } | undefined {
  const found = place(root, pointer);
  return found && Object.hasOwn(found.holder, found.key) ? found : undefined;
}

function member(holder: Holder, token: string): JsonValue | undefined {
  if (Array.isArray(holder)) return holder[indexIn(token) ?? holder.length];
  return Object.hasOwn(holder, token) ? holder[token] : undefined;
}

const indexIn = (token: string): number | undefined => (/^(0|[1-9]\d{0,8})$/.test(token) ? Number(token) : undefined);

function add(root: JsonObject, path: string, value: JsonValue, digits: string | undefined): Fault {
  const found = place(root, path);
  if (!found) return 'there is nothing to add to';
  const { holder, key } = found;
  if (!Array.isArray(holder)) put(holder, key, value, digits);
  else if (typeof key !== 'number' || key > holder.length) return 'the index is beyond the end of the list';
  else insertAt(holder, key, value, digits);
  return undefined;
}

function remove(root: JsonObject, path: string): Fault {
  const found = find(root, path);
  if (!found) return 'there is nothing to remove';
  if (Array.isArray(found.holder)) removeAt(found.holder, found.key as number);
  else delete found.holder[found.key];
  return undefined;
}

function replace(root: JsonObject, path: string, value: JsonValue, digits: string | undefined): Fault {
  const found = find(root, path);
  if (!found) return 'there is nothing to replace';
  put(found.holder, found.key, value, digits);
  return undefined;
}

function test(root: JsonObject, path: string, value: JsonValue): Fault {
  const found = find(root, path);
  return found && isSame(found.holder[found.key as never], value) ? undefined : 'the test fails';
}

function put(holder: Holder, key: string | number, value: JsonValue, digits: string | undefined): void {
  (holder as JsonObject)[key] = value;
  if (digits !== undefined) keepExact(holder, key, digits);
}

/** A list of numbers keeps their digits by position, so it is made anew. */
export function insertAt(list: JsonValue[], at: number, value: JsonValue, digits?: string): void {
  const texts = list.map((_, index) => numberText(list, index));
  list.splice(at, 0, value);
  texts.splice(at, 0, digits);
  texts.forEach((text, index) => text !== undefined && keepExact(list, index, text));
}

export function removeAt(list: JsonValue[], at: number): void {
  const texts = list.map((_, index) => numberText(list, index));
  list.splice(at, 1);
  texts.splice(at, 1);
  texts.forEach((text, index) => text !== undefined && keepExact(list, index, text));
}

function cloned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return Object.assign(value.map(cloned), symbolsOf(value));
  if (!isJsonObject(value)) return value;
  return { ...value, ...Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cloned(each)])) };
}

const symbolsOf = (value: object): object =>
  Object.fromEntries(Object.getOwnPropertySymbols(value).map((symbol) => [symbol, (value as Record<symbol, unknown>)[symbol]]));

/** Equal as JSON: members in any order. */
function isSame(a: JsonValue, b: JsonValue): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((each, at) => isSame(each, b[at] ?? null));
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name] ?? null, b[name] ?? null))
  );
}
