import { type Outcome, success } from '@satchel/fhir';
import type { Stored } from '@satchel/record';
import type { Answer, Call } from './interaction.ts';

/** One resource as it is written, with the headers that say which version it is. */
export function resourceAnswer(_call: Call, stored: Stored, status = 200): Outcome<Answer> {
  return success({ status, headers: versionHeaders(stored), body: stored.text });
}

export function versionHeaders({ version, updatedAt }: Pick<Stored, 'version' | 'updatedAt'>): Record<string, string> {
  return { etag: `W/"${version}"`, 'last-modified': new Date(updatedAt).toUTCString() };
}
