import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, bundleOf, importText, newPerson, patient, type Person, type Served, weight } from '../../testing/served.ts';
import { engines, ground, type Ground } from '../../testing/stores.ts';
import { callServer } from '../cli/desk/call.ts';
import type { Fact, Timeline } from './api.ts';

const isNightly = process.env['SATCHEL_NIGHTLY'] === '1';

describe.each(engines)('many at once on two servers over one %s', { timeout: 120_000 }, (engine) => {
  let where: Ground | undefined;
  let clock = 0;
  let servers: Served[] = [];
  const people: Person[] = [];
  const marks = ['Xanthippe', 'Yggdrasil', 'Zebulonia'];

  beforeAll(async () => {
    where = await ground(engine);
    if (!where) return;
    const now = () => Date.now() + clock;
    servers = [await where.serve({ now }), await where.serve({ now })];
    for (const mark of marks) {
      const person = await newPerson(servers[0] as Served, mark);
      await importText(person, 'life.json', bundleOf([patient('p', mark), weight('w', 70, '2024-01-01')]));
      people.push(person);
    }
  }, 120_000);
  afterAll(() => where?.clear());

  const test = (title: string, prove: () => Promise<void>) =>
    it(title, async (context) => (where ? prove() : context.skip(`no ${engine} here`)));
  const on = (at: number) => servers[at % servers.length] as Served;

  test("[S13] nobody ever gets another's data, while sittings are forgotten under their feet", async () => {
    const rounds = isNightly ? 20_000 : 400;
    const answers = Array.from({ length: rounds }, async (_, at) => {
      const which = (at * 7) % people.length;
      const person = people[which] as Person;
      // Every so often, everything that nobody is just using leaves memory.
      if (at % 40 === 0) {
        clock = 16 * 60_000;
        await on(at / 40).house.sittings.sweep();
        clock = 0;
      }
      const answer = await ask(on(at).base, 'POST', person.path('search'), { bearer: person.bearer, body: { type: 'Patient', query: '' } });
      return { ...answer, mine: marks[which] as string };
    });
    for (const { status, text, mine } of await Promise.all(answers)) {
      expect([status, text]).toEqual([200, expect.stringContaining(mine)]);
      for (const other of marks) if (other !== mine) expect(text).not.toContain(other);
    }
  });

  test('[S36] of twenty who change the same version, one wins and the others are told', async () => {
    const [ana] = people as [Person];
    const {
      entries: [fact],
    } = await ana.api.call<Timeline>('POST', ana.path('timeline'), { types: ['Observation'] });
    const tries = Array.from({ length: 20 }, (_, at) =>
      ask(on(at).base, 'POST', ana.path('facts/retract'), {
        bearer: ana.bearer,
        body: { type: fact?.type, id: fact?.id, version: fact?.version, reason: `reason ${at}` },
      }),
    );
    const answers = await Promise.all(tries);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const after = await ana.api.call<Fact>('POST', ana.path('facts/read'), { type: fact?.type, id: fact?.id });
    expect(after.versions.map(({ version }) => version)).toEqual([2, 1]);
  });

  test('[S36] twenty files at once through both servers: nothing is lost, both answer alike', async () => {
    const [, ben] = people as [Person, Person];
    const there = servers.map(({ base }) => {
      const api = callServer(base);
      api.use(ben.bearer);
      return { ...ben, api };
    });
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        importText(there[at % 2] as Person, `${at}.json`, bundleOf([weight(`n${at}`, 60 + at, '2024-02-02')])),
      ),
    );
    const found = await Promise.all(
      there.map(({ api, path }) => api.text('POST', path('search'), { type: 'Observation', query: '_sort=_id&_count=100' })),
    );
    expect(JSON.parse(found[0] ?? '')).toMatchObject({ total: 21 });
    expect(found[1]).toBe(found[0]);
  });

  test('a page hears what was committed on the other server', async () => {
    const [, , cat] = people as [Person, Person, Person];
    const response = await fetch(new URL('/api/events', on(0).base), { headers: { authorization: `Bearer ${cat.bearer}` } });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const elsewhere = { ...cat, api: callServer(on(1).base) };
    elsewhere.api.use(cat.bearer);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await importText(elsewhere, 'more.json', bundleOf([weight('more', 71, '2024-03-01')]));
    const told = new TextDecoder().decode((await reader.read()).value);
    expect(told).toMatch(/^data: \{"person":"[0-9a-f-]+","seq":\d+,"touched":\d+\}\n\n$/);
    expect(told).toContain(cat.person);
    await reader.cancel();
  });

  test('a file that speaks of somebody else is kept aside until its holder decides', async () => {
    const [ana] = people as [Person];
    const other = bundleOf([
      { ...patient('q', 'Stranger'), birthDate: '1950-01-01', name: [{ family: 'Stranger', given: ['Other'] }] },
      { ...weight('q1', 99, '2020-01-01'), subject: { reference: 'Patient/q' } },
    ]);
    const { report } = await importText(ana, 'other.json', other);
    expect(report?.aside).toMatchObject({ name: 'Other Stranger', birthDate: '1950-01-01' });
    const shown = async () => JSON.stringify(await ana.api.call<Timeline>('POST', ana.path('timeline'), {}));
    expect(await shown()).not.toContain('"99"');
    const decide = (decision: string) =>
      ana.api.call<{ resources: number }>('POST', ana.path('aside'), { decision, original: report?.original });
    expect(await decide('mine')).toEqual({ resources: 2 });
    expect(await shown()).toContain('"99"');
    expect(await decide('remove')).toEqual({ resources: 0 });
  });
});
