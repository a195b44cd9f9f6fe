import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight } from '../../testing/served.ts';

describe('delete', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  it('takes a resource back: gone, its history kept, and back with the next version when it is put again', async () => {
    const id = await desk.idOf('Observation', 'w');
    const before = await desk.ask('GET', `Observation/${id}`);
    expect((await desk.ask('DELETE', `Observation/${id}`)).status).toBe(204);
    expect(await desk.ask('GET', `Observation/${id}`)).toMatchObject({ status: 410, json: { issue: [{ code: 'deleted' }] } });
    expect((await desk.ask('GET', `Observation/${id}/_history/2`)).status).toBe(410);
    expect((await desk.ask('GET', `Observation/${id}/_history/1`)).status).toBe(200);
    expect((await desk.ask('GET', `Observation?_id=${id}`)).json).toMatchObject({ total: 0 });
    expect((await desk.ask('DELETE', `Observation/${id}`)).status).toBe(204);
    const history = await desk.ask('GET', `Observation/${id}/_history`);
    expect(history.json).toMatchObject({
      type: 'history',
      total: 2,
      entry: [{ request: { method: 'DELETE' } }, { request: { method: 'POST' } }],
    });
    expect((history.json['entry'] as unknown as { resource?: object }[])[0]?.resource).toBeUndefined();
    const again = await desk.ask('PUT', `Observation/${id}`, { body: before.json });
    expect(again).toMatchObject({ status: 201, json: { meta: { versionId: '3' } } });
    expect((await desk.ask('GET', `Observation/${id}`)).status).toBe(200);
  });

  it('of nothing succeeds, and says nothing', async () => {
    expect(await desk.ask('DELETE', `Observation/${crypto.randomUUID()}`)).toMatchObject({ status: 204, text: '' });
  });

  it('by a condition takes back one, and refuses several', async () => {
    const body = { ...weight('', 1, '2024'), id: undefined, identifier: [{ system: 'urn:dev', value: 'cd' }] };
    await desk.ask('POST', 'Observation', { body });
    const path = 'Observation?identifier=urn:dev|cd';
    expect((await desk.ask('DELETE', path)).status).toBe(204);
    expect((await desk.ask('GET', path)).json).toMatchObject({ total: 0 });
    expect((await desk.ask('DELETE', path)).status).toBe(204);
    await desk.ask('POST', 'Observation', { body });
    await desk.ask('POST', 'Observation', { body });
    expect((await desk.ask('DELETE', path)).status).toBe(412);
    expect((await desk.ask('DELETE', 'Observation')).status).toBe(412);
  });

  it('of a stale version, or by who may only read, is refused', async () => {
    const made = await desk.ask('POST', 'Observation', { body: weight('x', 1, '2024') });
    const id = String(made.json['id']);
    expect((await desk.ask('DELETE', `Observation/${id}`, { headers: { 'if-match': 'W/"7"' } })).status).toBe(412);
    const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
    expect((await desk.ask('DELETE', `Observation/${id}`, { bearer })).status).toBe(403);
    expect((await desk.ask('GET', `Observation/${id}`)).status).toBe(200);
  });
});
