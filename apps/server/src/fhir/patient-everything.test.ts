import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';

interface Entry {
  readonly resource: { readonly resourceType: string; readonly id: string };
}

describe('$everything', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    const visit = {
      resourceType: 'Encounter',
      id: 'e',
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: 'Patient/p' },
      serviceProvider: { reference: 'Organization/o' },
    };
    const others = { resourceType: 'Organization', id: 'other', name: 'Elsewhere' };
    const weights = Array.from({ length: 30 }, (_, n) => weight(`w${n}`, 60 + n, `20${String(n).padStart(2, '0')}-01-01`));
    desk = await openDesk([patient('p', 'Aster'), visit, { resourceType: 'Organization', id: 'o', name: 'Clinic' }, others, ...weights]);
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());
  const entriesOf = (answer: { json: Record<string, unknown> }) => (answer.json['entry'] ?? []) as Entry[];
  const typesOf = (answer: { json: Record<string, unknown> }) =>
    [...new Set(entriesOf(answer).map(({ resource }) => resource.resourceType))].sort();

  it('is what belongs to the patient and what that refers to', async () => {
    const all = await desk.ask('GET', `Patient/${id}/$everything`);
    expect(all).toMatchObject({ status: 200, json: { resourceType: 'Bundle', type: 'searchset' } });
    expect(typesOf(all)).toEqual(['Encounter', 'Observation', 'Organization', 'Patient', 'Provenance']);
    expect(entriesOf(all).filter(({ resource }) => resource.resourceType === 'Organization')).toHaveLength(1);
    const whole = await desk.ask('GET', 'Patient/$everything');
    expect(entriesOf(whole).filter(({ resource }) => resource.resourceType === 'Organization')).toHaveLength(2);
  });

  it('of some types, some years, or since some time', async () => {
    expect(typesOf(await desk.ask('GET', `Patient/${id}/$everything?_type=Encounter,Patient`))).toEqual(['Encounter', 'Patient']);
    const years = await desk.ask('GET', `Patient/${id}/$everything?start=2005&end=2009&_type=Observation`);
    expect(entriesOf(years)).toHaveLength(5);
    expect(entriesOf(await desk.ask('GET', `Patient/${id}/$everything?_since=2999-01-01T00:00:00Z`))).toEqual([]);
    const body = { resourceType: 'Parameters', parameter: [{ name: '_type', valueCode: 'Encounter' }] };
    expect(typesOf(await desk.ask('POST', `Patient/${id}/$everything`, { body }))).toEqual(['Encounter']);
  });

  it('comes in pages that hold everything once', async () => {
    const seen: string[] = [];
    let next: string | undefined = `Patient/${id}/$everything?_count=7`;
    while (next !== undefined) {
      const page = await desk.ask('GET', next);
      expect(page.status).toBe(200);
      seen.push(...entriesOf(page).map(({ resource }) => `${resource.resourceType}/${resource.id}`));
      const links = page.json['link'] as unknown as { relation: string; url: string }[];
      next = links.find(({ relation }) => relation === 'next')?.url.replace(`${desk.served.base}/fhir/`, '');
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(entriesOf(await desk.ask('GET', `Patient/${id}/$everything`)).length);
  });

  it('is XML for who asks for that', async () => {
    const xml = await desk.ask('GET', `Patient/${id}/$everything?_type=Patient&_format=xml`);
    expect(xml.text).toContain('<Bundle xmlns="http://hl7.org/fhir">');
  });

  it('is refused for another patient, with parameters that it has not, or without a token', async () => {
    expect((await desk.ask('GET', `Patient/${crypto.randomUUID()}/$everything`)).status).toBe(404);
    for (const bad of ['nonsense=1', 'start=x', '_count=x', '_type=Nonsense', '_page=x']) {
      const refused = await desk.ask('GET', `Patient/${id}/$everything?${bad}`);
      expect([bad, refused.status]).toEqual([bad, bad === '_page=x' ? 404 : 400]);
      expect(refused.json['resourceType']).toBe('OperationOutcome');
    }
    expect((await desk.ask('GET', `Patient/${id}/$everything`, { bearer: '' })).status).toBe(401);
  });
});
