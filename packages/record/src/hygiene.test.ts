import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../testing/new-record.ts';
import { change, lensOf, patient, weight } from '../testing/people.ts';
import { BodyCache } from './body-cache.ts';
import type { RowBody } from './body.ts';
import { StoreError } from './storage/store.ts';

const body = (size: number): RowBody => ({ head: { t: 'Observation', at: 0 }, resource: 'x'.repeat(size) });

describe('what is kept of opened bodies', () => {
  it('is the most recently used, within its bytes', () => {
    const cache = new BodyCache(20_000);
    for (let n = 0; n < 10; n++) cache.put(`id${n}`, 1, body(1000));
    expect(cache.bytes).toBeLessThanOrEqual(20_000);
    expect(cache.get('id0', 1)).toBeUndefined();
    expect(cache.get('id9', 1)).toBeDefined();
    expect(cache.get('id3', 1)).toBeDefined();
    cache.put('new', 1, body(1000));
    expect(cache.get('id3', 1)).toBeDefined();
    expect(cache.get('id3', 2)).toBeUndefined();
    cache.put('large', 1, body(10_000));
    expect(cache.get('large', 1)).toBeUndefined();
    cache.clear();
    expect([cache.bytes, cache.get('id3', 1)]).toEqual([0, undefined]);
  });
});

describe('after the lock', () => {
  it('nothing of the reading is left, as soon as nobody else holds its keys', async () => {
    const { hall, owner } = await newRecord();
    const other = { ...owner, session: 'another sitting' };
    must(await hall.commit(owner, change(patient('p'), weight('a', 70))));
    must(await hall.view(lensOf(other)));
    const reading = must(await hall.tools.readings.current(owner));
    must(await must(await hall.view(lensOf(owner))).search('Observation', ''));
    expect(reading.bodies.bytes).toBeGreaterThan(0);
    await hall.lock(owner);
    expect(reading.index.counts()).toMatchObject({ Observation: 1 });
    await hall.lock(other);
    expect(() => reading.index.counts()).toThrow();
    expect(reading.bodies.bytes).toBe(0);
  });

  it('the garbage collector takes the index', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const { hall, owner } = await newRecord();
    must(await hall.commit(owner, change(weight('a', 70))));
    const seen = new WeakRef(must(await hall.tools.readings.current(owner)));
    await hall.lock(owner);
    for (let turn = 0; turn < 20 && seen.deref(); turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      gc();
    }
    expect(seen.deref()).toBeUndefined();
  });

  it('a view that was handed out opens the record again only with its keys, and a forgotten index is closed after its last reader', async () => {
    const { hall, owner } = await newRecord();
    must(await hall.commit(owner, change(...Array.from({ length: 300 }, (_, n) => weight(`w${n}`, n)))));
    const view = must(await hall.view(lensOf(owner)));
    const reading = must(await hall.tools.readings.current(owner));
    let count = 0;
    for await (const _ of view.everything(['Observation'])) {
      if (count === 0) hall.tools.readings.forget(owner.person);
      count += 1;
    }
    expect(count).toBe(300);
    expect(() => reading.index.counts()).toThrow();
  });
});

describe('a store that fails for a while', () => {
  it('takes nothing with it: readings open again, and no line of the access log is lost [S31]', async () => {
    const { hall, owner, world } = await newRecord();
    must(await hall.commit(owner, change(weight('a', 70))));
    await hall.lock(owner);
    const [get, write] = [world.store.get.bind(world.store), world.store.write.bind(world.store)];
    const fail = async (): Promise<never> => Promise.reject(new StoreError('unavailable', 'The store is away.'));
    world.store.get = fail;
    await expect(hall.view(lensOf(owner))).rejects.toThrow('away');
    world.store.get = get;
    const view = must(await hall.view(lensOf(owner)));
    must(await view.counts());
    world.store.write = fail;
    await expect(view.logged()).rejects.toThrow('away');
    await expect(view.logged()).rejects.toThrow('away');
    world.store.write = write;
    must(await view.timeline());
    await view.logged();
    const { readAccessLog } = await import('./access-log.ts');
    const log = await readAccessLog(world, owner);
    expect(log.map(({ what }) => what)).toEqual(expect.arrayContaining(['record', 'counts', 'timeline', '1 Observation, 1 Provenance']));
    expect(log.every(({ intact }) => intact)).toBe(true);
  });
});
