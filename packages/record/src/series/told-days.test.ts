import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../../testing/new-record.ts';
import { batchOf, HEART_RATE, type Reading, WATCH } from '../../testing/series.ts';
import { decideAside } from '../aside-decision.ts';
import { createKeysets } from '../commit/seal.ts';
import { firstWrite } from '../former-keys.ts';
import { createIdMaker, uuidOf } from '../ids.ts';
import { type Change, type ChangesPage, type Holder, type SeriesBatch, verifyRecord } from '../index.ts';
import { encodeChunk } from './chunk.ts';
import { dayIdOf, daysIn, monthIdOf, monthOfDay } from './day-id.ts';
import { DAY_META } from './day-observation.ts';
import { daysOf } from './days.ts';
import { monthResource, SERIES } from './month.ts';
import { dateOfDay } from './samples.ts';
import { sealChunk } from './seal-chunk.ts';

const at = '2026-04-01T10:00:00Z';
const march = (date: number, value = 60 + date): Reading => [`2026-03-${String(date).padStart(2, '0')}T08:00:00Z`, value];
const THREE = [march(1), march(2), march(3)];

async function rig() {
  const record = await newRecord();
  const commit = (change: Partial<Change>) => record.hall.commit(record.owner, { drafts: [], origin: { kind: 'file', at }, ...change });
  const add = async (...series: SeriesBatch[]) => must(await commit({ series }));
  const view = async (by: Holder = record.owner) => must(await record.hall.view({ ...by, purpose: 'PATRQT' }));
  const days = async (by?: Holder) => must(await (await view(by)).search('Observation', 'code=8867-4&_sort=date')).matches;
  const rows = async () => {
    const found: string[] = [];
    for await (const batch of record.world.store.scan('row', { person: record.person }, { columns: [] }))
      found.push(...batch.map(({ id, version }) => `${uuidOf(id)} ${version}`));
    return found;
  };
  /** The index in use against the rows, and search against brute force. */
  const proof = async () =>
    must(await record.hall.tools.readings.use(record.owner, undefined, (reading) => verifyRecord(record.world, record.owner, reading)))
      .damage;
  return { ...record, commit, add, view, days, rows, proof };
}

const said = (text: string) => {
  const { effectiveDateTime: date, valueQuantity } = JSON.parse(text) as Record<string, { value?: number }>;
  return `${String(date)} ${valueQuantity?.value}`;
};

describe('the id of a day', () => {
  it('leads to its month, and no id that the record makes is taken for one', () => {
    const month = monthIdOf('0f3c1a52-77ab-8c1d-9e2f-00112233445f');
    expect(new Set(daysIn(month)).size).toBe(31);
    for (const day of daysIn(month)) expect(monthOfDay(day)).toBe(month);
    for (const other of [month, '0f3c1a52-77ab-4c1d-9e2f-001122334451', '0f3c1a52-77ab-8c1d-9e2f-001122334451'])
      expect(monthOfDay(other)).toBeUndefined();
    expect(dayIdOf(month, 3)).toBe('0f3c1a52-77ab-dc1d-9e2f-001122334443');
  });
});

describe('the days of a month', () => {
  it('are told by its row and stand in none of their own, however they are asked for', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, THREE));
    expect(await record.rows()).toHaveLength(2); // the month and the Provenance
    const days = await record.days();
    expect(days.map(({ text }) => said(text))).toEqual(['2026-03-01 61', '2026-03-02 62', '2026-03-03 63']);
    const view = await record.view();
    const [first] = days;
    expect(must(await view.read('Observation', first?.id ?? '')).text).toBe(first?.text);
    expect(must(await view.history('Observation', first?.id ?? '')).map(({ text }) => text)).toEqual([first?.text]);
    const all: string[] = [];
    for await (const { type, id } of view.everything()) all.push(`${type}/${id}`);
    expect(all).toEqual(expect.arrayContaining(days.map(({ id }) => `Observation/${id}`)));
    const said2 = must(await view.search('Observation', 'date=2026-03-02&_revinclude=Provenance:target&value-quantity=62'));
    expect(said2.included.map(({ type }) => type)).toEqual(['Provenance']);
    expect(must(await view.evidence('Observation', first?.id ?? ''))).toMatchObject([{ version: 1, kind: 'file' }]);
    expect(await record.proof()).toEqual([]);
  });

  it('have the versions in which something was said of them, each as it was', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, THREE));
    const done = await record.add(batchOf(HEART_RATE, [...THREE, [`2026-03-02T09:00:00Z`, 100], march(4)]));
    expect(done.entries.map(({ version, effect }) => `${version} ${effect}`)).toEqual(['2 changed', '2 new']);
    const [first, second, , fourth] = await record.days();
    const view = await record.view();
    const history = async (id = '') => must(await view.history('Observation', id)).map(({ version, text }) => `${version}: ${said(text)}`);
    expect(await history(first?.id)).toEqual(['1: 2026-03-01 61']);
    expect(await history(second?.id)).toEqual(['2: 2026-03-02 81', '1: 2026-03-02 62']);
    expect(await history(fourth?.id)).toEqual(['2: 2026-03-04 64']);
    expect(said(must(await view.read('Observation', second?.id ?? '', 1)).text)).toBe('2026-03-02 62');
    expect((await view.read('Observation', fourth?.id ?? '', 1)).ok).toBe(false);
    expect(must(await view.evidence('Observation', second?.id ?? '')).map(({ version }) => version)).toEqual([2, 1]);
    expect(must(await view.evidence('Observation', first?.id ?? '')).map(({ version }) => version)).toEqual([1]);
    expect(await record.proof()).toEqual([]);
  });

  it('are in the feed of changes, whatever its pages hold', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, THREE));
    await record.add(batchOf(HEART_RATE, [march(1, 99)]));
    const view = await record.view();
    const whole = must(await view.changes({ limit: 100 })).versions.map(({ type, id, version }) => `${type}/${id} ${version}`);
    expect(whole.filter((each) => each.startsWith('Observation'))).toHaveLength(4);
    for (const limit of [1, 2, 3]) {
      const paged: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const page: ChangesPage = must(await view.changes({ limit, ...(cursor && { cursor }) }));
        paged.push(...page.versions.map(({ type, id, version }) => `${type}/${id} ${version}`));
        cursor = page.next;
      }
      expect(paged).toEqual(whole);
    }
    const current = must(
      await view.changes({ type: 'Observation', at: { low: Number.MAX_SAFE_INTEGER - 1, high: Number.MAX_SAFE_INTEGER } }),
    );
    expect(current.versions.map(({ text }) => said(text)).sort()).toEqual(['2026-03-01 80', '2026-03-02 62', '2026-03-03 63']);
  });

  it('can be taken back and brought back one by one, and what they say follows from their readings alone', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, THREE));
    const [first, second] = await record.days();
    const named = [first, second].map((day) => ({ type: 'Observation', id: day?.id ?? '', reason: 'Not mine.' }));
    const done = must(await record.commit({ withdrawals: named, expects: { [`Observation/${first?.id}`]: 1 } }));
    expect(done.entries.slice(0, 2)).toMatchObject(named.map(({ id }) => ({ type: 'Observation', id, version: 2, effect: 'withdrawn' })));
    expect((await record.days()).map(({ text }) => said(text))).toEqual(['2026-03-03 63']);
    const gone = must(await (await record.view()).read('Observation', first?.id ?? ''));
    expect([said(gone.text), gone.marks.withdrawn]).toEqual(['2026-03-01 61', 'Not mine.']);
    expect(must(await record.commit({ withdrawals: named })).seq).toBe(done.seq);
    await record.add(batchOf(HEART_RATE, THREE));
    expect(await record.days()).toHaveLength(1);
    expect(await record.proof()).toEqual([]);
    must(await record.commit({ restorations: named.slice(1) }));
    await record.add(batchOf(HEART_RATE, [[`2026-03-01T09:00:00Z`, 71]]));
    expect((await record.days()).map(({ text }) => said(text))).toEqual(['2026-03-01 66', '2026-03-02 62', '2026-03-03 63']);
    expect(must(await (await record.view()).history('Observation', second?.id ?? '')).map(({ marks }) => marks)).toMatchObject([
      {},
      { withdrawn: 'Not mine.' },
      {},
    ]);
    const edit = await record.commit({ drafts: [{ resource: { resourceType: 'Observation', status: 'final' }, id: first?.id ?? '' }] });
    expect(!edit.ok && edit.issues[0]?.code).toBe('business-rule');
    expect(await record.proof()).toEqual([]);
  });

  it('of somebody else become the holder’s when they say so, all in one version', async () => {
    const record = await rig();
    const original = { address: 'ab'.repeat(32), name: 'export.xml', mediaType: 'text/xml', size: 1 };
    const patient = (id: string, birthDate: string) => ({
      resource: { resourceType: 'Patient', id, birthDate },
      source: { system: 'urn:apple', id: `Patient/${id}` },
    });
    must(await record.commit({ drafts: [patient('a', '1980-01-01')] }));
    must(
      await record.commit({
        drafts: [patient('b', '1999-01-01')],
        series: [{ ...batchOf(HEART_RATE, THREE), subject: { system: 'urn:apple', id: 'Patient/b' } }],
        origin: { kind: 'file', at, original },
      }),
    );
    expect((await record.days()).map(({ marks }) => marks.aside)).toEqual([true, true, true]);
    const kept = must(await decideAside(record.hall.tools, record.hall.commit, record.owner, original.address, 'keep'));
    expect(kept?.entries.filter(({ type, effect }) => type === 'Observation' && effect === 'restored')).toHaveLength(3);
    expect((await record.days()).map(({ marks }) => marks)).toEqual([{}, {}, {}]);
    expect((await record.days())[0]?.version).toBe(2);
    const evidence = must(await (await record.view()).evidence('Observation', (await record.days())[0]?.id ?? ''));
    expect(evidence.map(({ version }) => version)).toEqual([2, 1]);
    expect((await record.proof()).filter(({ diagnostics }) => !diagnostics?.includes('An original'))).toEqual([]);
  });

  it('go aside with their month when its Patient turns out to be another', async () => {
    const record = await rig();
    const subject = { system: 'urn:apple', id: 'Patient/b' };
    must(await record.commit({ drafts: [{ resource: { resourceType: 'Patient', birthDate: '1980-01-01' } }] }));
    await record.add({ ...batchOf(HEART_RATE, THREE), subject });
    expect((await record.days())[0]?.marks).toEqual({});
    must(await record.commit({ drafts: [{ resource: { resourceType: 'Patient', birthDate: '1999-01-01' }, source: subject }] }));
    expect((await record.days()).map(({ version, marks }) => `${version} ${marks.aside}`)).toEqual(['2 true', '2 true', '2 true']);
    expect(await record.proof()).toEqual([]);
  });

  it('are what a slice of Observations sees, and of months only what it names', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, THREE));
    const [first] = await record.days();
    const within = async (slice: NonNullable<Holder['slice']>) =>
      (await record.days({ ...record.owner, slice })).map(({ text }) => said(text));
    expect(await within({ types: ['Observation'] })).toHaveLength(3);
    expect(await within({ types: ['Basic'] })).toEqual([]);
    expect(await within({ from: '2026-03-02', to: '2026-03-02' })).toEqual(['2026-03-02 62']);
    expect(await within({ items: [`Observation/${first?.id}`] })).toEqual(['2026-03-01 61']);
  });
});

describe('what is said of every day', () => {
  it('is told by its newest day where a list is to stay short, a device’s own summary too', async () => {
    const record = await rig();
    await record.add(batchOf(HEART_RATE, THREE));
    const summary = (date: string) => ({
      resource: {
        resourceType: 'Observation',
        meta: { tag: [{ system: SERIES, code: 'summary' }] },
        status: 'final',
        code: { coding: [{ system: 'urn:apple', code: 'rings' }] },
        effectiveDateTime: date,
      },
    });
    must(await record.commit({ drafts: [summary('2026-03-01'), summary('2026-03-02')] }));
    const view = await record.view();
    const shown = must(await view.timeline({ newestDays: true })).entries.map(({ card }) => `${card.code} ${card.date}`);
    expect(shown).toEqual(['http://loinc.org|8867-4 2026-03-03', 'urn:apple|rings 2026-03-02']);
    expect(must(await view.timeline()).entries).toHaveLength(5);
    expect(must(await view.list(['Observation'], { code: 'urn:apple|rings' })).map(({ card }) => card.date)).toEqual([
      '2026-03-02',
      '2026-03-01',
    ]);
    expect(must(await view.search('Observation', `_tag=${SERIES}|day&_summary=count`)).total).toBe(3);
  });
});

describe('a month written before it told its days', () => {
  it('stays as it is until a reading comes, and then tells them itself, its rows withdrawn', async () => {
    const record = await rig();
    const { engine } = record.world;
    const idOf = createIdMaker(engine, firstWrite(record.owner) ?? new Uint8Array());
    const id = idOf(SERIES, 'Basic/http://loinc.org|8867-4 /min 2026-03');
    const { samples } = batchOf(HEART_RATE, THREE);
    const days = daysOf(samples, [WATCH], 'mean');
    const bytes = encodeChunk({ row: id, sources: [WATCH], samples });
    const { address, operation } = sealChunk(
      record.world,
      record.person,
      createKeysets({ world: record.world, by: record.owner })([]),
      bytes,
    );
    await record.world.store.write({ shard: record.person, operations: [operation] });
    const month = monthResource({
      type: HEART_RATE,
      month: '2026-03',
      address: Buffer.from(address).toString('hex'),
      size: bytes.length,
      sources: [WATCH],
      days,
    });
    const stored = [...days.keys()].map((day) => ({
      resource: {
        resourceType: 'Observation',
        meta: { tag: [...DAY_META.tag] },
        status: 'final',
        code: { coding: [{ ...HEART_RATE.code }] },
        effectiveDateTime: dateOfDay(day),
      },
      id: idOf(SERIES, `Observation/${id} ${dateOfDay(day)}`),
    }));
    must(await record.commit({ drafts: [{ resource: month, id }, ...stored] }));
    expect((await record.days()).map(({ id: its }) => its)).toEqual(stored.map(({ id: its }) => its));
    const again = await record.add(batchOf(HEART_RATE, THREE));
    expect(again.series?.samples).toEqual({ new: 0, known: 3 });
    expect(await record.days()).toHaveLength(3);
    await record.add(batchOf(HEART_RATE, [march(4)]));
    expect((await record.days()).map(({ text }) => said(text))).toEqual([
      '2026-03-01 61',
      '2026-03-02 62',
      '2026-03-03 63',
      '2026-03-04 64',
    ]);
    expect(must(await (await record.view()).read('Observation', stored[0]?.id ?? '')).marks.withdrawn).toBeDefined();
    expect(must(await (await record.view()).seriesList())).toMatchObject([{ samples: 4 }]);
    expect(await record.proof()).toEqual([]);
  });
});
