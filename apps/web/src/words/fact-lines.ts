import { type JsonObject, type JsonValue, isJsonObject, numberText } from '@satchel/fhir';

/** One element of a resource as a name and readable texts. */
export interface FactLine {
  readonly element: string;
  readonly texts: readonly string[];
}

/** What a text needs from the reader's language. */
export interface Speech {
  readonly date: (date: string) => string;
  readonly code: (code: string) => string;
  readonly element: (name: string) => string;
  readonly yes: string;
  readonly no: string;
}

/** Machinery, narrative, and what the page says elsewhere. */
const LEFT_OUT = new Set([
  'resourceType',
  'id',
  'meta',
  'implicitRules',
  'language',
  'text',
  'contained',
  'extension',
  'modifierExtension',
  'subject',
  'patient',
  'beneficiary',
  'photo',
]);
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;
const CODE = /^[a-z][a-z-]*$/;

/** Every element of a resource that says something, in the order the source wrote it; `value[x]` and its kin under the stem. */
export function factLines(resource: JsonObject, speech: Speech): readonly FactLine[] {
  return Object.keys(resource)
    .filter((name) => !LEFT_OUT.has(name) && !name.startsWith('_'))
    .map((name) => ({ element: stemOf(name), texts: textsOf(resource, name, speech) }))
    .filter(({ texts }) => texts.length > 0);
}

const CHOICES = [
  'abatement',
  'deceased',
  'effective',
  'medication',
  'multipleBirth',
  'occurrence',
  'onset',
  'performed',
  'serviced',
  'value',
  'born',
  'age',
  'timing',
  'scheduled',
  'location',
  'product',
  'reported',
  'asNeeded',
  'due',
  'start',
  'diagnosis',
  'dose',
  'rate',
  'allowed',
  'used',
];

/** `valueQuantity` is `value`: the type in a choice element's name says nothing to a person. */
export function stemOf(name: string): string {
  return (
    CHOICES.find(
      (stem) => name.startsWith(stem) && /^[A-Z]/.test(name.slice(stem.length)) && name !== 'valueSet' && name !== 'startDate',
    ) ?? name
  );
}

function textsOf(holder: JsonObject, name: string, speech: Speech): readonly string[] {
  const value = holder[name] as JsonValue;
  const items: readonly (string | undefined)[] = Array.isArray(value)
    ? value.map((item, at) => textOf(item, speech, () => numberText(value, at)))
    : [textOf(value, speech, () => numberText(holder, name))];
  return [...new Set(items.filter((text): text is string => text !== undefined && text !== ''))];
}

function textOf(value: JsonValue, speech: Speech, exact: () => string | undefined): string | undefined {
  if (typeof value === 'string') return DATE.test(value) ? speech.date(value) : CODE.test(value) ? speech.code(value) : value;
  if (typeof value === 'number') return exact();
  if (typeof value === 'boolean') return value ? speech.yes : speech.no;
  return isJsonObject(value) ? objectText(value, speech) : undefined;
}

/** Data types are told apart by their elements, as FHIR JSON does not name them. */
function objectText(value: JsonObject, speech: Speech): string | undefined {
  const text = (name: string) => (typeof value[name] === 'string' ? value[name] : undefined);
  const part = (name: string) => (value[name] === undefined ? undefined : textsOf(value, name, speech).join(', '));
  if ('coding' in value) return text('text') ?? firstText(value.coding, speech);
  if ('reference' in value && 'display' in value) return text('display');
  if ('reference' in value) return undefined;
  if ('start' in value || 'end' in value) return [part('start'), part('end')].filter(Boolean).join(' – ');
  if ('numerator' in value) return [part('numerator'), part('denominator')].join(' / ');
  if ('low' in value || 'high' in value) return [part('low'), part('high')].filter(Boolean).join(' – ') || text('text');
  if ('value' in value && ('unit' in value || 'code' in value || 'currency' in value))
    return [text('comparator'), part('value'), text('unit') ?? text('currency') ?? text('code')].filter(Boolean).join(' ');
  if ('family' in value || 'given' in value)
    return text('text') ?? [part('prefix'), part('given')?.replaceAll(',', ''), text('family')].filter(Boolean).join(' ');
  if ('line' in value || 'postalCode' in value)
    return text('text') ?? [part('line'), part('city'), part('state'), text('postalCode'), part('country')].filter(Boolean).join(', ');
  if ('repeat' in value || 'event' in value) return part('code') ?? part('event');
  if ('system' in value && 'code' in value) return text('display') ?? text('code');
  if ('system' in value && 'value' in value) return text('value');
  if ('contentType' in value || 'url' in value) return text('title') ?? text('contentType') ?? text('url');
  if (typeof value.text === 'string') return value.text;
  return backboneText(value, speech);
}

/** An element with parts: each part under its name, or alone when there is only one. */
function backboneText(value: JsonObject, speech: Speech): string | undefined {
  const lines = factLines(value, speech);
  if (lines.length === 1) return lines[0]?.texts.join(', ');
  return lines.map(({ element, texts }) => `${speech.element(element)}: ${texts.join(', ')}`).join('\n') || undefined;
}

function firstText(coding: JsonValue | undefined, speech: Speech): string | undefined {
  const first = Array.isArray(coding)
    ? (coding.find((each) => isJsonObject(each) && typeof each.display === 'string') ?? coding[0])
    : undefined;
  if (!isJsonObject(first)) return undefined;
  return typeof first.display === 'string' ? first.display : typeof first.code === 'string' ? speech.code(first.code) : undefined;
}

/** How one version differs from the one before: an absent side means added or removed. */
export interface Difference {
  readonly element: string;
  readonly before?: string;
  readonly after?: string;
}

/** Differences by element, in the order of the newer version, then what is gone. */
export function differences(before: readonly FactLine[], after: readonly FactLine[]): readonly Difference[] {
  const textOfLine = (lines: readonly FactLine[], element: string) => lines.find((line) => line.element === element)?.texts.join('\n');
  const elements = [...new Set([...after, ...before].map(({ element }) => element))];
  return elements.flatMap((element) => {
    const [was, is] = [textOfLine(before, element), textOfLine(after, element)];
    return was === is ? [] : [{ element, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}
