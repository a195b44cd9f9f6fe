import type { Issue, IssueCode } from '@satchel/fhir';
import { issue } from '@satchel/fhir';
import { StoreError } from '@satchel/record';
import type { FastifyError, FastifyReply } from 'fastify';
import type { Journal } from '../journal.ts';

/** The one place where Outcomes become HTTP. */
const STATUS: Readonly<Partial<Record<IssueCode, number>>> = {
  login: 401,
  expired: 401,
  unknown: 401,
  forbidden: 403,
  suppressed: 403,
  'not-found': 404,
  deleted: 410,
  conflict: 409,
  duplicate: 409,
  'multiple-matches': 409,
  'too-long': 413,
  'not-supported': 400,
  throttled: 429,
  'too-costly': 429,
  invalid: 400,
  structure: 400,
  required: 400,
  value: 400,
  'no-store': 507,
  transient: 503,
  'lock-error': 503,
  timeout: 503,
  exception: 500,
};

/** What nobody may learn more about: another person's record, one that never was, one that is gone. */
export const NOTHING_HERE: readonly Issue[] = [issue('error', 'not-found', 'There is nothing here.')];
export const LOCKED: readonly Issue[] = [issue('error', 'login', 'This is locked.', { remedy: 'Sign in.' })];

export function statusOf(issues: readonly Issue[]): number {
  const worst = issues.find(({ severity }) => severity === 'fatal' || severity === 'error') ?? issues[0];
  return (worst && STATUS[worst.code]) ?? 422;
}

export function refuse(reply: FastifyReply, issues: readonly Issue[]): FastifyReply {
  const patience = issues.find((each): each is Issue & { retryAfter: number } => 'retryAfter' in each);
  if (patience) void reply.header('retry-after', String(patience.retryAfter));
  return reply.code(statusOf(issues)).send({
    issues: issues.map(({ severity, code, diagnostics, expression, location, remedy }) => ({
      severity,
      code,
      diagnostics,
      expression,
      location,
      remedy,
    })),
  });
}

/** What a handler threw: the framework's own refusals, the store's troubles, and our bugs, which are told without their words. */
export function refuseThrown(journal: Journal, error: FastifyError | Error, reply: FastifyReply, route: string): FastifyReply {
  if (error instanceof StoreError) {
    journal.fault('store', error, { route });
    return refuse(reply, [storeIssue(error)]);
  }
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return reply.code(status).send({ issues: [requestIssue(error, status)] });
  journal.fault('failed', error, { route });
  return reply.code(500).send({
    issues: [
      issue('fatal', 'exception', 'Something went wrong here; it was written into the log without your data.', { remedy: 'Try again.' }),
    ],
  });
}

function storeIssue(error: StoreError): Issue {
  if (error.code === 'full')
    return issue('error', 'no-store', 'The disk of this server is full; nothing was lost.', {
      remedy: 'Free some space or delete what is not needed; then try again.',
    });
  if (error.code === 'damaged')
    return issue('fatal', 'exception', 'The store is damaged.', { remedy: 'Run "satchel verify" and restore a backup.' });
  return issue('error', 'transient', 'The store cannot be reached right now.', { remedy: 'Try again in a moment.' });
}

function requestIssue(error: Error, status: number): Issue {
  if (status === 413) return issue('error', 'too-long', 'This is more than one request may carry.', { remedy: 'Send files in parts.' });
  if (status === 415) return issue('error', 'not-supported', 'Send JSON as application/json and bytes as application/octet-stream.');
  const where = 'validation' in error && Array.isArray(error.validation) ? placeIn(error.validation[0]) : undefined;
  return issue(
    'error',
    where ? 'value' : 'structure',
    where ? 'A part of the request is missing or of the wrong kind.' : 'The request is not well-formed JSON.',
    where ? { expression: [where] } : {},
  );
}

function placeIn(first: unknown): string | undefined {
  const { instancePath, params } = (first ?? {}) as { instancePath?: string; params?: { missingProperty?: string } };
  const path = [...(instancePath ?? '').split('/').filter(Boolean), ...(params?.missingProperty ? [params.missingProperty] : [])];
  return path.join('.') || 'body';
}
