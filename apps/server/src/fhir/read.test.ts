import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

describe('read', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    desk = await openDesk();
    id = await desk.idOf('Observation', 'w');
  });
  afterAll(() => desk.close());

  it('answers the resource with its version and time', async () => {
    const { status, headers, json } = await desk.ask('GET', `Observation/${id}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ resourceType: 'Observation', id, meta: { versionId: '1' } });
    expect(headers.get('etag')).toBe('W/"1"');
    expect(Date.parse(headers.get('last-modified') ?? '')).not.toBeNaN();
    expect(headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('says 304 to who has this version already', async () => {
    const seen = await desk.ask('GET', `Observation/${id}`);
    expect((await desk.ask('GET', `Observation/${id}`, { headers: { 'if-none-match': 'W/"1"' } })).status).toBe(304);
    expect((await desk.ask('GET', `Observation/${id}`, { headers: { 'if-none-match': 'W/"2"' } })).status).toBe(200);
    const since = { 'if-modified-since': seen.headers.get('last-modified') ?? '' };
    expect((await desk.ask('GET', `Observation/${id}`, { headers: since })).status).toBe(304);
    expect((await desk.ask('GET', `Observation/${id}`, { headers: { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' } })).status).toBe(
      200,
    );
  });

  it('knows nothing of what is not here, in the same words each time', async () => {
    const absent = await desk.ask('GET', `Observation/${crypto.randomUUID()}`);
    expect(absent).toMatchObject({ status: 404, json: { resourceType: 'OperationOutcome', issue: [{ code: 'not-found' }] } });
    expect((await desk.ask('GET', `Patient/${id}`)).text).toBe(absent.text);
    expect((await desk.ask('GET', `Nonsense/${id}`)).text).toBe(absent.text);
  });

  it('is locked without a token', async () => {
    const locked = await desk.ask('GET', `Observation/${id}`, { bearer: '' });
    expect(locked.status).toBe(401);
    expect(locked.headers.get('www-authenticate')).toBe('Bearer realm="Satchel"');
    const wrong = await desk.ask('GET', `Observation/${id}`, { bearer: 'a.b.c' });
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="Satchel", error="invalid_token"');
  });

  it('is the same at the door for who reaches several records', async () => {
    const { json } = await desk.ask('GET', `Observation/${id}`, { base: desk.person.path('fhir') });
    expect(json).toMatchObject({ id });
    expect((await desk.ask('GET', `Observation/${id}`, { base: `/api/records/${crypto.randomUUID()}/fhir` })).status).toBe(404);
  });
});
