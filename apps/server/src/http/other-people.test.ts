import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, bundleOf, importText, newPerson, patient, type Person, type Served, weight } from '../../testing/served.ts';
import { engines, ground, type Ground } from '../../testing/stores.ts';
import type { Fact, GrantLine, Timeline } from './api.ts';

/** Words that only Bob's record holds. */
const CANARY = 'Xylophonius';
const isNightly = process.env['SATCHEL_NIGHTLY'] === '1';

/** A body that a route would take, filled with ids of somebody; keyed by the end of its path. */
const BODIES: Readonly<Record<string, (ids: Ids) => object>> = {
  uploads: () => ({ name: 'x', size: 1, mediaType: 'x/x' }),
  timeline: () => ({}),
  words: () => ({ text: CANARY }),
  search: () => ({ type: 'Patient', query: `name=${CANARY}` }),
  'facts/read': ({ id }) => ({ type: 'Observation', id }),
  'facts/retract': ({ id }) => ({ type: 'Observation', id, version: 1, reason: 'x' }),
  'facts/restore': ({ id }) => ({ type: 'Observation', id, version: 1, reason: 'x' }),
  'results/series': () => ({ code: 'http://loinc.org|29463-7' }),
  excerpt: () => ({ place: 'entry 1' }),
  aside: ({ address }) => ({ decision: 'remove', original: address }),
  '': () => ({ name: 'Bob' }),
  import: () => ({}),
  member: () => ({ member: 'x' }),
  table: () => ({}),
  read: () => ({}),
  'originals/:address/text': () => ({ text: 'x' }),
  'originals/:address/results': () => ({ results: [{ place: 'line 1', name: 'x', value: '1', isNumber: true }] }),
};

interface Ids {
  readonly person: string;
  readonly id: string;
  readonly address: string;
  readonly grant: string;
  readonly job: string;
}

describe.each(engines)('[S08] ids of other people, on %s', (engine) => {
  let where: Ground | undefined;
  let served: Served;
  let alice: Person;
  let bob: Person;
  let bobs: Ids;
  let routes: { method: string; url: string }[] = [];

  beforeAll(async () => {
    where = await ground(engine);
    if (!where) return;
    served = await where.serve();
    alice = await newPerson(served, 'Alice');
    bob = await newPerson(served, 'Bob');
    await importText(alice, 'alice.json', bundleOf([patient('p', 'Alice'), weight('w', 60, '2024-01-01')]));
    const job = await importText(bob, 'bob.json', bundleOf([patient('p', CANARY), weight('w', 90, '2024-01-01')]));
    const {
      entries: [fact],
    } = await bob.api.call<Timeline>('POST', bob.path('timeline'), { types: ['Observation'] });
    const read = await bob.api.call<Fact>('POST', bob.path('facts/read'), { type: 'Observation', id: fact?.id });
    const grants = await bob.api.call<GrantLine[]>('GET', bob.path('grants'));
    bobs = {
      person: bob.person,
      id: fact?.id ?? '',
      address: read.evidence[0]?.original?.address ?? '',
      grant: grants[0]?.grant ?? '',
      job: job.id,
    };
    routes = routeTable(served);
  });
  afterAll(() => where?.clear());

  const test = (title: string, prove: () => Promise<void>, retry = 0) =>
    it(title, { retry }, async (context) => (where ? prove() : context.skip(`no ${engine} here`)));

  const call = ({ method, url }: { method: string; url: string }, ids: Ids, bearer: string) => {
    const path = url
      .replace(':person', ids.person)
      .replace('uploads/:id', `uploads/${ids.job}`)
      .replace('jobs/:id', `jobs/${ids.job}`)
      .replace(':address', ids.address)
      .replace(':grant', ids.grant)
      .replace(':type', 'Patient');
    const rest = url.replace('/api/records/:person', '').replace(/^\//, '');
    const body = BODIES[rest] ?? BODIES[rest.split('/').at(-1) ?? ''];
    const bytes = method === 'PUT' ? { body: new Uint8Array(1), headers: { 'content-type': 'application/octet-stream' } } : {};
    return ask(served.base, method, `${path}${method === 'PUT' ? '?offset=0' : ''}`, {
      bearer,
      ...(method !== 'GET' && body && { body: body(ids) }),
      ...bytes,
    });
  };

  test('on every route of a record answer like ids that never were: 404, the same bytes, nothing of theirs', async () => {
    expect(routes.length).toBeGreaterThan(20);
    for (const route of routes) {
      const never = { ...bobs, person: crypto.randomUUID() };
      const [theirs, nobodys] = [await call(route, bobs, alice.bearer), await call(route, never, alice.bearer)];
      expect([route, theirs.status]).toEqual([route, 404]);
      expect(theirs.text).toBe(nobodys.text);
      expect(theirs.text).not.toContain(CANARY);
      expect([...theirs.headers.keys()]).toEqual([...nobodys.headers.keys()]);
    }
  });

  test("inside one's own record open nothing either", async () => {
    // The FHIR room proves the same of its own table (fhir/strangers.test.ts).
    for (const route of routes.filter(
      ({ url, method }) =>
        !url.includes('/fhir') && /:(id|address|grant)|facts|aside/.test(url) && !(method === 'DELETE' && url.endsWith(':person')),
    )) {
      const answer = await call(route, { ...bobs, person: alice.person }, alice.bearer);
      const harmless = route.url.endsWith('aside') ? [200] : [404];
      expect([route, answer.status]).toEqual([route, expect.toSatisfy((status: number) => harmless.includes(status))]);
      expect(answer.text).not.toContain(CANARY);
    }
  });

  test('without any token are locked, whoever they belong to', async () => {
    for (const route of routes) {
      const [theirs, nobodys] = [await call(route, bobs, ''), await call(route, { ...bobs, person: crypto.randomUUID() }, '')];
      expect([route, theirs.status]).toEqual([route, 401]);
      expect(theirs.text).toBe(nobodys.text);
    }
  });

  test('cannot be reached through what Alice may ask for', async () => {
    const rounds = isNightly ? 2000 : 60;
    for (let at = 0; at < rounds; at++) {
      const query = QUERIES[at % QUERIES.length]?.(bobs) ?? '';
      const answer = await ask(served.base, 'POST', alice.path('search'), {
        bearer: alice.bearer,
        body: { type: at % 2 ? 'Observation' : 'Patient', query },
      });
      expect(answer.text).not.toContain(CANARY);
      expect(answer.text).not.toContain(bobs.id === '' ? 'never' : `"id":"${bobs.id}"`);
    }
  });

  test('[S15] answer as fast as ids that never were', async () => {
    const rounds = isNightly ? 5000 : 200;
    const route = { method: 'POST', url: '/api/records/:person/facts/read' };
    let longer = 0;
    for (let at = 0; at < rounds; at++) {
      const times = [];
      for (const ids of [bobs, { ...bobs, person: crypto.randomUUID() }]) {
        const start = process.hrtime.bigint();
        await call(route, ids, alice.bearer);
        times.push(Number(process.hrtime.bigint() - start));
      }
      if ((times[0] ?? 0) > (times[1] ?? 0)) longer += 1;
    }
    // Sign test at p = 0.01: 2.58 standard deviations.
    expect(Math.abs(longer - rounds / 2) / (Math.sqrt(rounds) / 2)).toBeLessThan(2.58);
    // A real difference shows in every one of three tries.
  }, 2);
});

const QUERIES: readonly ((ids: Ids) => string)[] = [
  ({ id }) => `_id=${id}`,
  () => `name=${CANARY}`,
  ({ id }) => `_id=${id}&_include=*&_revinclude=*`,
  () => '_has:Observation:subject:code=29463-7',
  () => 'value-quantity=gt80',
  ({ person }) => `subject=Patient/${person}`,
  () => `subject:Patient.name=${CANARY}`,
  () => `_content=${CANARY}`,
  () => `_text=${CANARY}`,
  ({ address }) => `_source=${address}`,
];

/** The server's own table of routes, so that a new route cannot be forgotten here. */
function routeTable({ house }: Served): { method: string; url: string }[] {
  return house.routes.filter(({ url }) => url.startsWith('/api/records/:person'));
}
