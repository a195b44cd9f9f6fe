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

  const errorsIn = (answer: { json: Record<string, unknown> }) =>
    (answer.json['issue'] as { severity: string; diagnostics: string; expression?: string[] }[])
      .filter(({ severity }) => severity === 'error')
      .map(({ diagnostics, expression }) => [expression?.[0], diagnostics]);

  it('says of a profile that nobody holds here that it could not check it', async () => {
    const found = await ask({ ...weight('x', 1, '2024'), meta: { profile: ['http://e.example/p'] } });
    expect(found.json).toMatchObject({
      issue: [
        {
          severity: 'warning',
          code: 'not-supported',
          expression: ['meta.profile[0]'],
          diagnostics: expect.stringMatching(/^Could not check/) as string,
        },
      ],
    });
    const asked = await ask(
      weight('x', 1, '2024'),
      'Observation/$validate?profile=http://hl7.org/fhir/uv/ipa/StructureDefinition/ipa-observation|9',
    );
    expect(asked.json).toMatchObject({ issue: [{ severity: 'warning', expression: ['profile'] }] });
  });

  it('checks the profiles of guides that it holds', async () => {
    const usual = { ...weight('x', 1, '2024'), meta: { profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-body-weight'] } };
    expect(errorsIn(await ask(usual))).toEqual([]);
    const { category: _, ...bare } = usual;
    const broken = { ...bare, code: { coding: [{ system: 'http://loinc.org', code: '8302-2' }] } };
    expect(errorsIn(await ask(broken))).toEqual(
      expect.arrayContaining([
        ['Observation.category', 'us-core-vital-signs wants Observation.category at least once'],
        ['Observation.code', 'us-core-body-weight wants another pattern of Observation.code'],
      ]),
    );
    const patient = { resourceType: 'Patient', gender: 'male', name: [{ text: 'A' }] };
    const told = await ask(patient, 'Patient/$validate?profile=http://hl7.org/fhir/uv/ipa/StructureDefinition/ipa-patient');
    expect(errorsIn(told).map(([at]) => at)).toEqual(['Patient.identifier']);
    expect(told.text).toContain('marks Patient.birthDate as must-support');
    expect(told.text).toContain('Could not check the rule');
  });

  it('checks a StructureDefinition of the record', async () => {
    const url = 'http://own.example/StructureDefinition/weight';
    const body = {
      resourceType: 'StructureDefinition',
      url,
      name: 'OwnWeight',
      status: 'active',
      kind: 'resource',
      abstract: false,
      type: 'Observation',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
      derivation: 'constraint',
      differential: { element: [{ id: 'Observation.device', path: 'Observation.device', min: 1 }] },
    };
    expect((await desk.ask('POST', 'StructureDefinition', { body })).status).toBe(201);
    expect(errorsIn(await ask(weight('x', 1, '2024'), `Observation/$validate?profile=${url}`))).toEqual([
      ['Observation.device', 'weight wants Observation.device at least once'],
    ]);
    expect(
      errorsIn(await ask({ ...weight('x', 1, '2024'), device: { display: 'scales' } }, `Observation/$validate?profile=${url}`)),
    ).toEqual([]);
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
