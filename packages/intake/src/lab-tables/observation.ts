import { type JsonObject, keepExact } from '@satchel/fhir';
import type { Draft } from '@satchel/record';

/** A result that a person has looked at and keeps: as proposed, or as they corrected it. */
export interface ConfirmedResult {
  readonly place: string;
  readonly name: string;
  readonly value: string;
  readonly isNumber: boolean;
  readonly comparator?: string;
  readonly unit?: string;
  readonly range?: { readonly low?: string; readonly high?: string; readonly text: string };
  readonly flag?: string;
  readonly date?: string;
}

const category: JsonObject = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }],
};
const COMPARATORS = new Set(['<', '<=', '>', '>=']);

/** A confirmed result as the fact that it is, known by its place in the original: kept again, it is the same fact. `patient` is the holder's id here. */
export function labObservation(result: ConfirmedResult, original: string, patient: string | undefined): Draft {
  const { place, name, value, isNumber, comparator, unit, range, flag, date } = result;
  const resource: JsonObject = {
    resourceType: 'Observation',
    status: 'final',
    category: [category],
    code: { text: name },
    ...(patient !== undefined && { subject: { reference: `urn:satchel:here/Patient/${patient}` } }),
    ...(date !== undefined && { effectiveDateTime: date }),
    ...(isNumber ? { valueQuantity: quantityOf(value, unit, comparator) } : { valueString: value }),
    ...(flag !== undefined && {
      interpretation: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: flag }] }],
    }),
    ...(range && {
      referenceRange: [
        {
          ...(range.low !== undefined && { low: quantityOf(range.low, unit) }),
          ...(range.high !== undefined && { high: quantityOf(range.high, unit) }),
          text: range.text,
        },
      ],
    }),
  };
  return { resource, place, source: { system: 'urn:satchel:original', id: `${original}#${place}` } };
}

function quantityOf(value: string, unit: string | undefined, comparator?: string): JsonObject {
  const quantity: JsonObject = {
    value: Number(value),
    ...(comparator !== undefined && COMPARATORS.has(comparator) && { comparator }),
    ...(unit !== undefined && { unit }),
  };
  keepExact(quantity, 'value', value);
  return quantity;
}
