import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { type Bytes, headMessage, nextHead } from '@satchel/vault';
import type { AccessLog } from '../access-log.ts';
import type { Change, Committed, CommittedEntry, Decide, Holder } from '../doors.ts';
import { prepareUnits } from '../canonical.ts';
import { firstWrite } from '../former-keys.ts';
import { createIdMaker } from '../ids.ts';
import { labelText, putRow, relabelRow, rowsIn } from '../put-row.ts';
import { inTurn, type Reading } from '../reading.ts';
import type { Readings } from '../readings.ts';
import type { Row } from '../storage/schema.ts';
import type { Operation } from '../storage/store.ts';
import type { World } from '../world.ts';
import { allowStep, labelsAllowed, seenStep } from './allow.ts';
import { anchorStep } from './anchor.ts';
import { asideStep } from './aside.ts';
import { attributeStep } from './attribute.ts';
import { draftItems } from './draft-items.ts';
import { gatherStudyStep } from './gather-study.ts';
import { keepOriginalStep } from './keep-original.ts';
import { labelStep } from './label.ts';
import { matchStep } from './match.ts';
import { normaliseStep } from './normalise.ts';
import { olderStep } from './older.ts';
import { relabelStep } from './relabel.ts';
import { sealStep } from './seal.ts';
import { validateStep } from './validate.ts';
import { seriesStep } from '../series/step.ts';
import { changed, changedRows, type Work } from './work.ts';

/** Others may move the head between reading and writing; each try starts from what they wrote. */
const TRIES = 200;
/** Refused so often where nobody moved the head, something else stands in the way: a deposit that is gone, say. */
const STANDING_TRIES = 8;

export interface CommitTools {
  readonly world: World;
  readonly readings: Readings;
  readonly log: AccessLog;
}

/**
 * The one way in. The steps, in order; all of it is appended or none. `also` are operations that belong to the same
 * transaction (removing drained deposits).
 */
export async function commit(
  tools: CommitTools,
  by: Holder,
  change: Change | Decide,
  also: readonly Operation[] = [],
): Promise<Outcome<Committed>> {
  if (!by.keys.write || !by.keys.read.some((read) => read.pmk)) return failure(cannotWrite());
  await prepareUnits();
  let [standing, last] = [0, -1];
  for (let attempt = 0; attempt < TRIES && standing < STANDING_TRIES; attempt++) {
    const done = await tools.readings.use(by, undefined, async (reading) => {
      standing = reading.upto === last ? standing + 1 : 0;
      last = reading.upto;
      return (await attemptCommit(tools, by, change, reading, also)) ?? success(undefined);
    });
    if (!done.ok) return done;
    if (done.value) return success(done.value, done.issues);
  }
  return failure(issue('error', 'conflict', 'Others kept writing to this record; nothing was written.', { remedy: 'Try again.' }));
}

async function attemptCommit(
  tools: CommitTools,
  by: Holder,
  asked: Change | Decide,
  reading: Reading,
  also: readonly Operation[],
): Promise<Outcome<Committed> | undefined> {
  const { world } = tools;
  // Taken before anybody decides: what is written stands on nothing older than what was looked at.
  const base = { seq: reading.upto, head: reading.head, incarnation: reading.incarnation };
  const decided = typeof asked === 'function' ? await asked() : success(asked);
  if (!decided.ok) return decided;
  const change = decided.value;
  const work: Work = {
    world,
    by,
    change,
    reading,
    base,
    at: world.now(),
    items: [],
    relabels: new Map(),
    operations: [],
    series: { samples: { new: 0, known: 0 } },
    idOf: createIdMaker(world.engine, firstWrite(by) as Bytes),
  };
  const seen = await seenStep(work);
  if (!seen.ok) return seen;
  const clash = conflictWith(reading, change);
  if (clash) return clash;
  const drafted = await draftItems(work);
  if (!drafted.ok) return drafted;
  work.items = drafted.value;
  const told = [...work.items];
  normaliseStep(work);
  await gatherStudyStep(work);
  matchStep(work);
  await olderStep(work);
  const allowed = await allowStep(work);
  if (!allowed.ok) return allowed;
  validateStep(work);
  await asideStep(work);
  const serial = await seriesStep(work);
  if (!serial.ok) return serial;
  told.push(...serial.value);
  markStep(work);
  labelStep(work);
  const labelled = labelsAllowed(work);
  if (!labelled.ok) return labelled;
  const document = await keepOriginalStep(work);
  if (document) told.push(document);
  const committed = () =>
    success({
      seq: changed(work).length ? work.base.seq + 1 : work.base.seq,
      at: work.at,
      entries: told.map(entryOf),
      ...(change.series && { series: work.series }),
    });
  if (changed(work).length === 0) return (await writeAlone(world, by, also)) ? committed() : undefined;
  attributeStep(work);
  return (await append(tools, work, also)) ? committed() : undefined;
}

/** Nothing new to append: the chain does not move, and what belongs to the change is done all the same. */
async function writeAlone(world: World, by: Holder, operations: readonly Operation[]): Promise<boolean> {
  return operations.length === 0 || (await world.store.write({ shard: by.person, operations })) === 'written';
}

/** What the steps found out goes into the row's head. */
function markStep(work: Work): void {
  for (const item of changed(work)) {
    if (!item.body) continue;
    const { x: _x, w: _w, i: _i, ...head } = item.body.head;
    item.body = {
      ...item.body,
      head: {
        ...head,
        ...(item.withdrawn !== undefined && { w: item.withdrawn }),
        ...(item.aside && { x: 1 as const }),
        ...(item.issues.length > 0 && { i: item.issues }),
      },
    };
  }
}

/** Appends the rows, moves the head by compare-and-set, logs, and brings the writer's own index along. False when somebody was first. */
async function append(tools: CommitTools, work: Work, also: readonly Operation[]): Promise<boolean> {
  const { by } = work;
  const items = changedRows(work);
  const seq = work.base.seq + 1;
  const rows: Row<'row'>[] = sealStep(work, items, seq);
  const relabelled = await relabelStep(work, seq, rows.length);
  rows.push(...relabelled.rows);
  const anchors = anchorStep(work, tools.log, seq, rows.length);
  rows.push(...anchors.rows);
  const head = await tools.log.along(by, { action: 'commit', what: summaryOf(work) }, (lines) =>
    appendRows(work, seq, rows, [...relabelled.operations, ...work.operations, ...also, lines]),
  );
  if (!head) return false;
  await inTurn(work.reading, () => takeOwn(work, items, seq, head));
  anchors.done();
  return true;
}

/** One transaction: the head moves only from where this work began. Answers the new head. */
export async function appendRows(
  { world, by, reading, base }: Pick<Work, 'world' | 'by' | 'reading' | 'base'>,
  seq: number,
  rows: readonly Row<'row'>[],
  also: readonly Operation[],
): Promise<Bytes | undefined> {
  const head = nextHead(world.engine, base.head, { seq, epoch: reading.epoch, rows });
  const signature = world.engine.sign(by.keys.write as Bytes, headMessage(by.person, base.incarnation, seq, reading.epoch, head));
  const written = await world.store.write({
    shard: by.person,
    operations: [
      {
        update: 'person',
        key: { person: by.person },
        set: { seq, head, signature },
        when: { seq: base.seq, epoch: reading.epoch, incarnation: base.incarnation },
      },
      { insert: 'row', rows },
      ...also,
    ],
  });
  return written === 'written' ? head : undefined;
}

/** The writer knows what it wrote: no need to open it again, unless a replay was faster. */
function takeOwn({ reading, relabels }: Work, items: Work['items'], seq: number, head: Bytes): void {
  if (reading.upto !== seq - 1) return;
  reading.index.transaction(() => {
    for (const item of items) {
      const { id, before, labels, body, fingerprint, closure } = item;
      if (!body) continue;
      const row = {
        id,
        version: before + 1,
        seq,
        labels,
        body,
        resource: withoutMeta(item.resource),
        ...(fingerprint !== undefined && { fingerprint }),
        ...(closure && { closure }),
      };
      for (const each of rowsIn(row)) putRow(reading.index, each);
    }
    for (const [id, { labels }] of relabels) relabelRow(reading.index, id, labelText(labels));
  });
  reading.upto = seq;
  reading.head = head;
}

const withoutMeta = ({ meta: _, ...resource }: Work['items'][number]['resource']) => resource;

function conflictWith(reading: Reading, change: Change): Outcome<never> | undefined {
  for (const [reference, version] of Object.entries(change.expects ?? {})) {
    const [type = '', id = ''] = reference.split('/');
    const found = reading.index.get(type, id)?.version ?? 0;
    if (found !== version) {
      return failure(
        issue('error', 'conflict', `${reference} is at version ${found}, not ${version}: somebody changed it meanwhile.`, {
          expression: [reference],
          remedy: 'Look at the newer version, then decide again.',
        }),
      );
    }
  }
  return undefined;
}

function entryOf(item: Work['items'][number]): CommittedEntry {
  return {
    type: item.type,
    id: item.id,
    version: item.effect === 'unchanged' ? item.before || 1 : item.before + 1,
    effect: item.effect,
    issues: item.issues,
    ...(item.place !== undefined && { place: item.place }),
    ...(item.aside && { aside: true as const }),
    ...(item.isOlder && { older: true as const }),
  };
}

function summaryOf(work: Work): string {
  const counts = new Map<string, number>();
  for (const item of changed(work)) counts.set(item.type, (counts.get(item.type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${type}`).join(', ');
}

function cannotWrite() {
  return issue('error', 'forbidden', 'This grant cannot write to the record.', {
    remedy: 'Send it to the inbox instead: it waits there until the holder unlocks.',
  });
}
