import { isJsonObject, type JsonValue, typePlan } from '@satchel/fhir';

const NUMBERS = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt']);

/** Whether a value can be of a type by its outside: text, number or object, and names of members that the type has. */
export function looksLike(value: JsonValue, type: string, isList: boolean): boolean {
  if (isList) return Array.isArray(value) && value.every((each) => each === null || looksLike(each, type, false));
  if (type === 'boolean') return typeof value === 'boolean';
  if (NUMBERS.has(type)) return typeof value === 'number';
  if (/^[a-z]/.test(type)) return typeof value === 'string' || (type === 'integer64' && typeof value === 'number');
  if (!isJsonObject(value)) return false;
  if (type === 'CodeableReference') return ('concept' in value || 'reference' in value) && typeof value['reference'] !== 'string';
  const plan = typePlan(type);
  if (plan === undefined || type === 'Resource' || type.includes('.') || type === 'BackboneElement') return true;
  return Object.entries(value).every(([name, member]) => {
    const element = plan.elements.get(name);
    return element !== undefined && (element.check === undefined) === isCompound(member);
  });
}

const isCompound = (value: JsonValue): boolean => (Array.isArray(value) ? value.some(isJsonObject) : isJsonObject(value));
