import type { JsonObject } from '@satchel/fhir';
import type { Series } from './series.ts';

const UCUM = 'http://unitsofmeasure.org';
/** No longer list of values is made: a week by the second. */
const LONGEST = 604_800;

/**
 * Raw samples as FHIR SampledData (http://hl7.org/fhir/R4/datatypes.html#SampledData), one value every `period`
 * milliseconds from the first sample on; where there are several in one period their mean, where there is none `E`.
 * Undefined for a series without samples, or where more than a week by the second would come out.
 */
export function sampledDataOf({ type, samples }: Series & { readonly resolution: 'sample' }, period: number): JsonObject | undefined {
  const { start, value } = samples;
  if (start.length === 0) return undefined;
  const begin = start[0] as number;
  const length = Math.floor(((start.at(-1) as number) - begin) / period) + 1;
  if (length > LONGEST) return undefined;
  const sums = new Float64Array(length);
  const counts = new Uint32Array(length);
  for (let at = 0; at < start.length; at++) {
    const place = Math.floor(((start[at] as number) - begin) / period);
    sums[place] = (sums[place] as number) + (value[at] as number);
    counts[place] = (counts[place] as number) + 1;
  }
  const words = Array.from(sums, (sum, at) => (counts[at] ? String(Number((sum / counts[at]).toPrecision(6))) : 'E'));
  return {
    origin: { value: 0, unit: type.unitText ?? type.unit, system: UCUM, code: type.unit },
    period,
    dimensions: 1,
    data: words.join(' '),
  };
}
