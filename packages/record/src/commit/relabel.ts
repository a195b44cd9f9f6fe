import { type Bytes, hex, rewrapRow, sealRow, utf8 } from '@satchel/vault';
import { bytesOfUuid, RELABEL_ROW } from '../ids.ts';
import { labelText } from '../put-row.ts';
import type { Row } from '../storage/schema.ts';
import type { Operation } from '../storage/store.ts';
import { createKeysets } from './seal.ts';
import type { Work } from './work.ts';

/**
 * Facts whose labels grow are re-wrapped in all their versions, bodies untouched, in the same transaction as the
 * change that caused it. An event row in the chain says so: a full reader learns the labels from it, a partial
 * reader sees only that it must build its index anew.
 */
export async function relabelStep(work: Work, seq: number, n: number): Promise<{ operations: Operation[]; rows: Row<'row'>[] }> {
  if (work.relabels.size === 0) return { operations: [], rows: [] };
  const keysets = createKeysets(work);
  const operations: Operation[] = [];
  const labelsById: Record<string, string> = {};
  for (const [id, { labels }] of work.relabels) {
    labelsById[id] = labelText(labels);
    const to = keysets(labels);
    for await (const batch of work.world.store.scan(
      'row',
      { person: work.by.person, id: bytesOfUuid(id) as Bytes },
      { columns: ['dek', 'keyset'] },
    )) {
      for (const row of batch) {
        const from = work.reading.keysets.get(hex(row.keyset));
        const place = { person: work.by.person, id: row.id, version: row.version };
        const moved = from && row.dek && rewrapRow(work.world.engine, from, to, place, row.dek);
        if (moved) operations.push({ update: 'row', key: place, set: moved, when: { keyset: row.keyset } });
      }
    }
  }
  const place = { person: work.by.person, id: RELABEL_ROW, version: seq };
  const sealed = sealRow(work.world.engine, keysets('unsorted'), place, utf8(JSON.stringify(labelsById)));
  return { operations, rows: [{ ...place, ...sealed, seq, n, epoch: work.reading.epoch }] };
}
