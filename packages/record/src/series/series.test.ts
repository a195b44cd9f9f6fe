import { hex, keyIdIn, openableKeysets } from '@satchel/vault';
import { describe, expect, it } from 'vitest';
import { must, newRecord, type TestRecord } from '../../testing/new-record.ts';
import { batchOf, HEART_RATE, PHONE, type Reading, STEPS, WATCH } from '../../testing/series.ts';
import { type Change, erasePerson, type Holder, readAccessLog, sampledDataOf, type SeriesBatch, verifyRecord } from '../index.ts';
import { readOriginal } from '../originals.ts';
import { rewrapAll } from '../rotate.ts';
import { decodeChunk } from './chunk.ts';

const at = '2026-04-01T10:00:00Z';
const HEART = 'http://loinc.org|8867-4';

async function rig() {
  const record = await newRecord();
  const commit = async (change: Partial<Change>) =>
    must(
      await record.hall.commit(record.owner, {
        drafts: [],
        origin: { kind: 'file', at, parser: { name: 'test', version: '1' } },
        ...change,
      }),
    );
  const add = (...series: SeriesBatch[]) => commit({ series });
  const view = async (by: Holder = record.owner) => must(await record.hall.view({ ...by, purpose: 'PATRQT' }));
  const days = async (by?: Holder, code = HEART) => must(await (await view(by)).series(code, undefined, undefined, 'day'));
  return { ...record, commit, add, view, days };
}

const pulse: readonly Reading[] = [
  ['2026-03-01T08:00:00Z', 60],
  ['2026-03-01T09:00:00Z', 80],
  ['2026-03-02T08:00:00Z', 64.5],
  ['2026-04-01T08:00:00Z', 70],
];

const chunksOf = async ({ world, person }: TestRecord) => {
  let count = 0;
  for await (const rows of world.store.scan('chunk', { person }, { columns: [] })) count += rows.filter(({ n }) => n === 0).length;
  return count;
};

describe('a device series', () => {
  it('is one chunk a month, one Observation a day, and the numbers of both [PH.2.5#01]', async () => {
    const record = await rig();
    const done = await record.add(batchOf(HEART_RATE, pulse));
    expect(done.series).toEqual({ samples: { new: 4, known: 0 } });
    expect(done.entries.map(({ type, effect }) => `${type} ${effect}`)).toEqual(Array.from({ length: 3 }, () => 'Observation new'));
    expect(await chunksOf(record)).toBe(2);
    const series = await record.days();
    expect(series).toMatchObject({
      type: HEART_RATE,
      points: [
        { at: '2026-03-01', count: 2, min: 60, max: 80, mean: 70, first: 60, last: 80 },
        { at: '2026-03-02', count: 1, mean: 64.5 },
        { at: '2026-04-01', count: 1, mean: 70 },
      ],
    });
    const view = await record.view();
    const found = must(await view.search('Observation', 'code=8867-4&date=2026-03-01&category=vital-signs'));
    expect(found.matches.map(({ text }) => JSON.parse(text))).toMatchObject([
      { status: 'final', effectiveDateTime: '2026-03-01', valueQuantity: { value: 70, code: '/min' }, device: { display: 'Watch' } },
    ]);
    expect(found.matches[0]?.marks).toEqual({});
    const [proof] = must(await view.evidence('Observation', found.matches[0]?.id ?? ''));
    expect(proof).toMatchObject({ kind: 'file', parser: 'test 1' });
  });

  it('taken in twice changes nothing, and a longer copy adds what is new', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, pulse));
    const again = await record.add(batchOf(HEART_RATE, pulse));
    expect(again).toMatchObject({ seq: 1, entries: [], series: { samples: { new: 0, known: 4 } } });
    const more = await record.add(batchOf(HEART_RATE, [...pulse, ['2026-03-02T10:00:00Z', 100]]));
    expect(more).toMatchObject({ seq: 2, series: { samples: { new: 1, known: 4 } }, entries: [{ effect: 'changed' }] });
    expect(await chunksOf(record)).toBe(2);
  });

  it('knows a sample again when the phone has changed its time zone', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, [['2026-03-01T23:30:00Z', 60, 0, 0, 0]]));
    const moved = await record.add(batchOf(HEART_RATE, [['2026-03-01T23:30:00Z', 60, 0, 0, 120]]));
    expect(moved.series?.samples).toEqual({ new: 0, known: 1 });
  });

  it('gives raw samples, hours and months between two days', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, pulse));
    const view = await record.view();
    const raw = must(await view.series(HEART, '2026-03-01', '2026-03-01', 'sample'));
    if (raw.resolution !== 'sample') throw new Error('asked for samples');
    expect([...raw.samples.value]).toEqual([60, 80]);
    expect(raw.sources).toEqual([WATCH]);
    expect(sampledDataOf({ ...raw, resolution: 'sample' }, 1_800_000)).toMatchObject({ period: 1_800_000, data: '60 E 80' });
    expect(must(await view.series(HEART, '2026-03', '2026-03', 'hour'))).toMatchObject({
      points: [{ at: '2026-03-01T08:00:00.000Z' }, {}, {}],
    });
    expect(must(await view.series(HEART, undefined, '2026-03', 'month'))).toMatchObject({
      points: [{ at: '2026-03', count: 3, mean: 68.16666666666667 }],
    });
    expect(must(await view.seriesList())).toMatchObject([
      { type: HEART_RATE, from: '2026-03-01', to: '2026-04-01', samples: 4, sources: [WATCH] },
    ]);
    expect((await view.series('http://loinc.org|1-1', undefined, undefined, 'day')).ok).toBe(false);
  });

  it('counts what overlaps once: the watch speaks, the phone fills its gaps', async () => {
    const record = await rig();
    await record.add(
      batchOf(
        STEPS,
        [
          ['2026-03-01T10:00:00Z', 600, 600, 0],
          ['2026-03-01T10:05:00Z', 1000, 600, 1],
          ['2026-03-01T12:00:00Z', 50, 60, 1],
          ['2026-03-01T10:01:00Z', 7, 60, 1],
        ],
        [WATCH, PHONE],
      ),
    );
    expect(await record.days(undefined, 'http://loinc.org|55423-8')).toMatchObject({ points: [{ sum: 600 + 500 + 50, count: 4 }] });
  });

  it('lets a source be withdrawn with a reason, and restored; its samples stay', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, [...pulse, ['2026-03-05T08:00:00Z', 180, 0, 1]]));
    const gone = await record.commit({ seriesDecisions: [{ source: 'Phone', effect: 'withdrawn', reason: 'It was my brother.' }] });
    expect(gone.entries.map(({ effect }) => effect)).toContain('withdrawn');
    expect((await record.days()).resolution === 'day' && (await record.days())).toMatchObject({ points: [{}, {}, {}] });
    const view = await record.view();
    expect(must(await view.search('Observation', 'code=8867-4&_summary=count')).total).toBe(3);
    expect(must(await view.seriesList())[0]?.sources).toContainEqual({ ...PHONE, withdrawn: 'It was my brother.' });
    // The same file again does not bring it back.
    expect((await record.add(batchOf(HEART_RATE, [['2026-03-05T08:00:00Z', 180, 0, 1]]))).series?.samples.new).toBe(0);
    await record.commit({ seriesDecisions: [{ source: 'Phone', code: HEART, effect: 'restored', reason: 'It was me.' }] });
    expect(await record.days()).toMatchObject({ points: [{}, {}, { at: '2026-03-05', mean: 180 }, {}] });
    expect(must(await (await record.view()).search('Observation', 'code=8867-4&_summary=count')).total).toBe(4);
  });

  it('of somebody else is kept aside, apart from the holder’s own', async () => {
    const record = await rig();
    const patient = (id: string, birthDate: string) => ({
      resource: { resourceType: 'Patient', id, birthDate },
      source: { system: 'urn:apple', id: `Patient/${id}` },
    });
    await record.commit({
      drafts: [patient('a', '1980-01-01')],
      series: [{ ...batchOf(HEART_RATE, pulse), subject: { system: 'urn:apple', id: 'Patient/a' } }],
    });
    await record.commit({
      drafts: [patient('b', '1999-01-01')],
      series: [{ ...batchOf(HEART_RATE, [['2026-03-01T08:00:00Z', 150]]), subject: { system: 'urn:apple', id: 'Patient/b' } }],
    });
    expect(await record.days()).toMatchObject({ points: [{ count: 2, max: 80 }, {}, {}] });
    const hits = must(await (await record.view()).search('Observation', 'code=8867-4')).matches;
    expect(hits.filter(({ marks }) => marks.aside)).toHaveLength(1);
  });

  it('is sealed under its labels, written into the access log, and checked by verify', async () => {
    const record = await rig();
    const drinks = { ...STEPS, code: { system: 'http://loinc.org', code: '74859-0', display: 'Blood alcohol' } };
    await record.add(batchOf(HEART_RATE, pulse), batchOf(drinks, pulse));
    const general = await record.hold({ read: ['general'] });
    const theirs = await record.days(general);
    expect(theirs).toMatchObject({ points: [{}, {}, {}] });
    const view = await record.view(general);
    expect(must(await view.series(HEART, '2026-03-01', '2026-03-02', 'sample'))).toMatchObject({ resolution: 'sample' });
    await (await record.view()).logged();
    await view.logged();
    expect((await readAccessLog(record.world, record.owner)).map(({ what }) => what)).toContain(`series ${HEART} by day`);
    expect(must(await verifyRecord(record.world, record.owner)).damage).toEqual([]);
    for await (const rows of record.world.store.scan('chunk', { person: record.person }, { columns: ['blob'] })) {
      const row = rows[1];
      if (!row) continue;
      const blob = row.blob.slice();
      blob[blob.length - 1] = (blob[blob.length - 1] as number) ^ 1;
      await record.world.store.write({
        shard: record.person,
        operations: [{ update: 'chunk', key: { person: row.person, address: row.address, n: row.n }, set: { blob } }],
      });
      break;
    }
    expect(must(await verifyRecord(record.world, record.owner)).damage).not.toEqual([]);
  });

  it('is re-wrapped for a new epoch, its chunks untouched but for the wrap', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, pulse));
    const engine = record.world.engine;
    const next = { epoch: 2, pmk: engine.random(32) };
    expect(await rewrapAll(record.world, record.person, record.owner.keys.read, next)).toBeGreaterThan(4);
    const [old, renewed] = [openableKeysets(engine, record.owner.keys.read), openableKeysets(engine, [next])];
    for await (const rows of record.world.store.scan('chunk', { person: record.person }, { columns: ['blob'] }))
      for (const { n, address, blob } of rows) {
        if (n !== 0) continue;
        expect(old.has(hex(keyIdIn(blob)))).toBe(false);
        const opened = must(await readOriginal(record.world, record.person, renewed, address));
        for await (const bytes of opened.bytes) expect(decodeChunk(bytes)?.samples.start.length).toBeGreaterThan(0);
      }
  });

  it('goes with the person when they are erased, chunks and all', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, pulse));
    await erasePerson(record.world, record.person);
    expect(await chunksOf(record)).toBe(0);
  });
});
