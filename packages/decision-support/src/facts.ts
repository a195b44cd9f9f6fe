import { isJsonObject, type JsonObject } from '@satchel/fhir';

/** One fact as a rule sees it. */
export interface Fact {
  /** `Type/id`, ours. */
  readonly reference: string;
  readonly resource: JsonObject;
}

/**
 * What one reader's keys open, gathered for rules: current versions only, without what was withdrawn, kept aside as another
 * person's, or entered in error. Rules are pure functions of it: the day is handed in, so that yesterday can be asked again.
 */
export interface Facts {
  /** The day on which the rules are asked, `YYYY-MM-DD`. */
  readonly today: string;
  readonly patient: JsonObject | undefined;
  /** Of these types, in the order of their clinical dates, newest first. */
  of(...types: string[]): readonly Fact[];
  /** The reader does not hold every key: what is not seen may be there all the same. */
  readonly partial: boolean;
}

/** Facts out of plain resources, for whoever has them in hand. */
export function factsOf(resources: readonly JsonObject[], today: string, partial = false): Facts {
  const byType = new Map<string, Fact[]>();
  for (const resource of resources) {
    const type = String(resource.resourceType);
    const facts = byType.get(type) ?? [];
    facts.push({ reference: `${type}/${String(resource.id)}`, resource });
    byType.set(type, facts);
  }
  const patient = byType.get('Patient')?.[0]?.resource;
  return {
    today,
    patient: isJsonObject(patient) ? patient : undefined,
    partial,
    of: (...types) => types.flatMap((type) => byType.get(type) ?? []),
  };
}
