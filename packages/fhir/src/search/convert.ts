import type { JsonObject, JsonValue } from '../json/value.ts';
import { isJsonObject } from '../json/value.ts';
import type { EntryType, Path } from './definition.ts';
import type { Entries, ToCanonical } from './entries.ts';
import { dateConverter } from './convert-dates.ts';
import { numberConverter, quantityConverter } from './convert-quantities.ts';
import { referenceConverter } from './convert-references.ts';
import { tokenConverter } from './convert-tokens.ts';
import { stringConverter, uriConverter } from './convert-texts.ts';

/** Turns one element into entries of one parameter; elements of an unexpected shape give none. */
export type Converter = (value: JsonValue, parameter: string, entries: Entries, canonical: ToCanonical | undefined) => void;

type ConverterOf = (type: string, system: string) => Converter | undefined;

const CONVERTERS: Record<EntryType, ConverterOf> = {
  token: tokenConverter,
  reference: referenceConverter,
  date: dateConverter,
  quantity: quantityConverter,
  number: numberConverter,
  string: stringConverter,
  uri: uriConverter,
};

/** The converter for the elements at the end of `path`; undefined where their type cannot be searched this way (an Age as a date). */
export function converterOf(search: EntryType, path: Path): Converter | undefined {
  if (path.type === 'Extension') return extensionConverter(search);
  return CONVERTERS[search](path.type, path.system ?? '');
}

/** An extension is searched by its value, whatever its type. */
function extensionConverter(search: EntryType): Converter {
  return (value, parameter, entries, canonical) => {
    if (!isJsonObject(value)) return;
    const name = Object.keys(value).find((key) => key.startsWith('value'));
    if (name === undefined) return;
    const type = name.slice('value'.length);
    const convert = CONVERTERS[search](type, '') ?? CONVERTERS[search](type.charAt(0).toLowerCase() + type.slice(1), '');
    convert?.(value[name] ?? null, parameter, entries, canonical);
  };
}

/** A text member of an element; undefined when absent, empty or not text. */
export function textOf(value: JsonObject, name: string): string | undefined {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
