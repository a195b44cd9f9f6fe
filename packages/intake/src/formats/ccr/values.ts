import { dateInterval, type JsonObject, type JsonValue, keepExact } from '@satchel/fhir';
import { type XmlNode, child, children, ownText } from '../ccda/xml/node.ts';

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/loinc/i, 'http://loinc.org'],
  [/snomed/i, 'http://snomed.info/sct'],
  [/rx ?norm/i, 'http://www.nlm.nih.gov/research/umls/rxnorm'],
  [/ndc/i, 'http://hl7.org/fhir/sid/ndc'],
  [/cvx/i, 'http://hl7.org/fhir/sid/cvx'],
  [/icd-?10-?cm/i, 'http://hl7.org/fhir/sid/icd-10-cm'],
  [/icd-?10/i, 'http://hl7.org/fhir/sid/icd-10'],
  [/icd-?9/i, 'http://hl7.org/fhir/sid/icd-9-cm'],
  [/cpt/i, 'http://www.ama-assn.org/go/cpt'],
];

export const textOf = (node: XmlNode | undefined, ...path: readonly string[]): string | undefined => {
  const found = child(node, ...path);
  return ownText(child(found, 'Text')) ?? ownText(found);
};

/** A CodedDescription: words, and codes where it has them. */
export function conceptOf(node: XmlNode | undefined): JsonObject | undefined {
  if (!node) return undefined;
  const text = ownText(child(node, 'Text')) ?? ownText(node);
  const codings = children(node, 'Code').flatMap((code): JsonObject[] => {
    const value = ownText(child(code, 'Value'));
    const name = ownText(child(code, 'CodingSystem')) ?? '';
    const system = SYSTEMS.find(([form]) => form.test(name))?.[1];
    return value === undefined ? [] : [{ ...(system !== undefined && { system }), code: value }];
  });
  if (text === undefined && codings.length === 0) return undefined;
  return { ...(codings.length > 0 && { coding: codings }), ...(text !== undefined && { text }) };
}

/** A DateTime of one of these types, or of none: exact, or as words that name a year. */
export function dateOf(node: XmlNode | undefined, ...types: readonly string[]): string | undefined {
  const all = children(node, 'DateTime');
  const typed = all.filter((each) => types.length === 0 || types.some((type) => new RegExp(type, 'i').test(textOf(each, 'Type') ?? '')));
  const [found] = typed.length ? typed : all.filter((each) => textOf(each, 'Type') === undefined);
  const exact = ownText(child(found, 'ExactDateTime'));
  if (exact !== undefined) return fitting(exact);
  return /\b(?:19|20)\d\d\b/.exec(textOf(found, 'ApproximateDateTime') ?? '')?.[0];
}

/** What is less than a moment in a zone is kept to the day. */
function fitting(text: string): string | undefined {
  const isMoment = /T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const date = isMoment ? text : text.slice(0, 10).replace(/T.*$/, '');
  return dateInterval(date) === undefined ? undefined : date;
}

/** Value and Units. */
export function quantityOf(node: XmlNode | undefined): JsonObject | undefined {
  const value = ownText(child(node, 'Value'));
  if (value === undefined || !/^-?\d+(\.\d+)?$/.test(value)) return undefined;
  const unit = textOf(node, 'Units', 'Unit');
  const quantity: JsonObject = { value: Number(value), ...(unit !== undefined && { unit }) };
  if (String(Number(value)) !== value) keepExact(quantity, 'value', value);
  return quantity;
}

export function known(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(
      (each): each is [string, JsonValue] => each[1] !== undefined && !(Array.isArray(each[1]) && each[1].length === 0),
    ),
  );
}

export const coded = (system: string, code: string): JsonObject => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});

export const listOf = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

export function noteOf(entry: XmlNode): JsonObject {
  const texts = children(entry, 'Comment', 'CommentID').flatMap((each) =>
    listOf(textOf(each, 'Description') ?? ownText(child(each, 'Text'))),
  );
  return texts.length ? { note: [{ text: texts.join('\n') }] } : {};
}
