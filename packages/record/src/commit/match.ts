import { isJsonObject, stringify } from '@satchel/fhir';
import { fingerprintOf } from '../fingerprint.ts';
import { namespaceOf } from '../ids.ts';
import { split } from './normalise.ts';
import type { Item, Work } from './work.ts';

/**
 * Same fact, same source: is it new, changed, or what we have already? Of several drafts of one fact in one change the
 * last one counts, unless its source dates it before another. What somebody took back does not come back with the same words from its source: only by a change, a
 * restoration, or an edit of this very entry.
 */
export function matchStep(work: Work): void {
  const last = new Map<string, Item>();
  for (const item of work.items) {
    const key = `${item.type}/${item.id}`;
    if (item.effect === 'new') matchOne(work, item);
    const earlier = last.get(key);
    const isOlder = earlier && updatedAt(item) < updatedAt(earlier);
    if (earlier) (isOlder ? item : earlier).effect = 'unchanged';
    if (!isOlder) last.set(key, item);
  }
}

/** The body of a fact, and whether the record has it as it is. */
export function matchOne(work: Work, item: Item): void {
  item.body = bodyOf(work, item);
  item.fingerprint = fingerprintOf(item.body);
  const known = work.reading.index.get(item.type, item.id);
  if (!known) return;
  item.before = known.version;
  const revives = item.isEdit === true && known.flags.includes('withdrawn');
  item.effect = item.isCopy || (known.fingerprint === item.fingerprint && !revives) ? 'unchanged' : 'changed';
}

function bodyOf(work: Work, item: Item): NonNullable<Item['body']> {
  const { resource, meta } = split(item);
  return {
    head: {
      t: item.type,
      at: work.at,
      ...(meta && { m: stringify(meta) }),
      ...(item.source && { s: sourceOf(item.source) }),
      ...(item.source && Number.isFinite(updatedAt(item)) && { u: updatedAt(item) }),
      ...(item.place !== undefined && { l: item.place }),
    },
    resource: stringify(resource),
  };
}

/** When its source says that it last changed, in milliseconds UTC; NaN, which is before nothing, where it does not say. */
function updatedAt({ resource: { meta } }: Item): number {
  const at = isJsonObject(meta) ? meta['lastUpdated'] : undefined;
  return typeof at === 'string' ? Date.parse(at) : Number.NaN;
}

/** Where the source has no base of its own, the namespace that its id counts in says as much as the longer name. */
function sourceOf({ system, id }: NonNullable<Item['source']>): readonly [string, string] {
  return [system.startsWith('urn:satchel:') ? namespaceOf(system, id) : system, id];
}
