import { afterAll, describe, expect, it } from 'vitest';
import { must, newRecord } from '../../testing/new-record.ts';
import { change, draft, lensOf, origin, weight } from '../../testing/people.ts';
import { sqliteStores } from '../../testing/stores.ts';
import type { Change } from '../doors.ts';
import { randomId } from '../ids.ts';

const stores = sqliteStores();
afterAll(() => stores.dispose());

describe('commits that wait for each other', () => {
  it('go together where they only add, each with its own answer', async () => {
    const { hall, owner, world } = await newRecord({ store: await stores.open() });
    const before = must(await hall.commit(owner, change(weight('first', 1)))).seq;
    const events: number[] = [];
    hall.onCommit(({ touched }) => void events.push(touched.length));
    const adding = (n: number): Change => {
      const id = randomId(world.engine);
      return { drafts: [{ resource: { ...weight(id, n), id }, id, isNew: true }], origin: { kind: 'entry', at: origin.at } };
    };
    const changes = Array.from({ length: 16 }, (_, n) => adding(n));
    const done = await Promise.all(changes.map((each) => hall.commit(owner, each)));
    expect(done.map((each) => must(each).entries.map(({ id }) => id))).toEqual(changes.map(({ drafts }) => [drafts[0]?.id]));
    expect(must(done.at(-1)!).seq).toBeLessThan(before + 16);
    expect(events.reduce((sum, each) => sum + each, 0)).toBe(16);
    const view = must(await hall.view(lensOf(owner)));
    for (const { drafts } of changes) expect(must(await view.read('Observation', drafts[0]?.id ?? '')).version).toBe(1);
  });

  it('are refused one by one', async () => {
    const { hall, owner, world } = await newRecord({ store: await stores.open() });
    const adding = (id: string): Change => ({
      drafts: [{ resource: { ...weight(id, 1), id }, id, isNew: true }],
      origin: { kind: 'entry', at: origin.at },
    });
    const [good, better] = [randomId(world.engine), randomId(world.engine)];
    const done = await Promise.all([good, 'no id of ours', better].map((id) => hall.commit(owner, adding(id))));
    expect(done.map(({ ok }) => ok)).toEqual([true, false, true]);
  });
});

it('a hall that is far behind another takes over the index that it left', async () => {
  const record = await newRecord({ store: await stores.open() });
  const { hall, owner } = record;
  must(await hall.commit(owner, change(weight('first', 1))));
  const other = await record.reopen();
  for (let n = 0; n < 12; n += 1) must(await other.hall.commit(other.owner, { drafts: [draft(weight(`of-${n}`, n))], origin }));
  await other.hall.lock(other.owner);
  const view = must(await hall.view(lensOf(owner)));
  expect(must(await view.counts())['Observation']).toBe(13);
  must(await hall.commit(owner, change(weight('last', 1))));
  expect(must(await view.counts())['Observation']).toBe(14);
});
