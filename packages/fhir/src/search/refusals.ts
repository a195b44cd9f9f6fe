import { failure, issue } from '../outcome.ts';
import type { Issue, Outcome } from '../outcome.ts';
import type { SearchType } from './definition.ts';

const UNKNOWN = 'unknown parameter';

/** Says that nobody knows this part of a query; a lenient server passes over it. */
export function unknownIssue(what: string): Issue {
  return issue('error', 'not-supported', `${UNKNOWN} ${what}`, { remedy: 'See the CapabilityStatement for the parameters of this type.' });
}

export function isUnknown({ diagnostics }: Issue): boolean {
  return diagnostics.startsWith(UNKNOWN);
}

export function tooCostly(rule: string): Issue {
  return issue('error', 'too-costly', `This search is too large: ${rule}.`, { remedy: 'Split it into several.' });
}

export function unknown(name: string): Outcome<never> {
  return failure(unknownIssue(`'${name}'`));
}

export function notForType(name: string, modifier: string, type: SearchType): Outcome<never> {
  return unsupported(name, `the modifier ':${modifier}' is not offered for ${type} parameters`);
}

export function unsupported(name: string, why: string): Outcome<never> {
  return failure(issue('error', 'not-supported', `'${name}': ${why}`, { remedy: 'Search without it.' }));
}

export function invalid(name: string, why: string): Outcome<never> {
  return failure(issue('error', 'invalid', why, { remedy: `Correct the parameter '${name}'.` }));
}
