import { closureReferences, labelsOf } from '@satchel/terminology';
import type { Labels } from '@satchel/vault';
import { CLOSURE, labelsFrom, labelText } from '../put-row.ts';
import { changed, type Item, type Work } from './work.ts';

/**
 * Which category keys seal a fact: its own codes and security labels, and those of what it gives away by pointing at
 * it (a drug's reason, a report's results). Labels flow from target to referrer until nothing changes, also to
 * referrers that are in the record already.
 */
export function labelStep(work: Work): void {
  const items = changed(work);
  const byReference = new Map<string, Item>();
  for (const item of items) {
    item.labels = join(labelsOf(item.resource), item.before > 0 ? knownLabels(work, `${item.type}/${item.id}`) : []);
    byReference.set(`${item.type}/${item.id}`, item);
  }
  flow(work, items, byReference);
  earlierVersions(work, items);
  reachReferrers(work, items);
}

function flow(work: Work, items: readonly Item[], byReference: ReadonlyMap<string, Item>): void {
  const pointing = items.map((item) => ({ item, targets: closureReferences(item.resource) })).filter(({ targets }) => targets.length);
  for (let moved = true; moved;) {
    moved = false;
    for (const { item, targets } of pointing) {
      for (const target of targets) {
        const labels = byReference.get(target)?.labels ?? knownLabels(work, target);
        const together = join(item.labels, labels);
        if (together !== item.labels) {
          item.labels = together;
          moved = true;
        }
      }
    }
  }
}

/** Labels never loosen by themselves; where they grow, the versions before follow. */
function earlierVersions(work: Work, items: readonly Item[]): void {
  for (const { type, id, before, labels } of items) {
    if (before > 0 && labelText(labels) !== labelText(knownLabels(work, `${type}/${id}`))) work.relabels.set(id, { type, labels });
  }
}

function reachReferrers(work: Work, items: readonly Item[]): void {
  const batch = new Set(items.map((item) => item.id));
  const queue: { type: string; id: string; labels: Labels }[] = items.filter((item) => item.before > 0 || isSensitive(item.labels));
  for (let at = 0; at < queue.length; at++) {
    const target = queue[at] as (typeof queue)[number];
    if (!isSensitive(target.labels)) continue;
    for (const referrer of work.reading.index.referrers(target.type, target.id, [CLOSURE])) {
      if (batch.has(referrer.id)) continue;
      const known = work.relabels.get(referrer.id)?.labels ?? knownLabels(work, `${referrer.type}/${referrer.id}`);
      const together = join(known, target.labels);
      if (together === known) continue;
      work.relabels.set(referrer.id, { type: referrer.type, labels: together });
      queue.push({ type: referrer.type, id: referrer.id, labels: together });
    }
  }
}

const isSensitive = (labels: Labels): boolean => labels === 'unsorted' || labels.length > 0;

function knownLabels(work: Work, reference: string): Labels {
  const [type = '', id = ''] = reference.split('/');
  return labelsFrom(work.reading.index.get(type, id)?.labels ?? '');
}

/** Label conflicts take all labels; `unsorted` is stricter than any. Returns `a` itself when `b` adds nothing. */
export function join(a: Labels, b: Labels): Labels {
  if (a === 'unsorted' || b.length === 0) return a;
  if (b === 'unsorted') return b;
  return b.every((label) => a.includes(label)) ? a : [...new Set([...a, ...b])].sort();
}

