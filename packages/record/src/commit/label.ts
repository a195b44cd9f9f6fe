import { closureReferences, labelsOf } from '@satchel/terminology';
import type { Labels } from '@satchel/vault';
import { CLOSURE, labelsFrom, labelText } from '../put-row.ts';
import { changed, changedRows, type Item, type Work } from './work.ts';

/**
 * Which category keys seal a fact: its own codes and security labels, and those of what it gives away by pointing at
 * it (a drug's reason, a report's results). Labels flow from target to referrer until nothing changes, whether either
 * comes with this change or is in the record already. They never loosen by themselves.
 */
export function labelStep(work: Work): void {
  const flow = new Flow(work);
  for (const item of changedRows(work)) item.labels = flow.begin(item);
  flow.settle();
  for (const item of changed(work)) if (item.toldBy) item.labels = item.toldBy.labels;
  for (const { type, id, before, labels } of changedRows(work)) {
    // Where labels grow, the versions before follow.
    if (before > 0 && labelText(labels) !== labelText(knownLabels(work, type, id))) work.relabels.set(id, { type, labels });
  }
}

class Flow {
  readonly #work: Work;
  readonly #items = new Map<string, Item>();
  /** Who in this change points at what. */
  readonly #pointing = new Map<string, string[]>();
  readonly #queue: string[] = [];

  constructor(work: Work) {
    this.#work = work;
    for (const item of changedRows(work)) this.#items.set(`${item.type}/${item.id}`, item);
  }

  /** What a fact is labelled by itself, by its versions before, and by what it points at in the record. */
  begin(item: Item): Labels {
    const self = `${item.type}/${item.id}`;
    let labels = join(labelsOf(item.resource), item.before > 0 ? knownLabels(this.#work, item.type, item.id) : []);
    item.closure = closureReferences(item.resource);
    for (const target of item.closure) {
      const pointing = this.#pointing.get(target);
      if (pointing) pointing.push(self);
      else this.#pointing.set(target, [self]);
      if (!this.#items.has(target)) labels = join(labels, this.#labelsOf(target));
    }
    if (isSensitive(labels)) this.#queue.push(self);
    return labels;
  }

  settle(): void {
    for (let at = 0; at < this.#queue.length; at++) {
      const target = this.#queue[at] as string;
      const labels = this.#labelsOf(target);
      for (const referrer of this.#referrersOf(target)) this.#raise(referrer, labels);
    }
  }

  #referrersOf(target: string): string[] {
    const [type = '', id = ''] = target.split('/');
    const known = this.#work.reading.index.referrers(type, id, [CLOSURE]).map((link) => `${link.type}/${link.id}`);
    return [...(this.#pointing.get(target) ?? []), ...known];
  }

  #raise(reference: string, by: Labels): void {
    const before = this.#labelsOf(reference);
    const labels = join(before, by);
    if (labels === before) return;
    const item = this.#items.get(reference);
    const [type = '', id = ''] = reference.split('/');
    if (item) item.labels = labels;
    else this.#work.relabels.set(id, { type, labels });
    this.#queue.push(reference);
  }

  #labelsOf(reference: string): Labels {
    const [type = '', id = ''] = reference.split('/');
    return this.#items.get(reference)?.labels ?? this.#work.relabels.get(id)?.labels ?? knownLabels(this.#work, type, id);
  }
}

const isSensitive = (labels: Labels): boolean => labels === 'unsorted' || labels.length > 0;

function knownLabels(work: Work, type: string, id: string): Labels {
  return labelsFrom(work.reading.index.get(type, id)?.labels ?? '');
}

/** Label conflicts take all labels; `unsorted` is stricter than any. Returns `a` itself when `b` adds nothing. */
export function join(a: Labels, b: Labels): Labels {
  if (a === 'unsorted' || b.length === 0) return a;
  if (b === 'unsorted') return b;
  return b.every((label) => a.includes(label)) ? a : [...new Set([...a, ...b])].sort();
}
