import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../testing/new-record.ts';
import type { Change, Draft, Lens, Origin } from './doors.ts';

const origin: Origin = { kind: 'entry', at: '2026-03-01T10:00:00Z' };
const draft = (resource: Record<string, unknown>, source?: string): Draft => ({
  resource: resource as Draft['resource'],
  ...(source && { source: { system: 'http://a.example/fhir', id: source } }),
});
const change = (...drafts: Draft[]): Change => ({ drafts, origin });
const weight = (value: number, on: string) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Body weight' }] },
  effectiveDateTime: on,
  valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
});
const hiv = {
  resourceType: 'Condition',
  subject: { reference: 'Patient/p' },
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'B20', display: 'Human immunodeficiency virus [HIV] disease' }] },
};
const lensOf = (holder: object): Lens => ({ ...(holder as Lens), purpose: 'PATRQT' });

describe('the two doors', () => {
  it('gives back what was committed, with our id, version and time [PH.2.1#01]', async () => {
    const { hall, owner } = await newRecord({ now: () => Date.parse('2026-03-01T10:00:01Z') });
    const done = must(await hall.commit(owner, change(draft(weight(71.4, '2026-03-01')))));
    const [entry] = done.entries;
    expect(entry).toMatchObject({ type: 'Observation', version: 1, effect: 'new', issues: [] });
    const view = must(await hall.view(lensOf(owner)));
    const stored = must(await view.read('Observation', entry!.id));
    expect(JSON.parse(stored.text)).toMatchObject({
      id: entry!.id,
      meta: { versionId: '1', lastUpdated: '2026-03-01T10:00:01.000Z' },
      valueQuantity: { value: 71.4 },
    });
  });

  it('takes the same source twice without a change, and a newer copy as a new version [RI.1.1.2#01]', async () => {
    const { hall, owner } = await newRecord();
    const first = must(await hall.commit(owner, change(draft({ ...weight(71, '2026-01'), id: '7' }, 'Observation/7'))));
    const again = must(
      await hall.commit(
        owner,
        change(
          draft({ ...weight(71, '2026-01'), id: '7', meta: { versionId: '9', lastUpdated: '2026-01-01T00:00:00Z' } }, 'Observation/7'),
        ),
      ),
    );
    expect(again).toMatchObject({ seq: first.seq, entries: [{ effect: 'unchanged', id: first.entries[0]!.id }] });
    const newer = must(await hall.commit(owner, change(draft({ ...weight(72, '2026-01'), id: '7' }, 'Observation/7'))));
    expect(newer.entries[0]).toMatchObject({ effect: 'changed', version: 2, id: first.entries[0]!.id });
    const view = must(await hall.view(lensOf(owner)));
    const history = must(await view.history('Observation', first.entries[0]!.id));
    expect(history.map((each) => [each.version, JSON.parse(each.text).valueQuantity.value])).toEqual([
      [2, 72],
      [1, 71],
    ]);
  });

  it('keeps decimals as they are written', async () => {
    const { hall, owner } = await newRecord();
    const { parseJson } = await import('@satchel/fhir');
    const parsed = must(
      parseJson('{"resourceType":"Observation","status":"final","code":{"text":"K"},"valueQuantity":{"value":6.10,"unit":"mmol/L"}}'),
    );
    const done = must(await hall.commit(owner, change({ resource: parsed })));
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.read('Observation', done.entries[0]!.id)).text).toContain('"value":6.10');
    expect(must(await view.list(['Observation']))[0]?.card).toMatchObject({ value: '6.10', unit: 'mmol/L' });
  });

  it('points references at ours, also at what arrives later', async () => {
    const { hall, owner } = await newRecord();
    must(await hall.commit(owner, change(draft({ ...weight(70, '2026'), id: '1', subject: { reference: 'Patient/p' } }, 'Observation/1'))));
    must(await hall.commit(owner, change(draft({ resourceType: 'Patient', id: 'p', birthDate: '1980-02-01' }, 'Patient/p'))));
    const view = must(await hall.view(lensOf(owner)));
    const page = must(await view.search('Observation', '_include=Observation:subject'));
    expect(page.included).toHaveLength(1);
    expect(page.included[0]?.type).toBe('Patient');
  });

  it('withdraws with a reason, keeps the history, and restores [RI.1.3.4#01]', async () => {
    const { hall, owner } = await newRecord();
    const [entry] = must(await hall.commit(owner, change(draft(weight(700, '2026-02-02'))))).entries;
    const what = { type: 'Observation', id: entry!.id, reason: 'typed one digit too many' };
    must(await hall.commit(owner, { drafts: [], withdrawals: [what], origin, expects: { [`Observation/${entry!.id}`]: 1 } }));
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.list(['Observation']))).toEqual([]);
    expect(must(await view.search('Observation', '')).matches).toEqual([]);
    expect(must(await view.read('Observation', entry!.id)).marks).toEqual({ withdrawn: 'typed one digit too many' });
    must(await hall.commit(owner, { drafts: [], restorations: [{ ...what, reason: 'it was right' }], origin }));
    expect(must(await view.list(['Observation']))).toHaveLength(1);
    expect(must(await view.history('Observation', entry!.id))).toHaveLength(3);
  });

  it('lets one of two writers of a version win, and tells the other [S36]', async () => {
    const { hall, owner } = await newRecord();
    const [entry] = must(await hall.commit(owner, change(draft(weight(70, '2026'))))).entries;
    const edit = (value: number): Change => ({
      drafts: [{ ...draft(weight(value, '2026')), id: entry!.id }],
      origin,
      expects: { [`Observation/${entry!.id}`]: 1 },
    });
    const both = await Promise.all([hall.commit(owner, edit(71)), hall.commit(owner, edit(72))]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(both.find((each) => !each.ok)?.issues[0]).toMatchObject({ code: 'conflict' });
  });

  it('says who said so, when, and through which file [PH.0#01]', async () => {
    const { hall, owner } = await newRecord();
    const original = { address: 'ab'.repeat(32), name: 'lab.json', mediaType: 'application/json', size: 12 };
    const [entry] = must(
      await hall.commit(owner, {
        drafts: [{ ...draft(weight(70, '2026'), 'Observation/1'), place: 'entry 31' }],
        origin: {
          kind: 'file',
          at: '2026-03-01T10:00:00Z',
          original,
          parser: { name: 'fhir-json', version: '1' },
          author: 'General Hospital',
        },
      }),
    ).entries;
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.evidence('Observation', entry!.id))).toMatchObject([
      {
        version: 1,
        kind: 'file',
        author: 'General Hospital',
        original,
        place: 'entry 31',
        parser: 'fhir-json 1',
        recordedAt: '2026-03-01T10:00:00Z',
      },
    ]);
  });

  it('tells listeners what happened, with ids only', async () => {
    const { hall, owner, person } = await newRecord();
    const heard: unknown[] = [];
    const stop = hall.onCommit((event) => heard.push(event));
    const done = must(await hall.commit(owner, change(draft(weight(70, '2026')))));
    stop();
    must(await hall.commit(owner, change(draft(weight(71, '2026')))));
    expect(heard).toEqual([{ person, seq: done.seq, touched: [{ type: 'Observation', id: done.entries[0]!.id, effect: 'new' }] }]);
  });
});

describe('a reader with some category keys', () => {
  it('gets what its keys open, as if the rest did not exist [S10]', async () => {
    const { hall, owner, hold } = await newRecord();
    must(
      await hall.commit(
        owner,
        change(draft({ ...hiv, id: 'c' }, 'Condition/c'), draft({ ...weight(70, '2026'), id: 'o' }, 'Observation/o')),
      ),
    );
    const general = must(await hall.view(lensOf(await hold({ read: ['general'] }))));
    expect(must(await general.counts())).toMatchObject({ Observation: 1 });
    expect(must(await general.counts())).not.toHaveProperty('Condition');
    expect(must(await general.words('immunodeficiency'))).toEqual([]);
    expect(must(await general.search('Condition', 'code=B20')).total).toBe(0);
    const some = must(await hall.view(lensOf(await hold({ read: ['hiv-sti'] }))));
    expect(must(await some.counts())).toMatchObject({ Condition: 1 });
    expect(must(await some.counts())).not.toHaveProperty('Observation');
  });

  it('loses a referrer when what it points at turns out to be sensitive [S12]', async () => {
    const { hall, owner, hold } = await newRecord();
    const drug = {
      resourceType: 'MedicationRequest',
      id: 'm',
      status: 'active',
      intent: 'order',
      subject: { reference: 'Patient/p' },
      medicationCodeableConcept: {
        coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '161', display: 'Acetaminophen' }],
      },
      reasonReference: [{ reference: 'Condition/c' }],
    };
    must(await hall.commit(owner, change(draft(drug, 'MedicationRequest/m'))));
    const reader = await hold({ read: ['general'] });
    const view = must(await hall.view(lensOf(reader)));
    expect(must(await view.counts())).toMatchObject({ MedicationRequest: 1 });
    must(await hall.commit(owner, change(draft({ ...hiv, id: 'c' }, 'Condition/c'))));
    expect(must(await view.counts())).not.toHaveProperty('MedicationRequest');
    const whole = must(await hall.view(lensOf(owner)));
    expect(must(await whole.counts())).toMatchObject({ MedicationRequest: 1, Condition: 1 });
  });
});

describe('the inbox', () => {
  it('keeps what arrives while locked and commits it at unlock', async () => {
    const { hall, owner, person } = await newRecord();
    expect(
      must(await hall.deposit({ person, origin: 'Laboratory', drafts: [draft(weight(70, '2026'))], at: '2026-03-01T10:00:00Z' })),
    ).toEqual({ number: 1 });
    const unlocked = must(await hall.unlock(owner));
    expect(unlocked).toMatchObject({ seq: 1, alarms: [] });
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.list(['Observation']))).toHaveLength(1);
    expect(must(await hall.deposit({ person, origin: 'Laboratory', drafts: [], at: '2026-03-01T10:00:00Z' }))).toEqual({ number: 2 });
  });
});
