import { failure, issue, type Issue, type IssueCode, type JsonObject, type Outcome } from '@satchel/fhir';
import { statusOf as plainStatusOf } from '../http/trouble.ts';
import type { Answer } from './interaction.ts';

/** An issue whose HTTP status does not follow from its code. */
interface StatedIssue extends Issue {
  readonly status: number;
}

/** Refuses with this status; the issue says what is wrong, where, and what to do. */
export function refuse(status: number, code: IssueCode, diagnostics: string, more: Parameters<typeof issue>[3] = {}): Outcome<never> {
  const stated: StatedIssue = { ...issue('error', code, diagnostics, more), status };
  return failure(stated);
}

/** The one answer for what is hidden, absent, erased or another person's. */
export const notFound = (): Outcome<never> => refuse(404, 'not-found', 'There is nothing here.');

/** Statuses that FHIR wants otherwise than the rest of the server. */
const STATUS: Readonly<Partial<Record<IssueCode, number>>> = { 'multiple-matches': 412, 'too-costly': 422, forbidden: 403 };

/** The status of a failure (http://hl7.org/fhir/R4/http.html#Status-Codes). */
export function statusOf(issues: readonly Issue[]): number {
  const stated = issues.find((each): each is StatedIssue => 'status' in each);
  if (stated) return stated.status;
  const worst = issues.find(({ severity }) => severity === 'fatal' || severity === 'error');
  return (worst && STATUS[worst.code]) ?? plainStatusOf(issues);
}

/** http://hl7.org/fhir/R4/operationoutcome.html */
export function operationOutcome(issues: readonly Issue[]): JsonObject {
  return { resourceType: 'OperationOutcome', issue: issues.length > 0 ? issues.map(issueOf) : [issueOf(ALL_WELL)] };
}

const ALL_WELL = issue('information', 'informational', 'All is well.');

function issueOf({ severity, code, diagnostics, expression, location, remedy }: Issue): JsonObject {
  return {
    severity,
    code,
    ...(remedy !== undefined && { details: { text: remedy } }),
    diagnostics: location === undefined ? diagnostics : `${diagnostics} (${location})`,
    ...(expression && { expression: [...expression] }),
  };
}

/** A failure as an answer. */
export function refusal(issues: readonly Issue[]): Answer {
  const patience = issues.find((each): each is Issue & { retryAfter: number } => 'retryAfter' in each);
  return {
    status: statusOf(issues),
    body: JSON.stringify(operationOutcome(issues)),
    ...(patience && { headers: { 'retry-after': String(patience.retryAfter) } }),
  };
}

/** A failure with this status. */
export function withStatus(status: number, issues: readonly Issue[]): Outcome<never> {
  return failure(...issues.map((each): Issue => ({ ...each, status }) as StatedIssue));
}
