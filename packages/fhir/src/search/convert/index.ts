import { isJsonObject } from '../../json/value.ts';
import type { EntryType, Path } from '../definition.ts';
import type { Converter } from './converter.ts';
import { dateConverter } from './dates.ts';
import { numberConverter, quantityConverter } from './quantities.ts';
import { referenceConverter } from './references.ts';
import { tokenConverter } from './tokens.ts';
import { stringConverter, uriConverter } from './texts.ts';

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
