import { failure, issue, type Outcome, parseJson, success } from '@satchel/fhir';
import type { Effect } from '../doors.ts';
import { fetchRow } from '../open-row.ts';
import { labelsFrom } from '../put-row.ts';
import type { Item, Work } from './work.ts';

/** The current version of a fact in the record, as the start of its next one: its content stays, its marks are the caller's. */
export async function knownItem(work: Work, type: string, id: string, effect: Effect): Promise<Outcome<Item>> {
  const known = work.reading.index.get(type, id);
  if (!known) return failure(issue('error', 'not-found', `There is no ${type}/${id} in this record.`, { expression: [`${type}/${id}`] }));
  const body = await fetchRow(work.world, work.reading, id, known.version);
  if (!body.ok) return body;
  const { head, resource } = body.value;
  const parsed = parseJson(resource);
  if (!parsed.ok) throw new Error('A resource that was committed does not parse.');
  return success({
    type,
    id,
    resource: parsed.value,
    issues: [...(head.i ?? [])],
    before: known.version,
    labels: labelsFrom(known.labels),
    effect,
    body: { head: { ...head, at: work.at }, resource },
  });
}
