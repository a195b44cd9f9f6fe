import { describe, expect, it } from 'vitest';
import { failure, issue, type Outcome, success } from '@satchel/fhir';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { draft, lensOf, origin, patient, weight } from '../testing/people.ts';
import type { Change, ChangesOptions } from './doors.ts';

const put = async ({ hall, owner }: TestRecord, change: Partial<Change>) =>
  must(await hall.commit(owner, { drafts: [], origin, ...change }));

describe('changes of many facts', () => {
  async function lived() {
    let clock = Date.parse('2024-01-01T00:00:00Z');
    const record = await newRecord({ now: () => clock });
    const tick = () => (clock += 1000);
    const [first] = (await put(record, { drafts: [draft(weight('w', 70))] })).entries;
    tick();
    await put(record, { drafts: [draft(patient('p', 'Aster'))] });
    tick();
    await put(record, { drafts: [draft(weight('w', 71))] });
    tick();
    await put(record, { withdrawals: [{ type: 'Observation', id: first?.id ?? '', reason: 'Wrong' }] });
    const look = async (options?: ChangesOptions) => {
      const view = must(await record.hall.view(lensOf(record.owner)));
      return must(await view.changes(options));
    };
    return { record, id: first?.id ?? '', look };
  }
  const said = (versions: readonly { type: string; version: number; marks: { withdrawn?: string } }[]) =>
    versions
      .filter(({ type }) => type !== 'Provenance')
      .map(({ type, version, marks }) => `${type} ${version}${marks.withdrawn ? ' gone' : ''}`);

  it('are every version, newest first, and how each came', async () => {
    const { look } = await lived();
    expect(said((await look()).versions)).toEqual(['Observation 3 gone', 'Observation 2', 'Patient 1', 'Observation 1']);
    expect(said((await look({ type: 'Patient' })).versions)).toEqual(['Patient 1']);
  });

  it('since an instant, or those that stood at one', async () => {
    const { look } = await lived();
    const at = (text: string) => Date.parse(text);
    expect(said((await look({ since: at('2024-01-01T00:00:02Z') })).versions)).toEqual(['Observation 3 gone', 'Observation 2']);
    const second = { low: at('2024-01-01T00:00:01.500Z'), high: at('2024-01-01T00:00:01.500Z') };
    expect(said((await look({ at: second })).versions)).toEqual(['Patient 1', 'Observation 1']);
  });

  it('come in pages that nothing written meanwhile disturbs', async () => {
    const { record, look } = await lived();
    const first = await look({ type: 'Observation', limit: 2 });
    expect(said(first.versions)).toEqual(['Observation 3 gone', 'Observation 2']);
    await put(record, { drafts: [draft(weight('other', 60))] });
    const second = await look({ type: 'Observation', limit: 2, ...(first.next && { cursor: first.next }) });
    expect(said(second.versions)).toEqual(['Observation 1']);
    expect(second.next).toBeUndefined();
    const view = must(await record.hall.view(lensOf(record.owner)));
    expect(await view.changes({ cursor: 'nonsense' })).toMatchObject({ ok: false });
  });

  it('of what a reader cannot open are not there', async () => {
    const { record } = await lived();
    const reader = await record.hold({ read: ['general'] }, 'general');
    const sensitive = {
      ...weight('s', 1),
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HIV' }] },
    };
    await put(record, { drafts: [draft(sensitive)] });
    const view = must(await record.hall.view(lensOf(reader)));
    const { versions } = must(await view.changes({ type: 'Observation' }));
    expect(versions.some(({ text }) => text.includes('"HIV"'))).toBe(false);
  });
});

describe('a change that is decided within its commit', () => {
  it('stands on what the record holds when it is written', async () => {
    const record = await newRecord();
    const { hall, owner } = record;
    // Each writer adds a weight only where there is none: whoever is second sees the first.
    const onlyOne = async (): Promise<Outcome<Change>> => {
      const view = must(await hall.view(lensOf(owner)));
      const { matches } = must(await view.search('Observation', 'code=29463-7'));
      return success({ drafts: matches.length > 0 ? [] : [draft(weight(crypto.randomUUID(), 70))], origin });
    };
    const other = await record.reopen(record.world.store);
    await Promise.all([1, 2, 3, 4].map(async (n) => must(await (n % 2 ? hall : other.hall).commit(owner, onlyOne))));
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.search('Observation', '')).matches).toHaveLength(1);
  });

  it('writes nothing where it is decided against', async () => {
    const { hall, owner } = await newRecord();
    const refused = await hall.commit(owner, async () => failure(issue('error', 'conflict', 'No.')));
    expect(refused).toMatchObject({ ok: false, issues: [{ diagnostics: 'No.' }] });
  });
});

describe('an edit of what was taken back', () => {
  it('brings it back, even with the same words', async () => {
    const record = await newRecord();
    const [entry] = (await put(record, { drafts: [draft(weight('w', 70))] })).entries;
    const id = entry?.id ?? '';
    await put(record, { withdrawals: [{ type: 'Observation', id, reason: 'Wrong' }] });
    expect((await put(record, { drafts: [draft(weight('w', 70))] })).entries).toMatchObject([{ effect: 'unchanged' }]);
    const { resource } = draft(weight('w', 70));
    expect((await put(record, { drafts: [{ resource, id }] })).entries).toMatchObject([{ effect: 'changed', version: 3 }]);
    const view = must(await record.hall.view(lensOf(record.owner)));
    expect(must(await view.read('Observation', id)).marks.withdrawn).toBeUndefined();
  });
});
