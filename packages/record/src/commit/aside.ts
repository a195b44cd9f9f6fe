import { issue, type Issue, isJsonObject, type JsonObject } from '@satchel/fhir';
import type { RowBody } from '../body.ts';
import { isTold } from '../series/day-decision.ts';
import { daysWith } from '../series/day-items.ts';
import { knownItem } from './known-item.ts';
import { changed, type Item, type Work } from './work.ts';

/** Who a Patient resource says it is. */
export interface Identity {
  readonly names: ReadonlySet<string>;
  readonly birthDate?: string;
}

/**
 * A file may speak of somebody else. What does is kept, but aside: marked, left out of summaries, and told, until the
 * holder decides (PH.1.1#06). The first Patient who says anything says who the holder is; whoever the holder takes in
 * is the holder under another name. What spoke of a stranger before the stranger was known goes aside with them.
 */
export async function asideStep(work: Work): Promise<void> {
  const items = changed(work).filter(({ effect }) => effect === 'new' || effect === 'changed');
  const strangers = strangersAmong(work, items);
  const adopted = new Set(work.items.filter(({ effect }) => effect === 'restored').map(({ type, id }) => `${type}/${id}`));
  // A file speaks of the same few people over and over.
  const known = new Map<string, boolean>();
  const isStranger = (reference: string): boolean => {
    const is = known.get(reference) ?? (strangers.has(reference) || (!adopted.has(reference) && isAside(work, reference)));
    known.set(reference, is);
    return is;
  };
  for (const item of items) {
    const isPatient = strangers.has(`${item.type}/${item.id}`);
    if (!isPatient && !subjectsOf(item.resource).some(isStranger)) continue;
    item.aside = true;
    if (isPatient) item.issues.push(stranger(item));
  }
  for (const reference of strangers) await bringAside(work, reference);
}

function strangersAmong(work: Work, items: readonly Item[]): Set<string> {
  const strangers = new Set<string>();
  const holder = knownIdentities(work);
  for (const item of items) {
    if (item.type !== 'Patient') continue;
    const identity = identityOf(item.resource);
    if (holder.length > 0 && !holder.some((known) => samePerson(known, identity))) strangers.add(`Patient/${item.id}`);
    else if (holder.length === 0 && (identity.birthDate || identity.names.size)) holder.push(identity);
  }
  return strangers;
}

/** Facts that are in the record already and speak of somebody who turns out to be a stranger. */
async function bringAside(work: Work, reference: string): Promise<void> {
  const here = new Set(work.items.map(({ id }) => id));
  for (const { type, id } of work.reading.index.referrers('Patient', reference.slice('Patient/'.length))) {
    // A day goes aside with the month that tells it.
    if (here.has(id) || work.reading.index.get(type, id)?.flags.includes('aside') || (await isTold(work, id))) continue;
    const item = await knownItem(work, type, id, 'changed');
    if (!item.ok || !subjectsOf(item.value.resource).includes(reference)) continue;
    here.add(id);
    const { w } = (item.value.body as RowBody).head;
    const made: Item = { ...item.value, aside: true, ...(w !== undefined && { withdrawn: w }) };
    work.items.push(made, ...daysWith(made));
  }
}

function stranger({ place }: Item): Issue {
  return issue('warning', 'business-rule', 'This speaks of another person: name or birth date differ from the holder of this record.', {
    expression: ['Patient'],
    ...(place !== undefined && { location: place }),
    remedy: 'It is kept aside. Say whether it belongs in this record, or remove it.',
  });
}

function knownIdentities(work: Work): Identity[] {
  return work.reading.index.list(['Patient']).flatMap(({ card }) => {
    const names = namesIn(card.title ?? '');
    return card.date || names.size ? [{ names, ...(card.date && { birthDate: card.date }) }] : [];
  });
}

function isAside(work: Work, reference: string): boolean {
  const [type = '', id = ''] = reference.split('/');
  return type === 'Patient' && work.reading.index.get(type, id)?.flags.includes('aside') === true;
}

export function identityOf(patient: JsonObject): Identity {
  const names = Array.isArray(patient['name']) ? patient['name'].filter(isJsonObject) : [];
  const words = names.flatMap((name) => [name['text'], name['family'], ...(Array.isArray(name['given']) ? name['given'] : [])]);
  const birthDate = patient['birthDate'];
  return {
    names: namesIn(words.filter((word) => typeof word === 'string').join(' ')),
    ...(typeof birthDate === 'string' && { birthDate }),
  };
}

/** Birth dates agree as far as both are written, and they share a name; a missing one speaks neither way. */
export function samePerson(a: Identity, b: Identity): boolean {
  if (a.birthDate && b.birthDate && !a.birthDate.startsWith(b.birthDate) && !b.birthDate.startsWith(a.birthDate)) return false;
  return a.names.size === 0 || b.names.size === 0 || [...a.names].some((name) => b.names.has(name));
}

function namesIn(text: string): Set<string> {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return new Set(plain.match(/\p{L}{2,}/gu) ?? []);
}

function subjectsOf(resource: JsonObject): string[] {
  return ['subject', 'patient', 'beneficiary', 'for', 'individual'].flatMap((name) => {
    const value = resource[name];
    return isJsonObject(value) && typeof value['reference'] === 'string' ? [value['reference']] : [];
  });
}
