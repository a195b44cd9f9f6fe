import { issue, isJsonObject, type JsonObject } from '@satchel/fhir';
import { changed, type Work } from './work.ts';

/** Who a Patient resource says it is. */
export interface Identity {
  readonly names: ReadonlySet<string>;
  readonly birthDate?: string;
}

/**
 * A file may speak of somebody else. What does is kept, but aside: marked, left out of summaries, and told, until the
 * holder decides (PH.1.1#06). The first Patient with a birth date says who the holder is.
 */
export function asideStep(work: Work): void {
  const items = changed(work);
  const strangers = new Set<string>();
  let holder = knownIdentity(work);
  for (const item of items) {
    if (item.type !== 'Patient') continue;
    const identity = identityOf(item.resource);
    if (holder && !samePerson(holder, identity)) strangers.add(`Patient/${item.id}`);
    else if (!holder && (identity.birthDate || identity.names.size)) holder = identity;
  }
  const isStranger = (reference: string) => strangers.has(reference) || isAside(work, reference);
  for (const item of items) {
    const self = `${item.type}/${item.id}`;
    if (!strangers.has(self) && !subjectsOf(item.resource).some(isStranger)) continue;
    item.aside = true;
    if (strangers.has(self)) item.issues.push(issue('warning', 'business-rule', 'This speaks of another person: name or birth date differ from the holder of this record.', {
      expression: ['Patient'], ...(item.place !== undefined && { location: item.place }), remedy: 'It is kept aside. Say whether it belongs in this record, or remove it.',
    }));
  }
}

function knownIdentity(work: Work): Identity | undefined {
  for (const { card } of work.reading.index.list(['Patient'])) {
    const names = namesIn(card.title ?? '');
    if (card.date || names.size) return { names, ...(card.date && { birthDate: card.date }) };
  }
  return undefined;
}

function isAside(work: Work, reference: string): boolean {
  const [type = '', id = ''] = reference.split('/');
  return type === 'Patient' && work.reading.index.get(type, id)?.flags.includes('aside') === true;
}

export function identityOf(patient: JsonObject): Identity {
  const names = Array.isArray(patient['name']) ? patient['name'].filter(isJsonObject) : [];
  const words = names.flatMap((name) => [name['text'], name['family'], ...(Array.isArray(name['given']) ? name['given'] : [])]);
  const birthDate = patient['birthDate'];
  return { names: namesIn(words.filter((word) => typeof word === 'string').join(' ')), ...(typeof birthDate === 'string' && { birthDate }) };
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
