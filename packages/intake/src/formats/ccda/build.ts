import type { JsonObject, JsonValue } from '@satchel/fhir';

/** Parts of an element, where a part that is not there is undefined. */
export interface Parts {
  readonly [name: string]: JsonValue | undefined;
}

/** An element of the parts that say something: undefined, empty lists and empty objects are left out. */
export function element(parts: Parts): JsonObject {
  const made: JsonObject = {};
  for (const name in parts) {
    const value = parts[name];
    if (value !== undefined && !isEmpty(value)) made[name] = value;
  }
  return made;
}

/** The same, undefined where nothing is left. */
export function elementOrNone(parts: Parts): JsonObject | undefined {
  const made = element(parts);
  return isEmpty(made) ? undefined : made;
}

function isEmpty(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return value === null || value === '';
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** A list of what is there. */
export const list = (...values: readonly (JsonValue | undefined)[]): JsonValue[] => values.filter((value) => value !== undefined);

export const mapped = <T>(from: readonly T[], to: (each: T) => JsonObject | undefined): JsonObject[] =>
  from.map(to).filter((each) => each !== undefined);

export const coding = (system: string, code: string, display?: string): JsonObject => element({ system, code, display });
export const codeable = (system: string, code: string, display?: string): JsonObject => ({ coding: [coding(system, code, display)] });
export const reference = (to: string, display?: string): JsonObject => element({ reference: to, display });

export const HL7 = 'http://terminology.hl7.org/CodeSystem';
export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';
export const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** In place of a value that FHIR requires and the document does not give. */
export const absent = (reason = 'unknown'): JsonObject => ({ extension: [{ url: ABSENT, valueCode: reason }] });
