import { hash } from 'node:crypto';
import { failure, issue, type JsonObject, type Outcome, parseJson, stringify, success } from '@satchel/fhir';
import type { Draft } from '../doors.ts';
import { randomId } from '../ids.ts';
import { fetchRow } from '../open-row.ts';
import { labelsFrom } from '../put-row.ts';
import type { Item, Work } from './work.ts';

/** Drafts, withdrawals and restorations become items; what they name must be there. */
export async function draftItems(work: Work): Promise<Outcome<Item[]>> {
  const items = work.change.drafts.map((draft) => fromDraft(work, draft));
  for (const { type, id: named, reason } of work.change.withdrawals ?? []) {
    const id = typeof named === 'string' ? named : work.idOf(named.system, named.id);
    if (typeof named !== 'string' && !work.reading.index.get(type, id)) continue;
    const item = await fromKnown(work, type, id, 'withdrawn', reason);
    if (!item.ok) return item;
    items.push({ ...item.value, withdrawn: reason });
  }
  for (const { type, id, reason } of work.change.restorations ?? []) {
    const item = await fromKnown(work, type, id, 'restored', reason);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return success(items);
}

function fromDraft(work: Work, draft: Draft): Item {
  const type = String(draft.resource['resourceType']);
  const id = draft.id ?? (draft.source ? work.idOf(draft.source.system, draft.source.id) : idWithoutName(work, type, draft.resource));
  return {
    type, id, resource: draft.resource, issues: [...(draft.issues ?? [])], before: 0, effect: 'new', labels: [],
    ...(draft.place !== undefined && { place: draft.place }), ...(draft.source && { source: draft.source }),
  };
}

/** What a file does not name is known by its content, so that the same file twice changes nothing; what a person enters is always new. */
function idWithoutName(work: Work, type: string, resource: JsonObject): string {
  if (work.change.origin.kind === 'entry') return randomId(work.world.engine);
  return work.idOf('urn:satchel:content', `${type}/${hash('sha256', stringify(resource), 'base64url')}`);
}

async function fromKnown(work: Work, type: string, id: string, effect: 'withdrawn' | 'restored', reason: string): Promise<Outcome<Item>> {
  const known = work.reading.index.get(type, id);
  if (!known) return failure(issue('error', 'not-found', `There is no ${type}/${id} in this record.`, { expression: [`${type}/${id}`] }));
  if (!reason.trim()) return failure(issue('error', 'required', 'Say why: the reason stays with the fact.', { expression: [`${type}/${id}`] }));
  const body = await fetchRow(work.world, work.reading, id, known.version);
  if (!body.ok) return body;
  const isWithdrawn = known.flags.includes('withdrawn');
  const { head, resource } = body.value;
  return success({
    type, id, resource: resourceOf(resource), issues: [...(head.i ?? [])], before: known.version, labels: labelsFrom(known.labels),
    effect: isWithdrawn === (effect === 'withdrawn') ? 'unchanged' : effect,
    ...(head.x && { aside: true as const }),
    body: { head: { ...head, at: work.at }, resource },
  });
}

function resourceOf(text: string): JsonObject {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error('A resource that was committed does not parse.');
  return parsed.value;
}
