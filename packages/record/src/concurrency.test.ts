import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { base64url } from '@satchel/vault';
import { must, newRecord, type TestRecord } from '../testing/new-record.ts';
import { change, draft, lensOf, origin, weight } from '../testing/people.ts';
import { memoryStores, postgresStores, sqliteStores } from '../testing/stores.ts';
import type { Change, Committed } from './doors.ts';
import type { OpenHall } from './hall.ts';
import type { Outcome } from '@satchel/fhir';

const WRITERS = 20;
const EDITS = process.env['SATCHEL_NIGHTLY'] === '1' ? 25 : 3;

interface Seat {
  readonly hall: OpenHall;
  readonly owner: TestRecord['owner'];
}

/** Reads the counter, adds one, and writes on the condition that nobody was first: until it succeeds. */
async function increment({ hall, owner }: Seat, id: string): Promise<number> {
  for (let conflicts = 0; ; conflicts++) {
    const view = must(await hall.view(lensOf(owner)));
    const now = must(await view.read('Observation', id));
    const value = (JSON.parse(now.text) as { valueQuantity: { value: number } }).valueQuantity.value + 1;
    const edit: Change = { drafts: [{ ...draft(weight('counter', value)), id }], origin, expects: { [`Observation/${id}`]: now.version } };
    const done: Outcome<Committed> = await hall.commit(owner, edit);
    if (done.ok) return conflicts;
    if (done.issues[0]?.code !== 'conflict') throw new Error(done.issues[0]?.diagnostics);
  }
}

async function answersOf({ hall, owner }: Seat, id: string): Promise<unknown> {
  const view = must(await hall.view(lensOf(owner)));
  return [
    must(await view.history('Observation', id)),
    must(await view.search('Observation', '_sort=_id&_count=100')),
    must(await view.counts()),
    must(await view.timeline({ limit: 100 })),
  ];
}

for (const stores of [memoryStores(), sqliteStores(), await postgresStores()]) {
  describe.skipIf(!stores)(`twenty writers of one record: ${stores?.name ?? 'PostgreSQL'}`, () => {
    afterAll(() => stores?.dispose());

    it('lose no update through two halls on one store; versions follow each other; both answer the same [S36]', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const seats: Seat[] = [record, await record.reopen()];
      const [entry] = must(await record.hall.commit(record.owner, change(weight('counter', 0)))).entries;
      const { id } = entry!;
      const conflicts = await Promise.all(
        Array.from({ length: WRITERS }, async (_, writer) => {
          let met = 0;
          for (let n = 0; n < EDITS; n++) {
            const seat = seats[writer % 2]!;
            met += await increment(seat, id);
            // Others' facts come in between; they are never lost either.
            must(await seat.hall.commit(seat.owner, change(weight(`of-${writer}-${n}`, writer))));
          }
          return met;
        }),
      );
      expect(conflicts.some((met) => met > 0)).toBe(true);
      const [one, other] = [await answersOf(seats[0]!, id), await answersOf(seats[1]!, id)];
      expect(one).toEqual(other);
      const [history] = one as [{ version: number; text: string }[]];
      expect(history.map(({ version }) => version)).toEqual(
        Array.from({ length: WRITERS * EDITS + 1 }, (_, at) => WRITERS * EDITS + 1 - at),
      );
      expect(history.map(({ text }) => (JSON.parse(text) as { valueQuantity: { value: number } }).valueQuantity.value)).toEqual(
        Array.from({ length: WRITERS * EDITS + 1 }, (_, at) => WRITERS * EDITS - at),
      );
      for (const { hall, owner } of seats) expect(must(await hall.unlock(owner)).alarms).toEqual([]);
      const fresh = await record.reopen();
      expect(await answersOf(fresh, id)).toEqual(one);
      expect((await fresh.hall.prove(fresh.owner))!.damage).toEqual([]);
    }, 120_000);

    it('give each version to one of those who expect the one before', async () => {
      const record = await newRecord({ store: await stores!.open() });
      const seats: Seat[] = [record, await record.reopen()];
      const [entry] = must(await record.hall.commit(record.owner, change(weight('counter', 0)))).entries;
      const { id } = entry!;
      const done = await Promise.all(
        Array.from({ length: WRITERS }, (_, writer) =>
          seats[writer % 2]!.hall.commit(record.owner, {
            drafts: [{ ...draft(weight('counter', writer + 1)), id }],
            origin,
            expects: { [`Observation/${id}`]: 1 },
          }),
        ),
      );
      expect(done.filter(({ ok }) => ok)).toHaveLength(1);
      expect(done.filter(({ ok }) => !ok).every(({ issues }) => issues[0]?.code === 'conflict')).toBe(true);
    }, 60_000);

    it('go on while readings are put out of memory at every turn [S13]', async () => {
      const first = await newRecord({ store: await stores!.open() });
      const world = { ...first.world, limits: { cacheBytes: 1 } };
      const people = [await newRecord({ world }), await newRecord({ world })];
      const { hall } = people[0]!;
      await Promise.all(
        people.flatMap(({ owner }, n) =>
          Array.from({ length: 8 }, async (_, at) => {
            must(await hall.commit(owner, change(weight(`${n}-${at}`, 50 + n))));
            const view = must(await hall.view(lensOf(owner)));
            const found = must(await view.search('Observation', '_count=50'));
            expect(found.matches.every(({ text }) => text.includes(`"value":${50 + n}`))).toBe(true);
          }),
        ),
      );
      for (const { owner } of people) expect(must(await must(await hall.view(lensOf(owner))).counts())['Observation']).toBe(8);
    });
  });
}

const postgres = await postgresStores();
describe.skipIf(!postgres)('two processes on one PostgreSQL', () => {
  afterAll(() => postgres?.dispose());
  it('lose no update and answer the same [S36]', async () => {
    const record = await newRecord({ store: await postgres!.open() });
    const [entry] = must(await record.hall.commit(record.owner, change(weight('counter', 0)))).entries;
    const { id } = entry!;
    const seat = {
      url: postgres!.urlOf!(),
      id,
      writers: WRITERS / 2,
      edits: EDITS,
      serviceKey: base64url(record.world.serviceKey),
      reach: { person: record.person, grant: 'owner', holder: base64url(record.account.exchange), manage: record.owner.certificate.manage },
    };
    const children = ['a', 'b'].map((name) =>
      fork(new URL('../testing/writer.ts', import.meta.url), [JSON.stringify({ ...seat, name })], {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      }),
    );
    const said = await Promise.all(
      children.map(async (child) => {
        let out = '';
        child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
        const [code] = (await once(child, 'exit')) as [number];
        expect(code).toBe(0);
        return out;
      }),
    );
    expect(said[0]).toBe(said[1]);
    const view = must(await record.hall.view(lensOf(record.owner)));
    const history = must(await view.history('Observation', id));
    expect(history.map(({ version }) => version)).toEqual(Array.from({ length: WRITERS * EDITS + 1 }, (_, at) => WRITERS * EDITS + 1 - at));
    expect((JSON.parse(history[0]!.text) as { valueQuantity: { value: number } }).valueQuantity.value).toBe(WRITERS * EDITS);
    expect(must(await record.hall.unlock(record.owner)).alarms).toEqual([]);
  }, 120_000);
});
