import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validate } from '@satchel/fhir';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight } from '../../testing/served.ts';

describe('history', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    desk = await openDesk();
    id = await desk.idOf('Observation', 'w');
    for (const value of [71, 72, 73]) await desk.ask('PUT', `Observation/${id}`, { body: weight(id, value, '2024-01-01') });
    await desk.ask('DELETE', `Observation/${id}`);
  });
  afterAll(() => desk.close());
  const versionsOf = (answer: { json: Record<string, unknown> }) =>
    ((answer.json['entry'] ?? []) as { request: { method: string }; response: { etag: string } }[]).map(
      ({ request, response }) => `${request.method} ${response.etag}`,
    );
  const nextOf = (answer: { json: Record<string, unknown> }) =>
    ((answer.json['link'] ?? []) as { relation: string; url: string }[])
      .find(({ relation }) => relation === 'next')
      ?.url.replace(`${desk.served.base}/fhir/`, '');

  it('of one resource is every version, newest first', async () => {
    const all = await desk.ask('GET', `Observation/${id}/_history`);
    expect(all).toMatchObject({ status: 200, json: { type: 'history', total: 5 } });
    expect(versionsOf(all)).toEqual(['DELETE W/"5"', 'PUT W/"4"', 'PUT W/"3"', 'PUT W/"2"', 'POST W/"1"']);
    expect(validate(all.json)).toEqual([]);
  });

  it('comes in pages', async () => {
    const first = await desk.ask('GET', `Observation/${id}/_history?_count=2`);
    const second = await desk.ask('GET', nextOf(first) ?? '');
    const third = await desk.ask('GET', nextOf(second) ?? '');
    expect([first, second, third].flatMap(versionsOf)).toHaveLength(5);
    expect(nextOf(third)).toBeUndefined();
  });

  it('of a type, and of everything, tells what changed', async () => {
    expect(versionsOf(await desk.ask('GET', 'Observation/_history'))).toHaveLength(5);
    const all = await desk.ask('GET', '_history?_count=3');
    expect(versionsOf(all)).toHaveLength(3);
    const rest = await desk.ask('GET', nextOf(all) ?? '');
    expect(rest.status).toBe(200);
    expect(versionsOf(await desk.ask('GET', 'Patient/_history'))).toEqual(['POST W/"1"']);
  });

  it('since an instant, or of what stood at one', async () => {
    expect(versionsOf(await desk.ask('GET', `Observation/${id}/_history?_since=2999-01-01T00:00:00Z`))).toEqual([]);
    expect(versionsOf(await desk.ask('GET', `Observation/_history?_since=2020-01-01T00:00:00Z`))).toHaveLength(5);
    expect(versionsOf(await desk.ask('GET', `Observation/${id}/_history?_at=2999`))).toEqual(['DELETE W/"5"']);
    expect(versionsOf(await desk.ask('GET', `Observation/_history?_at=2999`))).toEqual(['DELETE W/"5"']);
  });

  it('reads one version, and none that was not', async () => {
    expect((await desk.ask('GET', `Observation/${id}/_history/2`)).json).toMatchObject({
      valueQuantity: { value: 71 },
      meta: { versionId: '2' },
    });
    for (const vid of ['9', '0', 'x', '-1', '1.5']) expect((await desk.ask('GET', `Observation/${id}/_history/${vid}`)).status).toBe(404);
  });

  it('is refused for what never was, with strange parameters, or without a token', async () => {
    expect((await desk.ask('GET', `Observation/${crypto.randomUUID()}/_history`)).status).toBe(404);
    for (const [path, query] of [
      [`Observation/${id}/_history`, '_since=x'],
      ['Observation/_history', '_count=x'],
      ['_history', 'nonsense=1'],
      ['_history', '_at=x'],
    ])
      expect((await desk.ask('GET', `${path}?${query}`)).status).toBe(400);
    for (const path of [`Observation/${id}/_history`, `Observation/${id}/_history/1`, 'Observation/_history', '_history'])
      expect((await desk.ask('GET', path, { bearer: '' })).status).toBe(401);
  });
});
