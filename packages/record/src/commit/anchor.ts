import { sealRow, utf8 } from '@satchel/vault';
import type { AccessLog } from '../access-log.ts';
import { ANCHOR_ROW } from '../ids.ts';
import type { Row } from '../storage/schema.ts';
import { createKeysets } from './seal.ts';
import type { Work } from './work.ts';

type Anchored = Pick<Work, 'world' | 'by' | 'reading' | 'at'>;

/**
 * Ties the access log to the person's chain: how long each log chain is and how it ends, as an event row. Cutting
 * an anchored entry off the log shows at the next verification.
 */
export function anchorStep(work: Anchored, log: AccessLog, seq: number, n: number, now = false): { rows: Row<'row'>[]; done(): void } {
  const due = log.dueAnchor(work.by.person, work.at, now);
  if (!due) return { rows: [], done() {} };
  const place = { person: work.by.person, id: ANCHOR_ROW, version: seq };
  const sealed = sealRow(work.world.engine, createKeysets(work)('unsorted'), place, utf8(JSON.stringify(due)));
  return { rows: [{ ...place, ...sealed, seq, n, epoch: work.reading.epoch }], done: () => log.anchored(work.by.person, work.at, due) };
}
