import { type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import type { Answer, Call } from './interaction.ts';
import { partsAsked, partOf } from './part-of.ts';

/** One resource as it is written, or the part asked for, with the headers that say which version it is. */
export function resourceAnswer({ query }: Pick<Call, 'query'>, stored: Stored, status = 200): Outcome<Answer> {
  const parts = partsAsked(query);
  if (!parts.ok) return parts;
  return success({ status, headers: versionHeaders(stored), body: partOf(stored, parts.value) });
}

export function versionHeaders({ version, updatedAt }: Pick<Stored, 'version' | 'updatedAt'>): Record<string, string> {
  return { etag: `W/"${version}"`, 'last-modified': new Date(updatedAt).toUTCString() };
}
