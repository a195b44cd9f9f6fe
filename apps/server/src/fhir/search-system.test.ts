import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

describe('search over several types', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());
  const typesOf = (answer: { json: Record<string, unknown> }) =>
    ((answer.json['entry'] ?? []) as { resource: { resourceType: string } }[]).map(({ resource }) => resource.resourceType).sort();

  it('finds in the types named, or in all', async () => {
    expect(typesOf(await desk.ask('GET', '?_type=Observation,Patient'))).toEqual(['Observation', 'Patient']);
    expect(typesOf(await desk.ask('POST', '_search', { body: '_type=Patient' }))).toEqual(['Patient']);
    const all = await desk.ask('GET', '?_lastUpdated=ge2020');
    expect(typesOf(all)).toEqual(expect.arrayContaining(['Observation', 'Patient', 'Provenance']));
    const paged = await desk.ask('GET', '?_count=1');
    expect((paged.json['link'] as unknown as { relation: string }[]).map(({ relation }) => relation)).toEqual(['self', 'next']);
  });

  it('is refused for types that there are not, and without a token', async () => {
    expect((await desk.ask('GET', '?_type=Nonsense')).status).toBe(400);
    expect((await desk.ask('GET', '?_type=Patient', { bearer: '' })).status).toBe(401);
    expect((await desk.ask('POST', '_search', { body: '_type=Nonsense' })).status).toBe(400);
  });
});
