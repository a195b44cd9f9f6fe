/**
 * Trouble is data (DESIGN §4). Every expected failure is an `Outcome` whose issues are FHIR
 * `OperationOutcome.issue` entries: what is wrong, where, and what the reader can do next.
 * Throwing is for our own bugs.
 */

/** `OperationOutcome.issue.severity` (http://hl7.org/fhir/ValueSet/issue-severity). */
export type Severity = 'fatal' | 'error' | 'warning' | 'information';

/** The part of http://hl7.org/fhir/ValueSet/issue-type that Satchel uses. */
export type IssueCode =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'unknown'
  | 'expired'
  | 'forbidden'
  | 'suppressed'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'multiple-matches'
  | 'not-found'
  | 'deleted'
  | 'too-long'
  | 'code-invalid'
  | 'extension'
  | 'too-costly'
  | 'business-rule'
  | 'conflict'
  | 'transient'
  | 'lock-error'
  | 'no-store'
  | 'exception'
  | 'timeout'
  | 'incomplete'
  | 'throttled'
  | 'informational';

export interface Issue {
  readonly severity: Severity;
  readonly code: IssueCode;
  /** One plain sentence without health facts: what is wrong. */
  readonly diagnostics: string;
  /** FHIRPath of the element(s), e.g. `Observation.valueQuantity.value`. */
  readonly expression?: readonly string[];
  /** Where in the input: `line 12, column 4`, `entry 31`, a file name. */
  readonly location?: string;
  /** What the reader can do about it. */
  readonly remedy?: string;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export function success<T>(value: T, issues: readonly Issue[] = []): Outcome<T> {
  return { ok: true, value, issues };
}

export function failure(...issues: readonly Issue[]): Outcome<never> {
  return { ok: false, issues };
}

export function issue(
  severity: Severity,
  code: IssueCode,
  diagnostics: string,
  more: Pick<Issue, 'expression' | 'location' | 'remedy'> = {},
): Issue {
  return { severity, code, diagnostics, ...more };
}
