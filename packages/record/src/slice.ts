import { dateInterval, type JsonObject } from '@satchel/fhir';
import type { RowBody } from './body.ts';
import type { Slice } from './doors.ts';
import { clinicalDateOf } from './card.ts';

/**
 * Whether a slice admits a resource. Held by the server: an index is built from the admitted rows alone. A Provenance
 * names everything that came with its target, so no slice has any.
 */
export function admits(slice: Slice, body: RowBody, id?: string): boolean {
  const { t } = body.head;
  if (t === 'Provenance') return false;
  if (slice.types && !slice.types.includes(t)) return false;
  if (slice.items && !(id !== undefined && slice.items.includes(`${t}/${id}`))) return false;
  if (slice.from === undefined && slice.to === undefined) return true;
  const written = clinicalDateOf(JSON.parse(body.resource) as JsonObject);
  const at = written === undefined ? undefined : dateInterval(written);
  if (!at) return false;
  const from = slice.from === undefined ? undefined : dateInterval(slice.from);
  const to = slice.to === undefined ? undefined : dateInterval(slice.to);
  return (!from || at.high >= from.low) && (!to || at.low <= to.high);
}
