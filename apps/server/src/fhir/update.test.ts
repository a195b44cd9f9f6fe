import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight } from '../../testing/served.ts';

describe('update', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    desk = await openDesk();
    id = await desk.idOf('Observation', 'w');
  });
  afterAll(() => desk.close());
  const put = (body: object, headers: Record<string, string> = {}, path = `Observation/${id}`) => desk.ask('PUT', path, { body, headers });

  it('makes a new version, of the version that the writer saw', async () => {
    const made = await put(weight(id, 80, '2024-01-01'), { 'if-match': 'W/"1"' });
    expect(made).toMatchObject({ status: 200, json: { meta: { versionId: '2' }, valueQuantity: { value: 80 } } });
    expect(await put(weight(id, 81, '2024-01-01'), { 'if-match': 'W/"1"' })).toMatchObject({
      status: 412,
      json: { issue: [{ code: 'conflict' }] },
    });
    expect((await put(weight(id, 81, '2024-01-01'), { 'if-match': '1' })).status).toBe(400);
    expect((await desk.ask('GET', `Observation/${id}/_history/1`)).json).toMatchObject({ valueQuantity: { value: 70 } });
  });

  it('lets one of several writers of a version win', async () => {
    const tag = (await desk.ask('GET', `Observation/${id}`)).headers.get('etag') ?? '';
    const all = await Promise.all([1, 2, 3, 4].map((n) => put(weight(id, 90 + n, '2024-01-01'), { 'if-match': tag })));
    expect(all.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412, 412, 412]);
  });

  it('wants the id of the address in the resource', async () => {
    const { id: _, ...without } = weight(id, 1, '2024');
    expect((await put(without)).status).toBe(400);
    expect((await put(weight(crypto.randomUUID(), 1, '2024'))).status).toBe(400);
  });

  it('creates under a UUID of the writer, and under nothing else', async () => {
    const mine = crypto.randomUUID();
    const made = await put(weight(mine, 60, '2024'), {}, `Observation/${mine}`);
    expect(made).toMatchObject({ status: 201, json: { id: mine, meta: { versionId: '1' } } });
    expect(made.headers.get('location')).toContain(`/Observation/${mine}/_history/1`);
    expect((await put(weight('example', 60, '2024'), {}, 'Observation/example')).status).toBe(405);
    expect((await put({ resourceType: 'Patient', id: mine }, {}, `Patient/${mine}`)).status).toBe(409);
    expect((await put(weight(crypto.randomUUID(), 1, '2024'), { 'if-match': 'W/"1"' }, `Observation/${crypto.randomUUID()}`)).status).toBe(
      400,
    );
  });

  it('changes nothing where nothing changed', async () => {
    const before = await desk.ask('GET', `Observation/${id}`);
    const again = await put(before.json);
    expect(again.headers.get('etag')).toBe(before.headers.get('etag'));
  });

  it('by a condition updates one, creates one, or is refused', async () => {
    const named = (value: number) => {
      const { id: _, ...rest } = weight('', value, '2024-05-05');
      return { ...rest, identifier: [{ system: 'urn:dev', value: 'cu' }] };
    };
    const path = 'Observation?identifier=urn:dev|cu';
    const made = await put(named(1), {}, path);
    const changed = await put(named(2), {}, path);
    expect([made.status, changed.status]).toEqual([201, 200]);
    expect(changed.json).toMatchObject({ id: made.json['id'], meta: { versionId: '2' } });
    expect((await put({ ...named(3), id: crypto.randomUUID() }, {}, path)).status).toBe(400);
    await desk.ask('POST', 'Observation', { body: named(4) });
    expect((await put(named(5), {}, path)).status).toBe(412);
    expect((await put(named(5), {}, 'Observation')).status).toBe(412);
  });

  it('is refused to who may only read', async () => {
    const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
    expect((await desk.ask('PUT', `Observation/${id}`, { body: weight(id, 1, '2024'), bearer })).status).toBe(403);
  });
});
