import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validate } from '@satchel/fhir';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';

describe('$document', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    const composition = {
      resourceType: 'Composition',
      id: 'c',
      status: 'final',
      type: { text: 'Note' },
      title: 'Note',
      date: '2024-01-01',
      subject: { reference: 'Patient/p' },
      author: [{ reference: 'Practitioner/nobody' }],
      section: [{ title: 'Weights', entry: [{ reference: 'Observation/w' }, { reference: 'Observation/w' }] }],
    };
    desk = await openDesk([patient('p', 'Aster'), weight('w', 70, '2024-01-01'), composition]);
    id = await desk.idOf('Composition', 'c');
  });
  afterAll(() => desk.close());

  it('is the Composition first, then what it refers to, each once', async () => {
    const { status, json } = await desk.ask('GET', `Composition/${id}/$document`);
    expect(status).toBe(200);
    const entries = json['entry'] as unknown as { resource: { resourceType: string } }[];
    expect(entries.map(({ resource }) => resource.resourceType)).toEqual(['Composition', 'Patient', 'Observation']);
    expect(validate(json)).toEqual([]);
  });

  it('is kept where that is asked', async () => {
    const kept = await desk.ask('POST', `Composition/${id}/$document?persist=true`);
    expect(kept.status).toBe(200);
    const place = (kept.headers.get('location') ?? '').replace(`${desk.served.base}/fhir/`, '').replace('/_history/1', '');
    expect((await desk.ask('GET', place)).json).toMatchObject({
      resourceType: 'Bundle',
      type: 'document',
      identifier: kept.json['identifier'],
    });
  });

  it('is refused for what is not here, to be kept by GET, or without a token', async () => {
    expect((await desk.ask('GET', `Composition/${crypto.randomUUID()}/$document`)).status).toBe(404);
    expect((await desk.ask('GET', `Composition/${id}/$document?persist=true`)).status).toBe(405);
    expect((await desk.ask('GET', `Composition/${id}/$document?nonsense=1`)).status).toBe(400);
    expect((await desk.ask('GET', `Composition/${id}/$document`, { bearer: '' })).status).toBe(401);
    const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
    expect((await desk.ask('POST', `Composition/${id}/$document?persist=true`, { bearer })).status).toBe(403);
  });
});
