import { beforeAll, describe, expect, it } from 'vitest';
import type { Category } from '@satchel/vault';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { change, condition, draft, drug, lensOf, origin, patient, weight } from '../testing/people.ts';
import type { Change, Holder, RecordView, SliceRule } from './doors.ts';
import { fulfils } from './slice-query.ts';
import { isRule, readSlice } from './slice.ts';

const VITAL = 'category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
const LAB = 'category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
const laboratory = {
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
};
const WRITER = { read: 'all', write: true } as const;

let record: TestRecord;
let ids: Record<'vital' | 'lab' | 'report' | 'hiv' | 'condition', string>;
const holding = (rules: readonly SliceRule[], can: object = { read: 'all' }, categories?: readonly Category[]): Promise<Holder> =>
  record.hold(can, undefined, { rules, ...(categories && { categories }) });
const seen = async (holder: Holder): Promise<RecordView> => must(await record.hall.view(lensOf(holder)));
const entry = (drafts: Change['drafts'], more: object = {}): Change => ({ drafts, origin, ...more });

beforeAll(async () => {
  record = await newRecord();
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'd',
    status: 'final',
    subject: { reference: 'Patient/p' },
    code: { text: 'Blood' },
    result: [{ reference: 'Observation/v' }, { reference: 'Observation/l' }],
  };
  const done = must(
    await record.hall.commit(
      record.owner,
      change(patient('p'), weight('v', 70), weight('l', 5, '2026-01-06', laboratory), report, condition('c'), condition('h', 'hiv-sti')),
    ),
  );
  const id = (at: number) => done.entries[at]?.id ?? '';
  ids = { vital: id(1), lab: id(2), report: id(3), condition: id(4), hiv: id(5) };
});

describe('[S06] a slice of SMART rules, looking', () => {
  it('shows what a query admits and nothing else: by id, history, search, include, words, lists, counts, export', async () => {
    const view = await seen(
      await holding([
        { type: 'Observation', can: 'rs', query: LAB },
        { type: 'DiagnosticReport', can: 'rs' },
      ]),
    );
    expect((await view.read('Observation', ids.lab)).ok).toBe(true);
    for (const refused of [
      await view.read('Observation', ids.vital),
      await view.read('Observation', ids.vital, 1),
      await view.history('Observation', ids.vital),
      await view.read('Condition', ids.condition),
    ])
      expect(refused).toMatchObject({ ok: false, issues: [{ code: 'not-found' }] });
    const found = must(await view.search('DiagnosticReport', '_include=DiagnosticReport:result'));
    expect(found.included.map(({ id }) => id)).toEqual([ids.lab]);
    expect(must(await view.search('Observation', '')).matches.map(({ id }) => id)).toEqual([ids.lab]);
    expect(must(await view.counts())).toEqual({ Observation: 1, DiagnosticReport: 1 });
    expect(must(await view.words('weight'))).toHaveLength(1);
    expect(must(await view.timeline()).entries.map(({ id }) => id)).toEqual([ids.lab]);
    const all: string[] = [];
    for await (const { id } of view.everything()) all.push(id);
    expect(all.toSorted()).toEqual([ids.lab, ids.report].toSorted());
  });

  it('tells reading from searching', async () => {
    const readable = await seen(await holding([{ type: 'Observation', can: 'r' }]));
    expect((await readable.read('Observation', ids.lab)).ok).toBe(true);
    expect(must(await readable.search('Observation', '')).matches).toEqual([]);
    expect(must(await readable.counts())).toEqual({});
    const searchable = await seen(await holding([{ type: 'Observation', can: 's' }]));
    expect((await searchable.read('Observation', ids.lab)).ok).toBe(false);
    expect(must(await searchable.search('Observation', '')).matches).toHaveLength(2);
  });

  it('adds rules up, also of one type', async () => {
    const both = [LAB, VITAL].map((query) => ({ type: 'Observation', can: 'rs', query }));
    expect(must(await (await seen(await holding(both))).search('Observation', '')).total).toBe(2);
    expect(
      must(
        await (
          await seen(await holding([{ type: 'Observation', can: 'rs', query: `${LAB},${VITAL.slice(9)}` }]))
        ).search('Observation', ''),
      ).total,
    ).toBe(2);
  });

  it('keeps to categories where the keys open more, and opens no file then', async () => {
    const view = await seen(await holding([{ type: '*', can: 'cruds' }], WRITER, ['general']));
    expect((await view.read('Condition', ids.hiv)).ok).toBe(false);
    expect(must(await view.search('Condition', '')).matches.map(({ id }) => id)).toEqual([ids.condition]);
    expect((await view.original('ab'.repeat(32))).ok).toBe(false);
    // What came with a fact is labelled like it, and shown with it.
    expect(must(await view.search('Provenance', '')).matches.length).toBeGreaterThan(0);
    expect(must(await (await seen(await holding([{ type: 'Condition', can: 'rs' }]))).search('Provenance', '')).matches).toEqual([]);
  });

  it('an earlier version outside of it stays unseen', async () => {
    const amended = must(await record.hall.commit(record.owner, entry([draft({ ...weight('moved', 1), id: 'moved' })])));
    const id = amended.entries[0]?.id ?? '';
    must(await record.hall.commit(record.owner, entry([{ resource: weight('moved', 2, '2026-01-05', laboratory), id }])));
    const view = await seen(await holding([{ type: 'Observation', can: 'rs', query: LAB }]));
    expect(must(await view.history('Observation', id)).map(({ version }) => version)).toEqual([2]);
    expect((await view.read('Observation', id, 1)).ok).toBe(false);
    must(await record.hall.commit(record.owner, { drafts: [], origin, withdrawals: [{ type: 'Observation', id, reason: 'a test' }] }));
  });
});

describe('[S06] a slice of SMART rules, writing', () => {
  const plain = (resource: object) => ({ resource: resource as Change['drafts'][number]['resource'] });
  const refused = (code: string) => ({ ok: false, issues: [{ code }] });

  it('creates what it may, and nothing else', async () => {
    const app = await holding([{ type: 'Observation', can: 'c', query: LAB }], WRITER);
    const made = must(await record.hall.commit(app, entry([plain(weight('x', 7, '2026-02-02', laboratory))])));
    expect(made.entries[0]).toMatchObject({ effect: 'new', type: 'Observation' });
    for (const other of [weight('y', 7), drug('z'), condition('q')])
      expect(await record.hall.commit(app, entry([plain(other)]))).toMatchObject(refused('forbidden'));
    const mixed = entry([plain(weight('x', 8, '2026-02-03', laboratory)), plain(drug('z'))]);
    expect(await record.hall.commit(app, mixed)).toMatchObject(refused('forbidden'));
  });

  it('changes and withdraws what was and stays inside', async () => {
    const app = await holding([{ type: 'Observation', can: 'rud', query: LAB }], WRITER);
    const at = (resource: object, id: string) => entry([{ ...plain(resource), id }]);
    expect((await record.hall.commit(app, at(weight('l', 6, '2026-01-06', laboratory), ids.lab))).ok).toBe(true);
    expect(await record.hall.commit(app, at(weight('l', 6), ids.lab))).toMatchObject(refused('forbidden'));
    expect(await record.hall.commit(app, at(weight('v', 6, '2026-01-06', laboratory), ids.vital))).toMatchObject(refused('not-found'));
    const withdrawal = (type: string, id: string) => entry([], { withdrawals: [{ type, id, reason: 'wrong' }] });
    expect(await record.hall.commit(app, withdrawal('Observation', ids.vital))).toMatchObject(refused('not-found'));
    expect(await record.hall.commit(app, withdrawal('Condition', ids.condition))).toMatchObject(refused('not-found'));
    const reader = await holding([{ type: 'Observation', can: 'cr' }], WRITER);
    expect(await record.hall.commit(reader, withdrawal('Observation', ids.lab))).toMatchObject(refused('forbidden'));
    expect(await record.hall.commit(reader, at(weight('l', 9), ids.lab))).toMatchObject(refused('forbidden'));
  });

  it('[S10] learns nothing about what it does not see: hidden, absent and of another type are one answer', async () => {
    const app = await holding([{ type: 'Observation', can: 'cruds', query: LAB }], WRITER, ['general']);
    const absent = crypto.randomUUID();
    const answers = await Promise.all(
      [ids.vital, ids.condition, ids.hiv, absent].flatMap((id) => [
        record.hall.commit(app, entry([{ ...plain(weight('w', 1, '2026-01-01', laboratory)), id }])),
        record.hall.commit(app, entry([], { expects: { [`Observation/${id}`]: 1 } })),
        record.hall.commit(app, entry([], { restorations: [{ type: 'Observation', id, reason: 'x' }] })),
      ]),
    );
    const told = answers.map((answer) => JSON.stringify(answer.ok ? 'ok' : answer.issues).replace(/[0-9a-f-]{36}/g, 'ID'));
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toContain('not-found');
    // A known source name is no key to what it names.
    const named = { ...plain(weight('v', 70, '2026-01-05', laboratory)), source: { system: 'http://a.example/fhir', id: 'Observation/v' } };
    expect(await record.hall.commit(app, entry([named]))).toMatchObject(refused('forbidden'));
  });

  it('stays within its categories', async () => {
    const app = await holding([{ type: '*', can: 'cruds' }], WRITER, ['general']);
    expect((await record.hall.commit(app, entry([plain(condition('g'))]))).ok).toBe(true);
    expect(await record.hall.commit(app, entry([plain(condition('s', 'hiv-sti'))]))).toMatchObject(refused('forbidden'));
  });

  it('without a slice nothing changes: the owner writes everything', async () => {
    expect((await record.hall.commit(record.owner, entry([plain(condition('o', 'hiv-sti'))]))).ok).toBe(true);
  });
});

describe('a rule about codes', () => {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  const asked = [
    ...[
      'laboratory',
      'vital-signs',
      `${system}|laboratory`,
      `${system}|`,
      '|laboratory',
      'http://other|laboratory',
      'LABORATORY',
      'x,laboratory',
    ].map((value) => `category=${value}`),
    'category:not=laboratory',
    'category:not=x',
    `category=${system}|laboratory&status=final`,
    'category=laboratory&status=amended',
    'code=29463-7&category:not=vital-signs',
    'status=final,amended',
  ];

  it.each(asked)('is decided as the index decides it: %s', (query) => {
    for (const resource of [
      weight('a', 1),
      weight('b', 1, '2026-01-05', laboratory),
      weight('c', 1, '2026-01-05', { category: [{ coding: [{ code: 'laboratory' }] }] }),
    ]) {
      const plain = resource as unknown as Parameters<typeof fulfils>[0];
      // A condition that always holds, and is no code, sends the question to the index.
      expect(fulfils(plain, query)).toBe(fulfils(plain, `${query}&date:missing=false`));
    }
  });
});

describe('limits in a grant', () => {
  it.each([
    '{"rules":[{"type":"Observation","can":"sr"}]}',
    '{"rules":[{"type":"Nothing","can":"r"}]}',
    '{"rules":[{"type":"Observation","can":"r","query":"subject.name=x"}]}',
    '{"rules":[{"type":"Observation","can":"r","query":"_include=Observation:subject"}]}',
    '{"rules":[{"type":"Observation","can":"r","query":"nonsense=1"}]}',
    '{"rules":[{"type":"Observation","can":"r","query":""}]}',
    '{"rules":[{"type":"*","can":"r","query":"_id=1"}]}',
    '{"rules":{}}',
    '{"later":1}',
    '[]',
    'null',
    'x',
  ])('that are not understood are none that open: %s', (text) => {
    expect(readSlice(text)).toBeUndefined();
  });

  it('are understood', () => {
    expect(readSlice('{"types":["Observation"],"from":"2024"}')).toEqual({ types: ['Observation'], from: '2024' });
    for (const query of [LAB, 'status=final', 'date=ge2024', 'code=http://loinc.org|1-8,http://loinc.org|2-6', 'category:not=x'])
      expect(isRule({ type: 'Observation', can: 'rs', query })).toBe(true);
  });

  it('that the holder does not understand open nothing', async () => {
    await expect(record.hold({ read: 'all' }, undefined, { rules: [{ type: 'Observation', can: 'zz' }] })).rejects.toThrow('opens nothing');
  });
});
