import { isJsonObject, type JsonObject, type JsonValue, type Outcome, success, typePlan } from '@satchel/fhir';
import { refuse } from '../trouble.ts';

/** One operation of a FHIRPath Patch (http://hl7.org/fhir/R4/fhirpatch.html). */
export interface Operation {
  readonly type: 'add' | 'insert' | 'delete' | 'replace' | 'move';
  readonly path: string;
  readonly name?: string;
  readonly index?: number;
  readonly source?: number;
  readonly destination?: number;
  /** The part called `value`. */
  readonly value?: JsonObject;
  /** Where it stands in the patch. */
  readonly where: string;
}

/** A value and the member that it is written as. */
export interface Valued {
  readonly name: string;
  readonly value: JsonValue;
  /** Extensions of a primitive. */
  readonly companion?: JsonValue;
  readonly isList: boolean;
}

const TYPES = ['add', 'insert', 'delete', 'replace', 'move'] as const;
const MOST = 1000;

/** Reads the Parameters resource. */
export function operationsIn(patch: JsonObject): Outcome<readonly Operation[]> {
  if (patch['resourceType'] !== 'Parameters')
    return refuse(400, 'structure', 'A FHIRPath Patch is a Parameters resource.', { expression: ['resourceType'] });
  const parameters = Array.isArray(patch['parameter']) ? patch['parameter'] : [];
  if (parameters.length > MOST) return refuse(422, 'too-costly', `A patch has ${MOST} operations at most.`);
  const operations: Operation[] = [];
  for (const [at, parameter] of parameters.entries()) {
    const where = `Parameters.parameter[${at}]`;
    if (!isJsonObject(parameter) || parameter['name'] !== 'operation')
      return refuse(400, 'structure', 'Each parameter of a FHIRPath Patch is called operation.', { expression: [where] });
    const operation = operationOf(parameter, where);
    if (!operation.ok) return operation;
    operations.push(operation.value);
  }
  return success(operations);
}

function operationOf(parameter: JsonObject, where: string): Outcome<Operation> {
  const parts = new Map(partsOf(parameter).map((part) => [part['name'], part]));
  const textOf = (name: string): string | undefined => {
    const part = parts.get(name);
    const value = part && Object.entries(part).find(([key]) => key.startsWith('value'))?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  const numberOf = (name: string): number | undefined => {
    const value = parts.get(name)?.['valueInteger'];
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
  };
  const type = TYPES.find((each) => each === textOf('type'));
  const [path, name, value] = [textOf('path'), textOf('name'), parts.get('value')];
  const [index, source, destination] = [numberOf('index'), numberOf('source'), numberOf('destination')];
  const isMissing = (what: string): Outcome<never> => refuse(400, 'required', `The operation has no ${what}.`, { expression: [where] });
  if (!type) return isMissing('type that FHIRPath Patch knows');
  if (path === undefined) return isMissing('path');
  if (type === 'add' && name === undefined) return isMissing('name');
  if (type === 'insert' && index === undefined) return isMissing('index');
  if (type === 'move' && (source === undefined || destination === undefined)) return isMissing('source and destination');
  if ((type === 'add' || type === 'insert' || type === 'replace') && !value) return isMissing('value');
  return success({
    type,
    path,
    where,
    ...(name !== undefined && { name }),
    ...(index !== undefined && { index }),
    ...(source !== undefined && { source }),
    ...(destination !== undefined && { destination }),
    ...(value && { value }),
  });
}

/** The operation's value as a member `name` of an element of this type. */
export function valueFor(type: string, name: string, { value, where }: Operation): Outcome<Valued> {
  const made = value && written(type, name, value);
  return made ? success(made) : refuse(422, 'invalid', `The value does not fit ${type}.${name}.`, { expression: [`${where}.part`] });
}

/** `{ name: 'value', valueDate: … }`, or the parts of an element that has no type of its own. */
function written(type: string, name: string, part: JsonObject): Valued | undefined {
  const plan = typePlan(type);
  const key = Object.keys(part).find((each) => /^value[A-Z]/.test(each));
  const choice = key === undefined ? undefined : `${name}${key.slice('value'.length)}`;
  const member = plan?.elements.get(name) ?? (choice === undefined ? undefined : plan?.elements.get(choice));
  if (!member) return undefined;
  const companion = key === undefined ? undefined : part[`_${key}`];
  const value = key === undefined ? (isJsonObject(part['resource']) ? part['resource'] : objectFrom(member.typeName, part)) : part[key];
  if (value === undefined) return undefined;
  return { name: member.name, value, isList: member.isArray, ...(companion !== undefined && { companion }) };
}

function objectFrom(type: string, part: JsonObject): JsonObject | undefined {
  const object: JsonObject = {};
  for (const each of partsOf(part)) {
    const member = written(type, String(each['name']), each);
    if (!member) return undefined;
    const before = object[member.name];
    object[member.name] = member.isList ? [...(Array.isArray(before) ? before : []), member.value] : member.value;
    if (member.companion !== undefined && !member.isList) object[`_${member.name}`] = member.companion;
  }
  return Object.keys(object).length > 0 ? object : undefined;
}

function partsOf(parameter: JsonObject): JsonObject[] {
  return Array.isArray(parameter['part']) ? parameter['part'].filter(isJsonObject) : [];
}
