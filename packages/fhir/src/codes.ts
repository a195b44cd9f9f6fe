import { isJsonObject } from './json/value.ts';
import type { JsonObject, JsonValue } from './json/value.ts';

/** One code with its system, as read from a `Coding` that may be incomplete. */
export interface Code {
  readonly system: string | undefined;
  readonly code: string | undefined;
  readonly display: string | undefined;
}

/** The codings of a CodeableConcept, a Coding, or a list of either; malformed ones are passed over. */
export function codingsOf(value: JsonValue | undefined): Code[] {
  if (Array.isArray(value)) return value.flatMap(codingsOf);
  if (!isJsonObject(value)) return [];
  const nested = value['coding'];
  if (Array.isArray(nested)) return nested.filter(isJsonObject).map(codeOf);
  const own = codeOf(value);
  return (own.system ?? own.code ?? own.display) ? [own] : [];
}

function codeOf(coding: JsonObject): Code {
  return { system: textOf(coding['system']), code: textOf(coding['code']), display: textOf(coding['display']) };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The words for a concept: its `text`, else the display a person selected (`userSelected`), else
 * the first display, else the first code. Undefined where it says nothing at all.
 */
export function displayOf(value: JsonValue | undefined): string | undefined {
  if (Array.isArray(value)) return firstOf(value, displayOf);
  if (!isJsonObject(value)) return undefined;
  const text = textOf(value['text']);
  if (text !== undefined) return text;
  const nested = value['coding'];
  const codings = (Array.isArray(nested) ? nested : [value]).filter(isJsonObject);
  const selected = codings.find((coding) => coding['userSelected'] === true);
  return (
    textOf(selected?.['display']) ??
    firstOf(codings, (coding) => textOf(coding['display'])) ??
    firstOf(codings, (coding) => textOf(coding['code']))
  );
}

function firstOf<T>(values: readonly T[], read: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether `value` (as for `codingsOf`) holds `code`; with `system` given, in that system. */
export function hasCode(value: JsonValue | undefined, code: string, system?: string): boolean {
  return codingsOf(value).some((each) => each.code === code && (system === undefined || each.system === system));
}
