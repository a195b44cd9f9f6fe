import { isDeepStrictEqual } from 'node:util';
import { failure, issue, type JsonObject, type Outcome, success } from '@satchel/fhir';
import { labelsOf } from '@satchel/terminology';
import { hex } from '@satchel/vault';
import { breathe } from '../breathe.ts';
import { join } from '../commit/label.ts';
import type { Effect } from '../doors.ts';
import { matchOne } from '../commit/match.ts';
import { createKeysets } from '../commit/seal.ts';
import type { Item, Work } from '../commit/work.ts';
import { labelsFrom } from '../put-row.ts';
import { type Chunk, type ChunkSource, encodeChunk } from './chunk.ts';
import { nameOf } from './coding.ts';
import { monthIdOf } from './day-id.ts';
import { dayItem } from './day-items.ts';
import { daysOf } from './days.ts';
import { readChunk, readMonth } from './known-month.ts';
import { type Month, monthResource, SERIES } from './month.ts';
import { monthRows } from './months.ts';
import { olderMonth } from './older-month.ts';
import { byMonth, emptySamples, merged, sorted } from './samples.ts';
import { sealChunk } from './seal-chunk.ts';
import { namesOf } from './told-days.ts';
import type { Samples, SeriesBatch, SeriesDecision } from './series.ts';

/**
 * Samples become what can be kept and found: each month of a series one sealed chunk and the row that names it, each day
 * an Observation. A month is read, merged with what came, and written anew in the transaction of the commit; where
 * nothing was new it stays as it is. Answers the days that changed.
 */
export async function seriesStep(work: Work): Promise<Outcome<readonly Item[]>> {
  const made: Item[] = [];
  const { series = [], seriesDecisions = [] } = work.change;
  if (work.by.slice && series.length + seriesDecisions.length > 0) return failure(notWithin());
  for (const batch of series) {
    const subject = subjectOf(work, batch);
    for (const [month, samples] of byMonth(sorted(batch.samples))) {
      const done = await addToMonth(work, made, { batch, month, samples, subject });
      if (!done.ok) return done;
      await breathe();
    }
  }
  for (const decision of seriesDecisions) {
    const done = await decide(work, made, decision);
    if (!done.ok) return done;
  }
  work.items.push(...made);
  return success(made.filter(({ toldBy }) => toldBy));
}

const notWithin = () =>
  issue('error', 'forbidden', 'What was granted does not allow device readings.', { remedy: 'Ask the account holder for a wider grant.' });

interface Subject {
  /** `Patient/…`, by our id. */
  readonly reference?: string;
  readonly isAside: boolean;
}

/** Samples of somebody else are a series of their own, kept aside with the Patient whom they speak of. */
function subjectOf(work: Work, { subject }: SeriesBatch): Subject {
  if (!subject) return { isAside: false };
  const id = work.idOf(subject.system, subject.id);
  const here = work.items.find((item) => item.type === 'Patient' && item.id === id);
  const known = work.reading.index.get('Patient', id)?.flags.includes('aside');
  return { reference: `Patient/${id}`, isAside: here && here.effect !== 'unchanged' ? here.aside === true : known === true };
}

interface Part {
  readonly batch: SeriesBatch;
  readonly month: string;
  readonly samples: Samples;
  readonly subject: Subject;
}

async function addToMonth(work: Work, made: Item[], { batch, month, samples, subject }: Part): Promise<Outcome<undefined>> {
  const { type } = batch;
  const whose = subject.isAside ? ` ${subject.reference}` : '';
  const name = `${nameOf(type.code)} ${type.unit}${whose}`;
  const once = work.idOf(SERIES, `Basic/${name} ${month}`);
  const id = monthIdOf(once);
  const known = await readMonth(work.world, work.reading, id);
  if (!known.ok) return known;
  const older = known.value?.told ? success(undefined) : await olderMonth(work, once);
  if (!older.ok) return older;
  const before = older.value?.month ?? known.value;
  const chunk = before ? await readChunk(work.world, work.reading, older.value ? once : id, before) : success(emptyChunk(id));
  if (!chunk.ok) return chunk;
  const { sources, samples: renamed } = withSources(chunk.value.sources, batch.sources, samples);
  const all = merged(chunk.value.samples, sorted(renamed));
  work.series.samples.new += all.added;
  work.series.samples.known += samples.start.length - all.added;
  if (all.added === 0) return success(undefined);
  if (older.value) made.push(...older.value.items);
  const reference = before?.subject ?? subject.reference;
  writeMonth(work, made, {
    id,
    before,
    chunk: { row: id, sources, samples: all.samples },
    month: { type: before?.type ?? type, month, ...(reference !== undefined && { subject: reference }) },
    days: older.value ? daysOf(all.samples, sources, type.daily).keys() : all.days,
    aside: subject.isAside,
  });
  return success(undefined);
}

interface Written {
  readonly id: string;
  readonly before: Month | undefined;
  readonly chunk: Chunk;
  readonly month: Pick<Month, 'type' | 'month' | 'subject'>;
  /** Days whose samples changed. */
  readonly days: Iterable<number>;
  readonly aside: boolean;
  /** Why days that are left without a sample are withdrawn. */
  readonly reason?: string;
}

function writeMonth(work: Work, made: Item[], { id, before, chunk, month, days, aside, reason = '' }: Written): void {
  const numbers = daysOf(chunk.samples, chunk.sources, month.type.daily);
  const bytes = encodeChunk(chunk);
  const draft: Month = {
    ...month,
    sources: chunk.sources,
    days: numbers,
    told: before?.told ?? new Map(),
    size: bytes.length,
    address: '',
  };
  const labels = join(labelsOf(monthResource(draft)), labelsFrom(work.reading.index.get('Basic', id)?.labels ?? ''));
  const { address, operation } = sealChunk(work.world, work.by.person, createKeysets(work)(labels), bytes);
  if (before)
    work.operations.push({
      remove: 'chunk',
      prefix: { person: work.by.person, address: new Uint8Array(Buffer.from(before.address, 'hex')) },
    });
  work.operations.push(operation);
  const version = 1 + (work.reading.index.get('Basic', id)?.version ?? 0);
  const isNamedOtherwise = before !== undefined && namesOf(before).join() !== namesOf(draft).join();
  const told = new Map(draft.told);
  const effects = new Map<number, Effect>();
  for (const day of days) {
    const [was, summary] = [told.get(day), numbers.get(day)];
    const last = summary ?? was?.summary;
    if (!last) continue;
    const isSame = was && !isNamedOtherwise && isDeepStrictEqual(was.summary, last);
    const effect = !summary ? 'withdrawn' : !was ? 'new' : !isSame ? 'changed' : was.withdrawn === undefined ? 'unchanged' : 'restored';
    if (effect === 'unchanged') continue;
    told.set(day, { summary: last, version, ...(!summary && { withdrawn: reason }) });
    effects.set(day, effect);
  }
  const item = itemOf(work, 'Basic', id, monthResource({ ...draft, told, address: hex(address) }), aside);
  made.push(item, ...[...effects].map(([day, effect]) => dayItem(item, day, effect)));
}

/** A row that the record writes itself, compared with its version before. */
function itemOf(work: Work, type: string, id: string, resource: JsonObject, aside: boolean): Item {
  const item: Item = { type, id, resource, issues: [], before: 0, effect: 'new', labels: [], ...(aside && { aside: true as const }) };
  matchOne(work, item);
  if (item.body) item.body = { ...item.body, head: { ...item.body.head, o: 1 } };
  return item;
}

/** A source's samples stop counting, or count again, in every month that has them. */
async function decide(work: Work, made: Item[], { source, code, effect, reason }: SeriesDecision): Promise<Outcome<undefined>> {
  if (!reason.trim()) return failure(issue('error', 'required', 'Say why: the reason stays with the readings.'));
  const rows = await monthRows({ world: work.world, reading: work.reading }, code === undefined ? {} : { code });
  if (!rows.ok) return rows;
  for (const { id, month, aside } of rows.value) {
    const isMeant = (each: ChunkSource) => each.name === source && (each.withdrawn !== undefined) === (effect === 'restored');
    if (!month.sources.some(isMeant)) continue;
    const chunk = await readChunk(work.world, work.reading, id, month);
    if (!chunk.ok) return chunk;
    const sources = chunk.value.sources.map((each) => (isMeant(each) ? decided(each, effect, reason) : each));
    const now = daysOf(chunk.value.samples, sources, month.type.daily);
    const days = [...new Set([...month.days.keys(), ...now.keys()])];
    const older = month.told ? success(undefined) : await olderMonth(work, id);
    if (!older.ok) return older;
    if (older.value) made.push(...older.value.items);
    const row = monthIdOf(id);
    writeMonth(work, made, { id: row, before: month, chunk: { ...chunk.value, row, sources }, month, days, aside, reason });
    await breathe();
  }
  return success(undefined);
}

function decided({ withdrawn: _, ...source }: ChunkSource, effect: SeriesDecision['effect'], reason: string): ChunkSource {
  return effect === 'withdrawn' ? { ...source, withdrawn: reason } : source;
}

const emptyChunk = (row: string): Chunk => ({ row, sources: [], samples: emptySamples(0) });

/** The sources that the month knows and the new ones, and the new samples by their numbers. */
function withSources(
  known: readonly ChunkSource[],
  more: SeriesBatch['sources'],
  samples: Samples,
): { sources: readonly ChunkSource[]; samples: Samples } {
  const sources = [...known];
  const numbers = new Map<number, number>();
  const numberOf = (at: number): number => {
    const its = more[at];
    if (!its) throw new Error('A sample names a source that its batch does not have.');
    const found = sources.findIndex((each) => each.name === its.name && each.device === its.device);
    return found >= 0
      ? found
      : sources.push({ name: its.name, ...(its.device !== undefined && { device: its.device }), rank: its.rank }) - 1;
  };
  const source = samples.source.map((at) => {
    const found = numbers.get(at) ?? numberOf(at);
    numbers.set(at, found);
    return found;
  });
  return { sources, samples: { ...samples, source } };
}
