import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';

describe('$lastn', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    const pulse = (name: string, day: string) => ({
      ...weight(name, 60, day),
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    });
    const steps = (name: string, day: string) => ({ ...weight(name, 60, day), code: { text: 'Steps' } });
    desk = await openDesk([
      patient('p', 'Aster'),
      weight('w1', 70, '2024-01-01'),
      weight('w3', 72, '2024-03-01'),
      weight('w2', 71, '2024-02-01'),
      pulse('h1', '2024-01-01'),
      steps('s1', '2024-01-01'),
      steps('s2', '2024-01-02'),
    ]);
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());
  const daysOf = (answer: { json: Record<string, unknown> }) =>
    ((answer.json['entry'] ?? []) as { resource: { effectiveDateTime: string; code: { text?: string } } }[])
      .map(({ resource }) => resource.effectiveDateTime)
      .sort();

  it('is the newest of each kind, or the newest few', async () => {
    expect(daysOf(await desk.ask('GET', `Observation/$lastn?patient=${id}`))).toEqual(['2024-01-01', '2024-01-02', '2024-03-01']);
    const two = await desk.ask('GET', `Observation/$lastn?subject=Patient/${id}&max=2&category=vital-signs&code=29463-7`);
    expect(daysOf(two)).toEqual(['2024-02-01', '2024-03-01']);
    expect(two.json['total']).toBe(2);
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueReference: { reference: `Patient/${id}` } },
        { name: 'max', valuePositiveInt: 1 },
      ],
    };
    expect(daysOf(await desk.ask('POST', 'Observation/$lastn', { body }))).toHaveLength(3);
  });

  it('is refused without a patient, with a strange max, or without a token', async () => {
    expect((await desk.ask('GET', 'Observation/$lastn')).status).toBe(400);
    expect((await desk.ask('GET', `Observation/$lastn?patient=${id}&max=x`)).status).toBe(400);
    expect((await desk.ask('GET', `Observation/$lastn?patient=${id}&code:nonsense=x`)).status).toBe(400);
    expect((await desk.ask('GET', `Observation/$lastn?patient=${id}`, { bearer: '' })).status).toBe(401);
  });
});
