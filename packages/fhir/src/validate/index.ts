import type { JsonObject } from '../json/value.ts';
import { issue } from '../outcome.ts';
import type { Issue } from '../outcome.ts';
import { Walk } from './walk.ts';

/** How many issues of one resource are listed; the rest is only counted. */
export const MAX_ISSUES = 50;

/**
 * What is wrong with a resource by the R4 4.0.1 specification: unknown elements, cardinality,
 * types, choices, required bindings, references, narrative and the error-severity rules
 * (docs/formats/fhir-r4-validation.md lists what is and is not checked). Profiles are not.
 *
 * Every issue is an error with the place it is at; none quotes the content. An empty list means
 * that nothing was found. A resource of an unknown type has the one issue that it is unknown.
 */
export function validate(resource: JsonObject): Issue[] {
  const walk = new Walk(resource, MAX_ISSUES);
  walk.run();
  if (walk.unlisted > 0) {
    walk.issues.push(issue('information', 'incomplete', `And ${walk.unlisted} more issues that are not listed`));
  }
  return walk.issues;
}
