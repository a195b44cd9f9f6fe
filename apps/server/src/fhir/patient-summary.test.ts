import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOfSummary } from '../../../../packages/output/testing/ips-oracle.ts';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';

const problem = {
  resourceType: 'Condition',
  id: 'c',
  subject: { reference: 'Patient/p' },
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  code: { text: 'Asthma' },
};

describe('$summary', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    const person = { ...patient('p', 'Aster'), identifier: [{ system: 'http://ids.example', value: '17' }] };
    desk = await openDesk([person, problem, weight('w', 70, '2024-01-01')]);
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());

  it('[IPS#2.0.0] is a document that holds to the profiles, by GET and POST, id and identifier, JSON and XML', async () => {
    for (const [method, path, body] of [
      ['GET', `Patient/${id}/$summary`],
      ['GET', 'Patient/$summary?identifier=http://ids.example|17'],
      ['POST', `Patient/${id}/$summary`, { resourceType: 'Parameters', parameter: [] }],
      [
        'POST',
        'Patient/$summary',
        { resourceType: 'Parameters', parameter: [{ name: 'identifier', valueString: 'http://ids.example|17' }] },
      ],
    ] as const) {
      const made = await desk.ask(method, path, body ? { body } : {});
      expect([path, made.status]).toEqual([path, 200]);
      expect(faultsOfSummary(made.json)).toEqual([]);
      expect(made.text).toContain('Asthma');
    }
    expect((await desk.ask('GET', `Patient/${id}/$summary?_format=xml`)).text).toContain('<Bundle xmlns="http://hl7.org/fhir">');
    const spanish = await desk.ask('GET', `Patient/${id}/$summary`, { headers: { 'accept-language': 'es-MX,es;q=0.9' } });
    expect(spanish.text).toContain('Problemas de salud');
  });

  it('[S12] shows a token of some types those alone, and says that the rest may be withheld', async () => {
    const slice = {
      rules: [
        { type: 'Patient', can: 'rs' },
        { type: 'Observation', can: 'rs' },
      ],
    };
    const bearer = await desk.person.pass({ kind: 'token', capabilities: { read: 'all' }, slice });
    const made = await desk.ask('GET', `Patient/${id}/$summary`, { bearer });
    expect(made.status).toBe(200);
    expect(faultsOfSummary(made.json)).toEqual([]);
    expect(made.text).not.toContain('Asthma');
    expect(made.text).toContain('"withheld"');
  });

  it('is refused for others, without an identifier, with another profile, and without a token', async () => {
    for (const [path, status] of [
      [`Patient/${crypto.randomUUID()}/$summary`, 404],
      ['Patient/$summary', 400],
      ['Patient/$summary?identifier=x', 404],
      [`Patient/${id}/$summary?profile=http://example.org/other`, 400],
      [`Patient/${id}/$summary?nonsense=1`, 400],
    ] as const)
      expect([path, (await desk.ask('GET', path)).status]).toEqual([path, status]);
    const named = `profile=${encodeURIComponent('http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips|2.0.0')}`;
    expect((await desk.ask('GET', `Patient/${id}/$summary?${named}`)).status).toBe(200);
    expect((await desk.ask('GET', `Patient/${id}/$summary`, { bearer: '' })).status).toBe(401);
  });
});
