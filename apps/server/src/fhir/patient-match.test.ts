import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

describe('$match', () => {
  let desk: FhirDesk;
  const known = {
    resourceType: 'Patient',
    id: 'p',
    identifier: [{ system: 'urn:mrn', value: '1' }],
    name: [{ family: 'Ásterova', given: ['Ana'] }],
    birthDate: '1980-02-03',
    gender: 'female',
  };
  beforeAll(async () => {
    desk = await openDesk([known]);
  });
  afterAll(() => desk.close());
  const match = (resource: object, more: object[] = []) =>
    desk.ask('POST', 'Patient/$match', {
      body: { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: { resourceType: 'Patient', ...resource } }, ...more] },
    });

  it('says how sure it is', async () => {
    const sure = await match({ identifier: known.identifier });
    expect(sure.json).toMatchObject({ total: 1, entry: [{ search: { mode: 'match', score: 1, extension: [{ valueCode: 'certain' }] } }] });
    const likely = await match({ name: [{ family: 'Asterova', given: ['Ana'] }], birthDate: '1980-02-03', gender: 'female' });
    expect(likely.json).toMatchObject({ entry: [{ search: { extension: [{ valueCode: 'probable' }] } }] });
    expect((await match({ name: [{ family: 'asterova' }] })).json).toMatchObject({
      entry: [{ search: { extension: [{ valueCode: 'possible' }] } }],
    });
    expect((await match({ name: [{ family: 'Asterova' }], birthDate: '1990' })).json).toMatchObject({ total: 0 });
    expect((await match({ name: [{ family: 'Asterova' }] }, [{ name: 'onlyCertainMatches', valueBoolean: true }])).json).toMatchObject({
      total: 0,
    });
  });

  it('is refused without a Patient, with a strange count, or without a token', async () => {
    expect((await desk.ask('POST', 'Patient/$match', { body: { resourceType: 'Parameters' } })).status).toBe(400);
    expect((await match({ resourceType: 'Observation' })).status).toBe(400);
    expect((await match({}, [{ name: 'count', valueInteger: -1 }])).status).toBe(400);
    expect((await desk.ask('POST', 'Patient/$match', { body: { resourceType: 'Parameters' }, bearer: '' })).status).toBe(401);
  });
});
