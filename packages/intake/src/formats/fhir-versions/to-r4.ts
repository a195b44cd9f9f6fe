import { type Issue, issue, type JsonObject, mapReferences, typePlan } from '@satchel/fhir';
import type { OldVersion } from './differences.ts';
import { type Fitting, fit } from './fit.ts';
import { general } from './general.ts';
import { RULES, TYPES } from './rules/index.ts';

export interface Brought {
  readonly resource: JsonObject;
  readonly issues: readonly Issue[];
}

/**
 * A resource of DSTU2, STU3 or R5 as R4. What R4 has no place for is kept in extensions as HL7 names them
 * (http://hl7.org/fhir/R4/versions.html#extensions); what it requires and the source does not say is given as unknown; both are told.
 * A type that R4 lacks stays as it came.
 */
export function toR4(resource: JsonObject, version: OldVersion): Brought {
  const type = String(resource['resourceType']);
  const kept = new Set<string>();
  const unknown = new Set<string>();
  const inner = (each: JsonObject, ownType = String(each['resourceType'])): JsonObject => {
    const plan = typePlan(TYPES[ownType] ?? ownType);
    if (!plan?.isResource) return each;
    const fitting: Fitting = { version, type: ownType, rules: RULES, general, inner, kept, unknown };
    const begun = { ...each, resourceType: plan.name };
    for (const rule of ownType === plan.name ? [] : (RULES[ownType] ?? [])) rule(begun);
    return fit(begun, plan, ownType, fitting);
  };
  return { resource: mapReferences(inner(resource, type), inR4), issues: [...told(kept, version), ...missing(unknown, version)] };
}

/** `Type/id`, alone or under a base, with the type as R4 calls it. */
export function inR4(reference: string): string {
  const [, base = '', type = '', rest = ''] = /^(https?:\/\/.+\/)?([A-Z][A-Za-z]+)(\/[A-Za-z0-9\-.]{1,64}.*)$/.exec(reference) ?? [];
  return Object.hasOwn(TYPES, type) ? `${base}${TYPES[type]}${rest}` : reference;
}

function told(paths: ReadonlySet<string>, version: OldVersion): Issue[] {
  if (paths.size === 0) return [];
  return [
    issue('information', 'informational', `R4 has no place for some of what ${version} says here; it is kept in extensions.`, {
      expression: [...paths].slice(0, 20),
    }),
  ];
}

function missing(paths: ReadonlySet<string>, version: OldVersion): Issue[] {
  if (paths.size === 0) return [];
  return [
    issue('information', 'incomplete', `R4 requires what this ${version} resource does not say; it is given as unknown.`, {
      expression: [...paths].slice(0, 20),
    }),
  ];
}
