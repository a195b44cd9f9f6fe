import { failure, issue, type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import type { Call } from './interaction.ts';
import { refuse } from './trouble.ts';

/** Whether the caller has this very version already: `If-None-Match`, else `If-Modified-Since` (RFC 9110 §13.2.2). */
export function notModified({ headers }: Pick<Call, 'headers'>, { version, updatedAt }: Stored): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim() === '*' || versionIn(tag) === version);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  // The header knows whole seconds only.
  return !Number.isNaN(since) && Math.floor(updatedAt / 1000) * 1000 <= since;
}

/** The version that `If-Match` expects, undefined without the header. */
export function expectedVersion({ headers }: Pick<Call, 'headers'>): Outcome<number | undefined> {
  const tag = headers['if-match'];
  if (tag === undefined) return success(undefined);
  const version = versionIn(tag);
  return version === undefined
    ? failure(
        issue('error', 'value', 'If-Match is written W/"[version]".', {
          expression: ['http.if-match'],
          remedy: 'Send the ETag of the version that you read.',
        }),
      )
    : success(version);
}

/** 412: somebody changed it meanwhile. */
export function stale(type: string, id: string): Outcome<never> {
  return refuse(412, 'conflict', `${type}/${id} is not at the version that If-Match expects.`, {
    expression: [`${type}/${id}`],
    remedy: 'Read it again, then decide.',
  });
}

function versionIn(tag: string): number | undefined {
  const digits = /^\s*W\/"(\d{1,9})"\s*$/.exec(tag)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
