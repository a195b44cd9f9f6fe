import type { JsonObject, JsonValue } from '../../json/value.ts';
import type { Entries, ToCanonical } from '../entries.ts';

/** Turns one element into entries of one parameter; elements of an unexpected shape give none. */
export type Converter = (value: JsonValue, parameter: string, entries: Entries, canonical: ToCanonical | undefined) => void;

/** A text member of an element; undefined when absent, empty or not text. */
export function textOf(value: JsonObject, name: string): string | undefined {
  const text = value[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}
