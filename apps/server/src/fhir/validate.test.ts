import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight } from '../../testing/served.ts';

describe('$validate', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());
  const ask = (body: unknown, path = 'Observation/$validate') => desk.ask('POST', path, { body });

  it('finds nothing wrong with what is right, and keeps nothing', async () => {
    const before = await desk.ask('GET', 'Observation?_summary=count');
    expect(await ask(weight('x', 1, '2024'))).toMatchObject({ status: 200, json: { issue: [{ severity: 'information' }] } });
    expect((await desk.ask('GET', 'Observation?_summary=count')).json['total']).toBe(before.json['total']);
  });

  it('names what is wrong, and where', async () => {
    const found = await ask({
      resourceType: 'Parameters',
      parameter: [
        { name: 'resource', resource: { ...weight('x', 1, '2024'), status: 'no' } },
        { name: 'mode', valueCode: 'create' },
      ],
    });
    expect(found).toMatchObject({ status: 200, json: { issue: [{ severity: 'error', expression: ['Observation.status'] }] } });
    expect(await ask({ resourceType: 'Patient' })).toMatchObject({ status: 200, json: { issue: [{ severity: 'error' }] } });
  });

  it('says that profiles were not checked', async () => {
    const found = await ask({ ...weight('x', 1, '2024'), meta: { profile: ['http://e.example/p'] } });
    expect(found.json).toMatchObject({ issue: [{ severity: 'warning', code: 'not-supported' }] });
  });

  it('looks at what is here, or at its next version', async () => {
    const id = await desk.idOf('Observation', 'w');
    expect((await desk.ask('GET', `Observation/${id}/$validate`)).json).toMatchObject({ issue: [{ severity: 'information' }] });
    const next = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'mode', valueCode: 'update' },
        { name: 'resource', resource: weight('other', 1, '2024') },
      ],
    };
    expect((await ask(next, `Observation/${id}/$validate`)).json).toMatchObject({
      issue: [{ severity: 'error', expression: ['Observation.id'] }],
    });
  });

  it('is refused without a resource, with broken JSON, with a strange mode, or without a token', async () => {
    expect((await desk.ask('POST', 'Observation/$validate')).status).toBe(400);
    expect(
      (await desk.ask('POST', 'Observation/$validate', { body: '{', headers: { 'content-type': 'application/fhir+json' } })).status,
    ).toBe(400);
    expect((await ask(weight('x', 1, '2024'), 'Observation/$validate?mode=nonsense')).status).toBe(400);
    expect((await desk.ask('GET', `Observation/${crypto.randomUUID()}/$validate`)).status).toBe(404);
    expect((await desk.ask('POST', 'Observation/$validate', { body: {}, bearer: '' })).status).toBe(401);
  });
});
