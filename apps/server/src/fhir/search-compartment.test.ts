import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

describe('search in a compartment', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    desk = await openDesk();
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());

  it('finds what belongs to a patient', async () => {
    expect((await desk.ask('GET', `Patient/${id}/Observation?code=29463-7`)).json).toMatchObject({ total: 1 });
    expect((await desk.ask('POST', `Patient/${id}/Observation/_search`, { body: 'code=29463-7' })).json).toMatchObject({ total: 1 });
    expect((await desk.ask('GET', `Patient/${id}/*`)).json['total'] as unknown as number).toBeGreaterThanOrEqual(2);
    expect((await desk.ask('GET', `Patient/${crypto.randomUUID()}/Observation`)).json).toMatchObject({ total: 0 });
  });

  it('is refused where there is no such compartment, for types without a part in it, and without a token', async () => {
    expect((await desk.ask('GET', `Observation/${id}/Patient`)).status).toBe(404);
    expect((await desk.ask('GET', `Patient/${id}/Organization`)).status).toBe(400);
    expect((await desk.ask('GET', `Patient/${id}/Nonsense`)).status).toBe(404);
    expect((await desk.ask('GET', `Patient/${id}/Observation`, { bearer: '' })).status).toBe(401);
    expect((await desk.ask('POST', `Patient/${id}/Observation/_search`, { body: { a: 1 } })).status).toBe(415);
  });
});
