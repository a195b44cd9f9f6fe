import { dateInterval, type JsonObject, type JsonValue } from '@satchel/fhir';

/** Members that are there. */
export function known(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(
      (each): each is [string, JsonValue] => each[1] !== undefined && !(Array.isArray(each[1]) && each[1].length === 0),
    ),
  );
}

export function text(row: JsonObject, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name];
    const said = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
    if (said !== '') return said;
  }
  return undefined;
}

/** A date as the export writes it; of a time without a zone, the day. */
export function date(row: JsonObject, name: string): string | undefined {
  const value = text(row, name);
  if (value === undefined) return undefined;
  const full = /T/.test(value) && dateInterval(value) !== undefined && /(Z|[+-]\d\d:\d\d)$/.test(value) ? value : value.slice(0, 10);
  return dateInterval(full) === undefined ? undefined : full;
}

export const concept = (words: string | undefined): JsonObject | undefined => (words === undefined ? undefined : { text: words });
export const display = (words: string | undefined): JsonObject | undefined => (words === undefined ? undefined : { display: words });
export const listOf = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
export const note = (...texts: readonly (string | undefined)[]): JsonObject => {
  const said = texts.filter((each) => each !== undefined).join('\n');
  return said === '' ? {} : { note: [{ text: said }] };
};
export const coded = (system: string, code: string): JsonObject => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});
