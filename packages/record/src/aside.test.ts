import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../testing/new-record.ts';
import { change, condition, lensOf, patient, weight } from '../testing/people.ts';
import { asideFrom, decideAside } from './aside-decision.ts';
import type { Change } from './doors.ts';

const original = { address: 'cd'.repeat(32), name: 'other.json', mediaType: 'application/json', size: 3 };
const fromFile = (...resources: Record<string, unknown>[]): Change => ({
  ...change(...resources),
  origin: { kind: 'file', at: '2026-03-01T10:00:00Z', original },
});
const of = (id: string) => ({ subject: { reference: `Patient/${id}` } });

describe('what speaks of another person', () => {
  it('is kept aside and told; the rest of the change is not [PH.1.1#06]', async () => {
    const { hall, owner } = await newRecord();
    const done = must(
      await hall.commit(
        owner,
        fromFile(
          patient('me'),
          weight('mine', 70, '2026', of('me')),
          patient('her', 'Anders', '1950-01-01'),
          weight('hers', 50, '2026', of('her')),
        ),
      ),
    );
    expect(done.entries.map(({ issues }) => issues.some(({ code }) => code === 'business-rule'))).toEqual([false, false, true, false]);
    const view = must(await hall.view(lensOf(owner)));
    expect(
      must(await view.list(['Observation', 'Patient']))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([done.entries[0]!.id, done.entries[1]!.id].sort());
    expect(must(await view.timeline({ types: ['Observation'] })).entries).toHaveLength(1);
    expect(must(await view.read('Observation', done.entries[3]!.id)).marks).toMatchObject({ aside: true });
    expect(must(await view.read('Observation', done.entries[3]!.id)).text).toContain('urn:satchel:mark');
  });

  it('goes aside with its person, also when it came before', async () => {
    const { hall, owner } = await newRecord();
    must(await hall.commit(owner, change(patient('me'))));
    const [hers] = must(await hall.commit(owner, fromFile(weight('hers', 50, '2026', of('her'))))).entries;
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.list(['Observation']))).toHaveLength(1);
    must(await hall.commit(owner, fromFile(patient('her', 'Anders', '1950-01-01'))));
    expect(must(await view.list(['Observation']))).toHaveLength(0);
    expect(must(await view.read('Observation', hers!.id))).toMatchObject({ version: 2, marks: { aside: true } });
  });

  it('knows the holder by another spelling, by a date that is partly written, and by nothing to the contrary', async () => {
    const { hall, owner } = await newRecord();
    must(await hall.commit(owner, change(patient('me', 'Müller', '1980-02-01'))));
    const done = must(
      await hall.commit(
        owner,
        fromFile(patient('a', 'Muller', '1980'), { resourceType: 'Patient', id: 'b' }, patient('c', 'Muster-Müller', '1980-02')),
      ),
    );
    expect(done.entries.flatMap(({ issues }) => issues.filter(({ code }) => code === 'business-rule'))).toEqual([]);
  });

  it('comes in when the holder says so, all of it and for good [PH.1.1#06]', async () => {
    const { hall, owner } = await newRecord();
    must(await hall.commit(owner, change(patient('me'))));
    const hers = fromFile(patient('her', 'Anders', '1950-01-01'), weight('w', 50, '2026', of('her')), condition('c', 'general', of('her')));
    must(await hall.commit(owner, hers));
    expect(must(await asideFrom(hall.tools, owner, original.address))).toHaveLength(3);
    expect(must(await asideFrom(hall.tools, owner, 'ef'.repeat(32)))).toEqual([]);
    const done = must(await decideAside(hall.tools, hall.commit, owner, original.address, 'keep'));
    expect(done?.entries.map(({ effect }) => effect)).toEqual(['restored', 'restored', 'restored']);
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.counts())).toMatchObject({ Patient: 2, Observation: 1, Condition: 1 });
    expect(must(await asideFrom(hall.tools, owner, original.address))).toEqual([]);
    // Imported again, and more of the same: it stays in.
    expect(must(await hall.commit(owner, hers)).entries.every(({ effect }) => effect === 'unchanged')).toBe(true);
    must(await hall.commit(owner, fromFile(patient('her', 'Anders', '1950-01'), weight('w2', 51, '2026', of('her')))));
    expect(must(await view.counts())).toMatchObject({ Patient: 2, Observation: 2 });
    expect(must(await decideAside(hall.tools, hall.commit, owner, original.address, 'keep'))).toBeUndefined();
  });

  it('goes when the holder says so, and does not come back with the same file', async () => {
    const { hall, owner } = await newRecord();
    must(await hall.commit(owner, change(patient('me'))));
    const hers = fromFile(patient('her', 'Anders', '1950-01-01'), weight('w', 50, '2026', of('her')));
    const [, entry] = must(await hall.commit(owner, hers)).entries;
    must(await decideAside(hall.tools, hall.commit, owner, original.address, 'remove'));
    const view = must(await hall.view(lensOf(owner)));
    expect(must(await view.read('Observation', entry!.id)).marks).toMatchObject({ withdrawn: 'It speaks of another person.', aside: true });
    expect(must(await view.search('Observation', '')).total).toBe(0);
    expect(must(await hall.commit(owner, hers)).entries.every(({ effect }) => effect === 'unchanged')).toBe(true);
    expect(must(await view.search('Observation', '')).total).toBe(0);
  });

  it('is not for readers to decide', async () => {
    const { hall, hold } = await newRecord();
    expect((await decideAside(hall.tools, hall.commit, await hold({ read: 'all' }), original.address, 'keep')).ok).toBe(false);
  });
});
