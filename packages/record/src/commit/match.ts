import { stringify } from '@satchel/fhir';
import { fingerprintOf } from '../fingerprint.ts';
import { split } from './normalise.ts';
import type { Item, Work } from './work.ts';

/** Same fact, same source: is it new, changed, or what we have already? A fact twice in one change counts once. */
export function matchStep(work: Work): void {
  const seen = new Map<string, string>();
  for (const item of work.items) {
    if (item.effect !== 'new') continue;
    item.body = bodyOf(work, item);
    const fingerprint = fingerprintOf(item.body);
    const key = `${item.type}/${item.id}`;
    const known = work.reading.index.get(item.type, item.id);
    item.before = known?.version ?? 0;
    if (seen.get(key) === fingerprint || (known?.fingerprint === fingerprint && !seen.has(key) && !known.flags.includes('withdrawn'))) item.effect = 'unchanged';
    else if (known || seen.has(key)) item.effect = 'changed';
    seen.set(key, fingerprint);
  }
  keepLastOfEach(work);
}

/** Two different drafts of one fact in one change: the later stands, the earlier is told as unchanged by it. */
function keepLastOfEach(work: Work): void {
  const last = new Map<string, Item>();
  for (const item of work.items) {
    if (item.effect === 'unchanged') continue;
    const key = `${item.type}/${item.id}`;
    const earlier = last.get(key);
    if (earlier) {
      if (item.before === 0) item.effect = 'new';
      earlier.effect = 'unchanged';
    }
    last.set(key, item);
  }
}

function bodyOf(work: Work, item: Item): NonNullable<Item['body']> {
  const { resource, meta } = split(item);
  return {
    head: {
      t: item.type, at: work.at,
      ...(meta && { m: stringify(meta) }),
      ...(item.source && { s: [item.source.system, item.source.id] as const }),
      ...(item.place !== undefined && { l: item.place }),
    },
    resource: stringify(resource),
  };
}
