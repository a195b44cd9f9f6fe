import { loadUnits, type ToCanonical, type Units } from '@satchel/fhir';
import { ucumOf } from '@satchel/terminology';

let units: Units | undefined;

/** The unit tables are heavy: loaded once, before the first row is indexed or the first quantity is searched. */
export async function prepareUnits(): Promise<void> {
  units ??= await loadUnits(ucumOf);
}

/** 5 mg and 0.005 g come down to the same; undefined for a unit that cannot be compared with another. */
export const toCanonical: ToCanonical = (value, unit) => {
  if (!units) throw new Error('Units are prepared before anything is indexed.');
  const canonical = units.canonical({ value, unit });
  return canonical?.isComparable ? canonical : undefined;
};
