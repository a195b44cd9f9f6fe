import { hash } from 'node:crypto';
import { failure, issue, type Issue, type JsonObject, type Outcome, stringify, success } from '@satchel/fhir';
import type { RowBody } from '../body.ts';
import type { Draft } from '../doors.ts';
import { bytesOfUuid, isEventRow, randomId } from '../ids.ts';
import { knownItem } from './known-item.ts';
import type { Item, Work } from './work.ts';
import { type DecidedMonths, decidedDay, type Decision, isTold, withMonths } from '../series/day-decision.ts';
import { daysWith } from '../series/day-items.ts';

/** Drafts, withdrawals and restorations become items; what they name must be there. */
export async function draftItems(work: Work): Promise<Outcome<Item[]>> {
  const items: Item[] = [];
  for (const draft of work.change.drafts) {
    const item = fromDraft(work, draft);
    const wrong = draft.id === undefined ? undefined : await idTrouble(work, item, draft);
    if (wrong) return failure(wrong);
    items.push(item);
  }
  const months: DecidedMonths = new Map();
  // A month before the days that follow it.
  for (const [effect, decisions] of [
    ['withdrawn', work.change.withdrawals ?? []],
    ['restored', work.change.restorations ?? []],
  ] as const)
    for (const { type, id, reason } of decisions) {
      const item = type === 'Basic' && typeof id === 'string' ? await decided(work, months, { type, id, effect, reason }) : undefined;
      if (item && !item.ok) return item;
    }
  for (const { type, id: named, reason } of work.change.withdrawals ?? []) {
    const id = typeof named === 'string' ? named : work.idOf(named.system, named.id);
    if (typeof named !== 'string' && !work.reading.index.get(type, id)) continue;
    const item = await decided(work, months, { type, id, effect: 'withdrawn', reason });
    if (!item.ok) return item;
    items.push(item.value);
  }
  for (const { type, id, reason } of work.change.restorations ?? []) {
    const item = await decided(work, months, { type, id, effect: 'restored', reason });
    if (!item.ok) return item;
    items.push(item.value);
  }
  return success([...items, ...withMonths(items, months)]);
}

function fromDraft(work: Work, draft: Draft): Item {
  const type = String(draft.resource['resourceType']);
  const id = draft.id ?? (draft.source ? work.idOf(draft.source.system, draft.source.id) : idWithoutName(work, type, draft.resource));
  return {
    type,
    id,
    resource: draft.resource,
    issues: [...(draft.issues ?? [])],
    before: 0,
    effect: 'new',
    labels: [],
    ...(draft.place !== undefined && { place: draft.place }),
    ...(draft.source && { source: draft.source }),
    ...(draft.isCopy ? { isCopy: true as const } : draft.id !== undefined && !draft.isNew && { isEdit: true as const }),
  };
}

/** What a file does not name is known by its content, so that the same file twice changes nothing; what a person enters is always new. */
function idWithoutName(work: Work, type: string, resource: JsonObject): string {
  if (work.change.origin.kind === 'entry') return randomId(work.world.engine);
  return work.idOf('urn:satchel:content', `${type}/${hash('sha256', stringify(resource), 'base64url')}`);
}

/** Rows are known by id alone, so an id is a UUID and stays with its type. */
async function idTrouble({ world, by, reading }: Work, { type, id }: Item, { isNew, isCopy }: Draft): Promise<Issue | undefined> {
  if (!isCopy && (await isTold({ world, by }, id)))
    return issue('error', 'business-rule', 'What devices measured on a day follows from their readings.', {
      expression: [`${type}/${id}`],
      remedy: 'Take the day back, or add an entry of your own.',
    });
  const bytes = bytesOfUuid(id);
  if (!bytes || isEventRow(bytes))
    return issue('error', 'value', 'The id of an entry is a UUID.', {
      expression: [`${type}/${id}`],
      remedy: 'Leave the id out: the record gives one.',
    });
  if ((!isNew && reading.index.get(type, id)) || !(await world.store.get('row', { person: by.person, id: bytes, version: 1 })))
    return undefined;
  return issue('error', 'conflict', 'This id belongs to another entry.', {
    expression: [`${type}/${id}`],
    remedy: 'Leave the id out: the record gives one.',
  });
}

/** A fact that is there, taken back or brought back by somebody who says why. */
async function decided(work: Work, months: DecidedMonths, { type, id, effect, reason }: Decision): Promise<Outcome<Item>> {
  if (!reason.trim())
    return failure(issue('error', 'required', 'Say why: the reason stays with the fact.', { expression: [`${type}/${id}`] }));
  const made = months.get(id);
  if (made) return success(made.item);
  if (await isTold(work, id)) return decidedDay(work, months, { type, id, effect, reason });
  const item = await knownItem(work, type, id, effect);
  if (!item.ok) return item;
  const { w, x } = (item.value.body as RowBody).head;
  const isSo = effect === 'withdrawn' ? w !== undefined : w === undefined && x === undefined;
  const decision: Item = {
    ...item.value,
    ...(isSo && { effect: 'unchanged' as const }),
    ...(effect === 'withdrawn' && { withdrawn: reason, ...(x && { aside: true as const }) }),
  };
  months.set(id, { item: decision, days: daysWith(decision) });
  return success(decision);
}
