import { type JsonObject, keepExact } from '@satchel/fhir';
import type { Parsed } from '../../source.ts';
import { type AppleTime, fhirTime } from './times.ts';

/** The namespace of what an Apple export holds: one person's, wherever it is exported. */
export const APPLE = 'urn:apple:health';
/** Whom an export speaks of. */
export const ME = { system: APPLE, id: 'Patient/me' } as const;
export const UCUM = 'http://unitsofmeasure.org';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

export interface Made {
  /** What tells it from all others of its kind; the same in every export. */
  readonly key: string;
  readonly place: string;
}

export function observation({ key, place }: Made, resource: JsonObject): Parsed {
  return {
    kind: 'draft',
    draft: {
      resource: { resourceType: 'Observation', status: 'final', subject: { reference: ME.id }, ...resource },
      source: { system: APPLE, id: `Observation/${key}` },
      place,
    },
  };
}

export const category = (code: string): JsonObject[] => [{ coding: [{ system: CATEGORY, code }] }];

/** An instant, or a stretch of time. */
export function effective(start: AppleTime, end: AppleTime): JsonObject {
  return start.at === end.at ? { effectiveDateTime: fhirTime(start) } : { effectivePeriod: { start: fhirTime(start), end: fhirTime(end) } };
}

/** A quantity with its digits as they are written, where the value is what is written. */
export function quantity(value: number, written: string | undefined, unit: string, code: string): JsonObject {
  const made: JsonObject = { value, unit, system: UCUM, code };
  if (written !== undefined && Number(written) === value && String(value) !== written) keepExact(made, 'value', written);
  return made;
}
