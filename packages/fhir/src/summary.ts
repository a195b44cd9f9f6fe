import summary from '../../../knowledge/fhir-r4/summary.json' with { type: 'json' };

const written = summary as Readonly<Record<string, string>>;
const known = new Map<string, ReadonlySet<string>>();

/**
 * The elements of a resource type or backbone element (`Observation.component`) that its summary keeps, required ones
 * included, choices as `value[x]` (http://hl7.org/fhir/R4/search.html#summary). Undefined for what has none: datatypes are kept whole.
 */
export function summaryElements(type: string): ReadonlySet<string> | undefined {
  if (!Object.hasOwn(written, type)) return undefined;
  const names = known.get(type) ?? new Set(written[type]?.split(' '));
  known.set(type, names);
  return names;
}
