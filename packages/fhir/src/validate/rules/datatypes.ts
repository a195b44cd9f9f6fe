import { UCUM, all, count, has, hasChoice, implies, isDistinct, isNotBefore, isOneOf, text, texts, values } from './rule.ts';
import type { Rules } from './rule.ts';
import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';

const hasUcumOrNoSystem = (quantity: JsonObject) => !has(quantity, 'system') || quantity.system === UCUM;
const hasCodeOrNoValue = (quantity: JsonObject) => has(quantity, 'code') || !has(quantity, 'value');
const isNumber = (value: JsonValue | undefined) => typeof value === 'number';

/** `low <= high`; quantities in different units are not compared. */
function isOrdered(low: JsonValue | undefined, high: JsonValue | undefined): boolean {
  if (!isJsonObject(low) || !isJsonObject(high)) return true;
  const sameUnit = low.code === high.code && low.system === high.system && (low.code !== undefined || low.unit === high.unit);
  return !sameUnit || typeof low.value !== 'number' || typeof high.value !== 'number' || low.value <= high.value;
}

/** Rules of the general-purpose and special-purpose datatypes. */
export const datatypeRules: Rules = {
  'ext-1': (e) => has(e, 'extension') !== hasChoice(e, 'value'),
  'age-1': (e) => hasCodeOrNoValue(e) && hasUcumOrNoSystem(e) && (typeof e.value !== 'number' || e.value > 0),
  'qty-3': (e) => !has(e, 'code') || has(e, 'system'),
  'sqty-1': (e) => !has(e, 'comparator'),
  'cnt-3': (e) =>
    hasCodeOrNoValue(e) && hasUcumOrNoSystem(e) && (!has(e, 'code') || e.code === '1') && (!isNumber(e.value) || Number.isInteger(e.value)),
  'dis-1': (e) => hasCodeOrNoValue(e) && hasUcumOrNoSystem(e),
  'drt-1': (e) => implies(has(e, 'code'), e.system === UCUM && has(e, 'value')),
  'att-1': (e) => !has(e, 'data') || has(e, 'contentType'),
  'cpt-2': (e) => !has(e, 'value') || has(e, 'system'),
  'per-1': (e) => isNotBefore(e.end, e.start),
  'rng-2': (e) => isOrdered(e.low, e.high),
  'rat-1': (e) => has(e, 'numerator') === has(e, 'denominator') && (has(e, 'numerator') || has(e, 'extension')),
  'ref-1': (e, { root }) => isContainedOrElsewhere(text(e, 'reference'), root),
  'exp-1': (e) => has(e, 'expression') || has(e, 'reference'),
  'drq-1': (e) => has(e, 'path') !== has(e, 'searchParam'),
  'drq-2': (e) => has(e, 'path') !== has(e, 'searchParam'),
  'trd-1': (e) => !has(e, 'data') || !hasChoice(e, 'timing'),
  'trd-2': (e) => implies(has(e, 'condition'), has(e, 'data')),
  'trd-3': (e) =>
    implies(e.type === 'named-event', has(e, 'name')) &&
    implies(e.type === 'periodic', hasChoice(e, 'timing')) &&
    implies(text(e, 'type').startsWith('data-'), has(e, 'data')),
};

/** `#` alone means the container, which is always there. */
function isContainedOrElsewhere(reference: string, root: JsonObject): boolean {
  return (
    !reference.startsWith('#') || reference.length === 1 || all(root, 'contained').some((resource) => resource.id === reference.slice(1))
  );
}

const MEALS: ReadonlySet<JsonValue> = new Set(['C', 'CM', 'CD', 'CV']);

export const timingRules: Rules = {
  'tim-1': (e) => !has(e, 'duration') || has(e, 'durationUnit'),
  'tim-2': (e) => !has(e, 'period') || has(e, 'periodUnit'),
  'tim-4': (e) => typeof e.duration !== 'number' || e.duration >= 0,
  'tim-5': (e) => typeof e.period !== 'number' || e.period >= 0,
  'tim-6': (e) => !has(e, 'periodMax') || has(e, 'period'),
  'tim-7': (e) => !has(e, 'durationMax') || has(e, 'duration'),
  'tim-8': (e) => !has(e, 'countMax') || has(e, 'count'),
  'tim-9': (e) => !has(e, 'offset') || (has(e, 'when') && !values(e, 'when').some((when) => MEALS.has(when))),
  'tim-10': (e) => !has(e, 'timeOfDay') || !has(e, 'when'),
};

const CONTENT_OF_ELEMENT = ['type', 'maxLength', 'binding'];
const CHOICES_OF_ELEMENT = ['defaultValue', 'fixed', 'pattern', 'minValue', 'maxValue'];
const SLICE_NAME = /^[a-zA-Z0-9/\-_[\]@]+$/;
const ELEMENT_PATH = /^[^\s.,:;'"/|?!@#$%&*()[\]{}]{1,64}(\.[^\s.,:;'"/|?!@#$%&*()[\]{}]{1,64}(\[x\])?(:[^\s.]+)?)*$/;

export const elementDefinitionRules: Rules = {
  'eld-1': (e) => has(e, 'discriminator') || has(e, 'description'),
  'eld-2': (e) => typeof e.min !== 'number' || !has(e, 'max') || e.max === '*' || e.min <= Number(text(e, 'max')),
  'eld-3': (e) => !has(e, 'max') || e.max === '*' || Number(text(e, 'max')) >= 0,
  'eld-4': (e) => !has(e, 'aggregation') || isOneOf(e, 'code', 'Reference', 'canonical'),
  'eld-5': (e) =>
    !has(e, 'contentReference') ||
    !(CONTENT_OF_ELEMENT.some((name) => has(e, name)) || CHOICES_OF_ELEMENT.some((name) => hasChoice(e, name)) || has(e, 'example')),
  'eld-6': (e) => !hasChoice(e, 'fixed') || count(e, 'type') <= 1,
  'eld-7': (e) => !hasChoice(e, 'pattern') || count(e, 'type') <= 1,
  'eld-8': (e) => !hasChoice(e, 'pattern') || !hasChoice(e, 'fixed'),
  'eld-12': (e) => !has(e, 'valueSet') || /^(http:|https|urn:)/.test(text(e, 'valueSet')),
  'eld-13': (e) => isDistinct(texts(all(e, 'type'), 'code')),
  'eld-14': (e) => isDistinct(texts(all(e, 'constraint'), 'key')),
  'eld-15': (e) => !hasChoice(e, 'defaultValue') || !has(e, 'meaningWhenMissing'),
  'eld-16': (e) => !has(e, 'sliceName') || SLICE_NAME.test(text(e, 'sliceName')),
  'eld-17': (e) => isOneOf(e, 'code', 'Reference', 'canonical') || !has(e, 'targetProfile'),
  'eld-18': (e) => implies(e.isModifier === true, has(e, 'isModifierReason')),
  'eld-19': (e) => ELEMENT_PATH.test(text(e, 'path')),
  'eld-22': (e) => implies(has(e, 'sliceIsConstraining'), has(e, 'sliceName')),
};
