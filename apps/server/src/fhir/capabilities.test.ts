import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validate } from '@satchel/fhir';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

describe('capabilities', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk([]);
  });
  afterAll(() => desk.close());

  it('are open to anybody and valid R4', async () => {
    const { status, json } = await desk.ask('GET', 'metadata', { bearer: '' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', kind: 'instance' });
    expect(validate(json)).toEqual([]);
    expect(json['rest']).toMatchObject([
      {
        security: {
          cors: true,
          extension: [{ extension: expect.arrayContaining([{ url: 'token', valueUri: `${desk.served.base}/oauth/token` }]) as unknown }],
        },
      },
    ]);
    const [rest] = json['rest'] as unknown as {
      resource: { type: string; supportedProfile?: string[]; searchParam: { name: string }[]; operation?: { name: string }[] }[];
    }[];
    const patient = rest?.resource.find(({ type }) => type === 'Patient');
    expect(patient?.supportedProfile).toContain('http://hl7.org/fhir/uv/ipa/StructureDefinition/ipa-patient');
    expect(patient?.searchParam.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['_id', '_lastUpdated', 'identifier', 'birthdate', 'name']),
    );
    expect(patient?.operation?.map(({ name }) => name)).toEqual(expect.arrayContaining(['everything', 'match', 'validate', 'meta']));
  });

  it('of one record are told to who reaches it', async () => {
    expect((await desk.ask('GET', 'metadata', { base: desk.person.path('fhir') })).status).toBe(200);
    expect((await desk.ask('GET', 'metadata', { base: desk.person.path('fhir'), bearer: '' })).status).toBe(401);
  });

  it('are refused in a language that nobody speaks here', async () => {
    const refused = await desk.ask('GET', 'metadata', { headers: { accept: 'text/turtle' } });
    expect(refused).toMatchObject({ status: 406, json: { resourceType: 'OperationOutcome' } });
    expect((await desk.ask('GET', 'metadata?_format=ttl')).status).toBe(406);
    expect((await desk.ask('GET', 'metadata', { headers: { accept: 'application/fhir+json; fhirVersion=3.0' } })).status).toBe(406);
    expect((await desk.ask('GET', 'metadata', { headers: { accept: 'application/fhir+json; fhirVersion=4.0' } })).status).toBe(200);
  });

  it('say which methods a path takes', async () => {
    const refused = await desk.ask('DELETE', 'metadata');
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('GET');
  });
});
