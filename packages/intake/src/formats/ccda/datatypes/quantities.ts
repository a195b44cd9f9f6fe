import { type JsonObject, keepExact } from '@satchel/fhir';
import { UCUM, ucumOf } from '@satchel/terminology';
import { element, elementOrNone } from '../build.ts';
import { attribute, child, ownText, type XmlNode } from '../xml/node.ts';

const NUMBER = /^[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,3})?$/;

const METRIC = '(?:da|[YZEPTGMkhdcmunpfazy])?(?:mol|osm|eq|rad|cd|Hz|Pa|Ohm|Wb|Cel|lm|lx|Bq|Gy|Sv|cal|bar|eV|kat|[mgsKCLlNJWAVFSTHButU])';
const ATOM = `(?:10[*^]-?\\d+|\\d+|${METRIC}|min|wk|mo|deg|[hda%]|\\[[^\\[\\]\\s]+\\])(?:-?\\d+)?(?:\\{[^{}]*\\})?|\\{[^{}]+\\}`;
/** The form of a unit in UCUM: atoms with `.` and `/` between. */
const UCUM_UNIT = new RegExp(`^/?(?:${ATOM})(?:[./]\\(?(?:${ATOM})\\)?)*$`);

/** A decimal in an element, with the digits that it is written with. */
export function withDecimal(holder: JsonObject, name: string, text: string): JsonObject {
  const plain = text
    .replace(/^\+/, '')
    .replace(/^(-?)\./, '$10.')
    .replace(/^(-?)0+(?=\d)/, '$1');
  holder[name] = Number(plain);
  if (String(Number(plain)) !== plain) keepExact(holder, name, plain);
  return holder;
}

export const isNumber = (text: string | undefined): text is string =>
  text !== undefined && NUMBER.test(text) && Number.isFinite(Number(text));

/** PQ (also REAL, INT, MO) as Quantity; undefined where its value is no number. */
export function quantityOf(node: XmlNode | undefined): JsonObject | undefined {
  const value = attribute(node, 'value');
  return isNumber(value) ? quantity(value, attribute(node, 'unit') ?? unitOfTranslation(node)) : undefined;
}

/** A number that counts things: whole, above zero, in the 31 bits of FHIR (http://hl7.org/fhir/R4/datatypes.html#positiveInt). */
export function countOf(text: string | undefined): number | undefined {
  const number = Number(text || Number.NaN);
  return Number.isInteger(number) && number > 0 && number <= 2_147_483_647 ? number : undefined;
}

/** An age at onset, in years where no unit is given; as words where it is no age (rule age-1: more than nothing, in units of time). */
export function onsetOfAge(node: XmlNode | undefined): { readonly onsetAge?: JsonObject; readonly onsetString?: string } {
  const [value, unit = 'a'] = [attribute(node, 'value')?.trim(), attribute(node, 'unit')];
  if (!value) return {};
  return isNumber(value) && Number(value) > 0 && AGES.has(unit)
    ? { onsetAge: quantity(value, unit) }
    : { onsetString: `At age ${value} ${unit === 'a' ? '' : unit}`.trim() };
}

const AGES: ReadonlySet<string> = new Set(['a', 'mo', 'wk', 'd', 'h', 'min']);

export function quantity(value: string, unit?: string): JsonObject {
  const code = unit === undefined ? undefined : codeOfUnit(unit);
  return withDecimal(element({ value: 0, unit: unit, system: code === undefined ? undefined : UCUM, code }), 'value', value);
}

/** PQ units are UCUM by the standard, and often are not: known spellings are put right, what is no UCUM is told as a word. */
function codeOfUnit(unit: string): string | undefined {
  return ucumOf(unit) ?? (UCUM_UNIT.test(unit) ? unit : undefined);
}

/** A value with no unit of UCUM may have its unit in a translation: PQR. */
function unitOfTranslation(node: XmlNode | undefined): string | undefined {
  const translation = child(node, 'translation');
  return attribute(translation, 'displayName') ?? ownText(child(translation, 'originalText')) ?? attribute(translation, 'code');
}

/** IVL_PQ: a Range where both ends are given, else a Quantity with its comparator, both by their element's suffix. */
export function intervalOf(node: XmlNode): { readonly Range?: JsonObject; readonly Quantity?: JsonObject } {
  const exact = quantityOf(node) ?? quantityOf(child(node, 'center'));
  if (exact) return { Quantity: exact };
  const [low, high] = [child(node, 'low'), child(node, 'high')];
  const [from, to] = [quantityOf(low), quantityOf(high)];
  if (from && to) return { Range: { low: from, high: to } };
  if (from) return { Quantity: compared(from, isOpen(low) ? '>' : '>=') };
  if (to) return { Quantity: compared(to, isOpen(high) ? '<' : '<=') };
  return {};
}

const isOpen = (bound: XmlNode | undefined): boolean => attribute(bound, 'inclusive') === 'false';
const compared = (to: JsonObject, comparator: string): JsonObject => Object.assign(to, { comparator });

/** Low and high as they stand, for a reference range. */
export function rangeOf(node: XmlNode | undefined): JsonObject | undefined {
  return elementOrNone({ low: quantityOf(child(node, 'low')), high: quantityOf(child(node, 'high')) });
}

/** RTO as Ratio; undefined where one half is missing. */
export function ratioOf(node: XmlNode | undefined): JsonObject | undefined {
  const numerator = quantityOf(child(node, 'numerator'));
  const denominator = quantityOf(child(node, 'denominator'));
  return numerator && denominator && { numerator, denominator };
}
