import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genesis, headMessage, hex, nextHead, openableKeysets } from '@satchel/vault';
import { nodeEngine } from '@satchel/vault/node';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { change, CODES, condition, draft, drug, lensOf, origin, patient, SYSTEM, weight } from '../testing/people.ts';
import { loaded, memoryStores, rowsOf } from '../testing/stores.ts';
import type { Change, Holder, Lens, RecordView, Slice } from './doors.ts';
import { createHall } from './hall.ts';
import { createIdMaker } from './ids.ts';
import type { SnapshotRow, Store } from './storage/store.ts';
import type { Row } from './storage/schema.ts';

const nightly = process.env['SATCHEL_NIGHTLY'] === '1';
const RUNS = nightly ? 1000 : 25;

type Kind = keyof typeof CODES;
const KINDS = Object.keys(CODES) as Kind[];
const SECURITY: Readonly<Record<Kind, readonly object[]>> = {
  general: [],
  'hiv-sti': [act('HIV')],
  'mental-health': [act('PSY')],
  'substance-use': [act('ETH')],
};
function act(code: string) {
  return { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code };
}

/** One fact of a small world in which everything may point at everything. */
interface Told {
  readonly type: 'Observation' | 'Condition' | 'MedicationRequest' | 'Encounter' | 'DiagnosticReport';
  readonly n: number;
  readonly kind: Kind;
  readonly value: number;
  readonly to: readonly number[];
}
const told = fc.record<Told>({
  type: fc.constantFrom('Observation', 'Condition', 'MedicationRequest', 'Encounter', 'DiagnosticReport'),
  n: fc.nat(3),
  kind: fc.constantFrom('general', 'general', 'general', ...KINDS),
  value: fc.integer({ min: 60, max: 64 }),
  to: fc.array(fc.nat(3), { maxLength: 2 }),
});
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('tell' as const), facts: fc.array(told, { minLength: 1, maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('withdraw' as const, 'restore' as const), fact: told }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function resourceOf({ type, n, kind, value, to }: Told): Record<string, unknown> {
  const at = (target: string) => to.map((each) => ({ reference: `${target}/${target[0]!.toLowerCase()}${each}` }));
  const id = `${type[0]!.toLowerCase()}${n}`;
  const day = `2024-0${1 + (value % 6)}-1${n}`;
  const meta = kind === 'general' ? {} : { meta: { security: SECURITY[kind] } };
  switch (type) {
    case 'Observation':
      return weight(id, value, day, {
        ...meta,
        ...(to[0] !== undefined && { encounter: at('Encounter')[0] }),
        hasMember: at('Observation').slice(1),
      });
    case 'Condition':
      return condition(id, kind, { recordedDate: day, ...(to[0] !== undefined && { encounter: at('Encounter')[0] }) });
    case 'MedicationRequest':
      return drug(id, { ...meta, authoredOn: day, reasonReference: at('Condition') });
    case 'Encounter':
      return {
        resourceType: 'Encounter',
        id,
        ...meta,
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject: { reference: 'Patient/p' },
        period: { start: day },
        type: [{ text: `Visit ${value}` }],
        reasonReference: at('Condition').slice(1),
      };
    case 'DiagnosticReport':
      return {
        resourceType: 'DiagnosticReport',
        id,
        ...meta,
        status: 'final',
        subject: { reference: 'Patient/p' },
        effectiveDateTime: day,
        code: { coding: [{ system: 'http://loinc.org', code: '58410-2', display: 'Blood count' }] },
        result: at('Observation'),
      };
  }
}

async function play(record: TestRecord, steps: readonly Step[]): Promise<void> {
  const { hall, owner } = record;
  const idOf = createIdMaker(nodeEngine, record.keys.write);
  must(await hall.commit(owner, change(patient('p'))));
  for (const each of steps) {
    if (each.do === 'tell') {
      const done: Change = {
        drafts: each.facts.map((fact) => draft(resourceOf(fact))),
        origin: { ...origin, kind: 'file', original: ORIGINAL },
      };
      must(await hall.commit(owner, done));
      continue;
    }
    const { type, n } = each.fact;
    const named = { type, id: idOf(SYSTEM, `${type}/${type[0]!.toLowerCase()}${n}`), reason: 'said so' };
    // What is not there cannot be taken back: that is told, and nothing changes.
    await hall.commit(owner, { drafts: [], origin, ...(each.do === 'withdraw' ? { withdrawals: [named] } : { restorations: [named] }) });
  }
}

const ORIGINAL = { address: 'ab'.repeat(32), name: 'results.json', mediaType: 'application/json', size: 12 };

/** A store that never held what these keys do not open: the rest as it was, in a chain of its own. */
async function withoutTheRest(record: TestRecord, reader: Holder, seen: (row: Row<'row'>) => boolean): Promise<Store> {
  const { person, keys } = record;
  const keysets = openableKeysets(nodeEngine, reader.keys.read);
  const all = await rowsOf(record.world.store);
  const rows = all.filter(
    ({ table, row }) => table === 'row' && keysets.has(hex(row['keyset'] as Uint8Array)) && seen(row as unknown as Row<'row'>),
  );
  const bySeq = Map.groupBy(
    rows.map(({ row }) => row as unknown as Row<'row'>),
    ({ seq }) => seq,
  );
  let head = genesis(nodeEngine, person);
  let upto = 0;
  for (const [seq, link] of [...bySeq].sort((a, b) => a[0] - b[0])) {
    head = nextHead(nodeEngine, head, { seq, epoch: 1, rows: link.sort((a, b) => a.n - b.n) });
    upto = seq;
  }
  const rest: SnapshotRow[] = all
    .filter(({ table }) => table !== 'row' && table !== 'image')
    .map(({ table, row }) => {
      if (table !== 'person') return { table, row };
      const signature = nodeEngine.sign(keys.write, headMessage(person, String(row['incarnation']), upto, 1, head));
      return { table, row: { ...row, seq: upto, head, signature } };
    });
  return loaded(await memoryStores().open(), [...rest, ...rows]);
}

const QUERIES: readonly [string, string][] = [
  ['Observation', '_total=accurate'],
  ['Observation', '_sort=-date&_count=3'],
  ['Observation', '_sort=date,_id&_count=2'],
  ['Observation', 'value-quantity=gt61&_count=2'],
  ['Observation', 'code=29463-7&_include=Observation:encounter&_include=Observation:has-member'],
  ['Encounter', '_revinclude=Observation:encounter&_revinclude=Condition:encounter'],
  ['Encounter', '_has:Observation:encounter:code=29463-7'],
  ['Encounter', '_has:Condition:encounter:code=B20'],
  ['Observation', 'encounter.status=finished'],
  ['MedicationRequest', 'reason-reference:missing=false'],
  ['Condition', 'code=B20'],
  ['Condition', 'code=F33.1,I10&_sort=-onset-date'],
  ['Condition', 'code:text=kind'],
  ['DiagnosticReport', 'result.value-quantity=61'],
  ['DiagnosticReport', '_include=DiagnosticReport:result&_include:iterate=Observation:has-member'],
  ['Patient', '_revinclude=Condition:subject&_revinclude=Provenance:target'],
  ['Provenance', ''],
  ['Provenance', 'target:missing=false&_count=2'],
  ['DocumentReference', ''],
  ['Observation', '_summary=count'],
  ['Condition', '_security=http://terminology.hl7.org/CodeSystem/v3-ActCode|HIV'],
  ['Observation', 'nonsense=1'],
  ['Encounter', 'class:in=http://terminology.hl7.org/ValueSet/v3-ActEncounterCode'],
  ['Encounter', 'class:below=http://terminology.hl7.org/CodeSystem/v3-ActCode|_ActEncounterCode'],
  ['Condition', '_security:not-in=http://terminology.hl7.org/ValueSet/v3-ActCode&_count=2'],
  ['Condition', 'code:below=http://hl7.org/fhir/sid/icd-10-cm|B20'],
  ['Condition', '_filter=not (code eq B20) and encounter pr true'],
  ['Observation', '_filter=value-quantity gt 61 or encounter.status eq finished&_sort=-date'],
];

/** Everything that a view can be asked, asked. */
async function answers(view: RecordView, ids: readonly { type: string; id: string }[]): Promise<unknown> {
  const searches: unknown[] = [];
  for (const [type, query] of QUERIES) {
    for (let page: string | undefined = '', turns = 0; page !== undefined && turns < 4; turns++) {
      const found = await view.search(type, [query, page].filter(Boolean).join('&'));
      searches.push([type, query, found]);
      page = found.ok && found.value.next !== undefined ? `_cursor=${found.value.next}` : undefined;
    }
  }
  const timeline: unknown[] = [];
  for (let cursor: string | undefined, turns = 0; turns < 5; turns++) {
    const page = must(await view.timeline({ limit: 4, ...(cursor !== undefined && { cursor }) }));
    timeline.push(page);
    cursor = page.next;
    if (cursor === undefined) break;
  }
  const everything: unknown[] = [];
  for await (const each of view.everything()) everything.push(each);
  return {
    searches,
    timeline,
    everything,
    counts: await view.counts(),
    types: await view.counts(),
    words: [await view.words('kind'), await view.words('visit'), await view.words('weight bod'), await view.words('condition hiv')],
    lists: [
      await view.list(['Observation', 'Condition', 'MedicationRequest']),
      await view.list(['Observation'], { code: 'http://loinc.org|29463-7', limit: 2 }),
    ],
    each: await Promise.all(
      ids.map(async ({ type, id }) => [
        await view.read(type, id),
        await view.read(type, id, 1),
        await view.read(type, id, 2),
        await view.read(type, id, 99),
        await view.history(type, id),
        await view.evidence(type, id),
      ]),
    ),
    originals: [await view.original(ORIGINAL.address)],
  };
}

const grants = fc.subarray(['general', 'hiv-sti', 'mental-health', 'substance-use'] as const, { minLength: 0 });

async function idsIn(record: TestRecord): Promise<{ type: string; id: string }[]> {
  const idOf = createIdMaker(nodeEngine, record.keys.write);
  const named = (['Observation', 'Condition', 'MedicationRequest', 'Encounter', 'DiagnosticReport'] as const).flatMap((type) =>
    [0, 1, 2, 3].map((n) => ({ type, id: idOf(SYSTEM, `${type}/${type[0]!.toLowerCase()}${n}`) })),
  );
  const ours: { type: string; id: string }[] = [];
  for await (const { type, id } of must(await record.hall.view(lensOf(record.owner))).everything(['Provenance', 'DocumentReference']))
    ours.push({ type, id });
  return [...named, ...ours];
}

describe('a reader with some category keys', () => {
  it('gets exactly the answers of a store in which the rest never was [S9][S10]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), grants, fc.boolean(), async (steps, categories, live) => {
        let at = Date.parse('2026-03-01T10:00:00Z');
        const record = await newRecord({ now: () => (at += 1000) });
        const reader = await record.hold({ read: categories });
        const lens = lensOf(reader);
        // A view that was there all along, or one that begins now.
        const early = live ? must(await record.hall.view(lens)) : undefined;
        if (early)
          await play(
            {
              ...record,
              hall: {
                ...record.hall,
                commit: async (by, what) => {
                  const done = await record.hall.commit(by, what);
                  must(await early.counts());
                  return done;
                },
              },
            },
            steps,
          );
        else await play(record, steps);
        const ids = await idsIn(record);
        const clean = await withoutTheRest(record, reader, () => true);
        const there = createHall({ ...record.world, store: clean });
        const [one, other] = [
          await answers(early ?? must(await record.hall.view(lens)), ids),
          await answers(must(await there.view(lens)), ids),
        ];
        expect(one).toEqual(other);
      }),
      { numRuns: RUNS },
    );
  });

  it('is told the same of what is hidden and of what is not there [S15]', async () => {
    const record = await newRecord();
    must(await record.hall.commit(record.owner, change(patient('p'), condition('secret', 'hiv-sti'))));
    const idOf = createIdMaker(nodeEngine, record.keys.write);
    const [hidden, absent] = [idOf(SYSTEM, 'Condition/secret'), idOf(SYSTEM, 'Condition/none')];
    const view = must(await record.hall.view(lensOf(await record.hold({ read: ['general'] }))));
    const ask = async (id: string) =>
      JSON.stringify([
        await view.read('Condition', id),
        await view.read('Condition', id, 1),
        await view.read('Observation', id),
        await view.history('Condition', id),
        await view.evidence('Condition', id),
        await view.search('Condition', `_id=${id}`),
        await view.search('Encounter', `diagnosis=Condition/${id}`),
      ]).replaceAll(id, 'ID');
    expect(await ask(hidden)).toBe(await ask(absent));
  });
});

describe('a reader of a slice', () => {
  const slices: readonly Slice[] = [
    { types: ['Observation', 'Encounter'] },
    { types: ['Condition'], from: '2024-03' },
    { from: '2024-02-01', to: '2024-04' },
  ];

  it('gets exactly the answers of a store in which the rest never was [S10]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { minLength: 2, maxLength: 12 }), fc.constantFrom(...slices), async (facts, slice) => {
        const record = await newRecord({ now: () => Date.parse('2026-03-01T10:00:00Z') });
        const once = [...new Map(facts.map((fact) => [`${fact.type}${fact.n}`, fact])).values()];
        await play(record, [{ do: 'tell', facts: once }]);
        const reader = await record.hold({ read: ['general', 'hiv-sti', 'mental-health', 'substance-use'] });
        const lens: Lens = { ...lensOf(reader), slice };
        const view = must(await record.hall.view(lens));
        const seen = new Set<string>();
        for await (const { type, id, text } of view.everything()) {
          seen.add(id.replaceAll('-', ''));
          const when = JSON.parse(text) as Record<string, string | { start: string }>;
          const date = String(
            when['effectiveDateTime'] ??
              when['onsetDateTime'] ??
              when['authoredOn'] ??
              (when['period'] as { start: string } | undefined)?.start,
          );
          if (slice.types) expect(slice.types).toContain(type);
          if (slice.from) expect(date >= slice.from).toBe(true);
        }
        const clean = await withoutTheRest(record, reader, (row) => seen.has(hex(row.id)));
        const there = createHall({ ...record.world, store: clean });
        const ids = await idsIn(record);
        expect(await answers(view, ids)).toEqual(await answers(must(await there.view(lens)), ids));
        // The slice says no more than the store: without it, that store gives the same.
        const whole = must(await there.view(lensOf(reader)));
        expect(await answers(view, ids)).toEqual(await answers(whole, ids));
      }),
      { numRuns: RUNS },
    );
  });

  it('loses what an edit moves out of it, and its earlier versions stay outside', async () => {
    const record = await newRecord();
    const { hall, owner } = record;
    const [entry] = must(await hall.commit(owner, change(weight('a', 70, '2024-05-01')))).entries;
    const view = must(await hall.view({ ...lensOf(owner), slice: { from: '2024-01-01' } }));
    expect(must(await view.counts())).toEqual({ Observation: 1 });
    must(await hall.commit(owner, change(weight('a', 70, '2020-05-01'))));
    expect(must(await view.counts())).toEqual({});
    must(await hall.commit(owner, change(weight('a', 71, '2024-06-01'))));
    expect(must(await view.history('Observation', entry!.id)).map(({ version }) => version)).toEqual([3, 1]);
    expect((await view.read('Observation', entry!.id, 2)).ok).toBe(false);
  });
});
