import { displayOf, type ElementPlan, isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { extensionsFor } from './keep.ts';
import { listOf } from './rule.ts';

/**
 * A value of another version in the shape of R4's type: a text as a concept, a concept as its code, a CodeableReference as the part that
 * R4 asks for, with the other beside it as an extension of `url`. Undefined where it cannot be that type.
 */
export function asType(value: JsonValue, element: ElementPlan, url: string): JsonValue | undefined {
  if (element.check) return asPrimitive(value, element);
  const change = Object.hasOwn(COMPLEX, element.typeName) ? COMPLEX[element.typeName] : undefined;
  return change ? change(value, url) : isJsonObject(value) ? value : undefined;
}

function asPrimitive(value: JsonValue, { check, codes, typeName }: ElementPlan): JsonValue | undefined {
  const isGood = (each: JsonValue | undefined): each is JsonValue =>
    each !== undefined && check?.(each) === undefined && (codes === undefined || codes.hasCode(each));
  return candidates(value, typeName).find(isGood);
}

function candidates(value: JsonValue, typeName: string): (JsonValue | undefined)[] {
  if (isJsonObject(value)) {
    const concept = isJsonObject(value['concept']) ? value['concept'] : value;
    const codes = [concept, ...listOf(concept['coding'])].filter(isJsonObject).map((each) => each['code']);
    const words = typeName === 'code' ? [] : [value['value'], displayOf(concept), value['reference'], value['display']];
    return typeName === 'canonical' || typeName === 'uri' ? [value['reference'], ...codes] : [...codes, ...words];
  }
  const asNumber = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  const asString = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : undefined;
  return [value, asNumber, asString, value === 'true' ? true : value === 'false' ? false : undefined];
}

type Change = (value: JsonValue, url: string) => JsonValue | undefined;

const COMPLEX: Readonly<Record<string, Change>> = {
  CodeableConcept: asConcept,
  Coding: asCoding,
  Reference: asReference,
  Money: (value) => {
    if (!isJsonObject(value) || 'currency' in value || !('code' in value || 'unit' in value))
      return isJsonObject(value) ? value : undefined;
    const { system: _s, code, unit, ...amount } = value;
    const currency = [code, unit].find((each) => typeof each === 'string' && /^[A-Z]{3}$/.test(each));
    return currency === undefined ? undefined : { ...amount, currency };
  },
  Annotation: (value) => (typeof value === 'string' && value !== '' ? { text: value } : isJsonObject(value) ? value : undefined),
  Identifier: (value) => (typeof value === 'string' && value !== '' ? { value } : isJsonObject(value) ? value : undefined),
};

function asConcept(value: JsonValue, url: string): JsonValue | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { text: value };
  if (!isJsonObject(value)) return undefined;
  if (isCodeableReference(value)) return beside(isJsonObject(value['concept']) ? value['concept'] : {}, url, value['reference']);
  return 'code' in value || 'system' in value || 'display' in value ? { coding: [value] } : value;
}

function asCoding(value: JsonValue, url: string): JsonValue | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { code: value };
  if (!isJsonObject(value)) return undefined;
  const concept = isCodeableReference(value) && isJsonObject(value['concept']) ? value['concept'] : value;
  if (!('coding' in concept || 'text' in concept || isCodeableReference(value))) return value;
  const [coding] = listOf(concept['coding']).filter(isJsonObject);
  if (coding && listOf(concept['coding']).length === 1 && concept['text'] === undefined) return beside(coding, url, value['reference']);
  const words = displayOf(concept);
  return beside(coding ?? (words === undefined ? {} : { display: words }), url, value);
}

function asReference(value: JsonValue, url: string): JsonValue | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { reference: value };
  if (!isJsonObject(value)) return undefined;
  if (isCodeableReference(value)) {
    const reference = isJsonObject(value['reference']) ? value['reference'] : undefined;
    const words = displayOf(value['concept']);
    return beside(reference ?? (words === undefined ? {} : { display: words }), url, value['concept']);
  }
  return 'coding' in value || 'text' in value ? beside({ display: displayOf(value) ?? '' }, url, value) : value;
}

const isCodeableReference = (value: JsonObject): boolean =>
  ('concept' in value || isJsonObject(value['reference'])) && !('coding' in value || 'text' in value);

function beside(main: JsonObject, url: string, other: JsonValue | undefined): JsonObject {
  if (other === undefined) return main;
  return { ...main, extension: [...listOf(main['extension']), ...extensionsFor(url, other)] };
}
