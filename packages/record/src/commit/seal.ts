import { type Bytes, type Keyset, keysetOf, type Labels, latest, sealRow } from '@satchel/vault';
import { dictionaryFor, encodeBody } from '../body.ts';
import { bytesOfUuid } from '../ids.ts';
import { labelText } from '../put-row.ts';
import type { Row } from '../storage/schema.ts';
import type { Item, Work } from './work.ts';

/** Every row under the keyset of its labels, with a data key of its own. */
export function sealStep(work: Work, items: readonly Item[], seq: number): Row<'row'>[] {
  const keysets = createKeysets(work);
  return items.map((item, n) => {
    const body = item.body as NonNullable<Item['body']>;
    const place = { person: work.by.person, id: bytesOfUuid(item.id) as Bytes, version: item.before + 1 };
    const sealed = sealRow(work.world.engine, keysets(item.labels), place, encodeBody(body), dictionaryFor(item.type));
    return { ...place, ...sealed, seq, n, epoch: work.reading.epoch };
  });
}

export function createKeysets(work: Pick<Work, 'world' | 'by'>): (labels: Labels) => Keyset {
  const read = latest(work.by.keys.read);
  const made = new Map<string, Keyset>();
  return (labels) => {
    const name = labelText(labels);
    let keyset = made.get(name);
    if (!keyset) {
      keyset = keysetOf(work.world.engine, read, labels);
      if (!keyset) throw new Error('A commit needs the keys of every label; the door checks that first.');
      made.set(name, keyset);
    }
    return keyset;
  };
}
