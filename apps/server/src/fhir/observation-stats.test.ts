import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';

describe('$stats', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    const inPounds = {
      ...weight('w3', 0, '2024-03-01'),
      valueQuantity: { value: 176.36981, unit: 'lb', system: 'http://unitsofmeasure.org', code: '[lb_av]' },
    };
    const bounded = {
      ...weight('w4', 0, '2023-01-01'),
      valueQuantity: { value: 300, comparator: '<', unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
    };
    const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
    const pressure = {
      ...weight('bp', 0, '2024-01-01'),
      code: loinc('85354-9'),
      valueQuantity: undefined,
      component: [
        { code: loinc('8480-6'), valueQuantity: { value: 120, unit: 'mmHg' } },
        { code: loinc('8462-4'), valueQuantity: { value: 80, unit: 'mmHg' } },
      ],
    };
    desk = await openDesk([
      patient('p', 'Aster'),
      weight('w1', 60, '2024-04-01'),
      weight('w2', 70, '2024-02-01'),
      inPounds,
      bounded,
      pressure,
    ]);
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());
  const valuesOf = ({ json }: { json: unknown }, at = 0) => {
    const { parameter } = json as {
      parameter: {
        resource: { component: { code: { coding: { code: string }[] }; valueQuantity?: { value: number; unit?: string } }[] };
      }[];
    };
    return Object.fromEntries(
      parameter[at]?.resource.component.map(({ code, valueQuantity }) => [code.coding[0]?.code, valueQuantity?.value]) ?? [],
    );
  };

  it('unifies units and ignores what is no number, but counts it', async () => {
    const query = `subject=Patient/${id}&system=http://loinc.org&code=29463-7&statistic=average&statistic=minimum,maximum,count,total-count,std-dev`;
    const answer = await desk.ask('GET', `Observation/$stats?${query}`);
    expect(answer.json).toMatchObject({ parameter: [{ name: 'statistics', resource: { subject: { reference: `Patient/${id}` } } }] });
    const { average, maximum, ...rest } = valuesOf(answer);
    expect([average, maximum]).toEqual([expect.closeTo(70, 3), expect.closeTo(80, 3)]);
    expect(rest).toEqual({ minimum: 60, count: 3, 'total-count': 4, 'std-dev': expect.closeTo(10, 3) });
  });

  it('speaks of a period or the hours until now, of components, and shows its sources', async () => {
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'subject', valueUri: `Patient/${id}` },
        { name: 'coding', valueCoding: { system: 'http://loinc.org', code: '29463-7' } },
        { name: 'coding', valueCoding: { system: 'http://loinc.org', code: '8480-6' } },
        { name: 'period', valuePeriod: { start: '2024-01-01', end: '2024-02-28' } },
        { name: 'statistic', valueCode: 'median' },
        { name: 'include', valueBoolean: true },
      ],
    };
    const answer = await desk.ask('POST', 'Observation/$stats', { body });
    expect([valuesOf(answer), valuesOf(answer, 1)]).toEqual([{ median: 70 }, { median: 120 }]);
    expect((answer.json['parameter'] as unknown as { name: string }[]).map(({ name }) => name)).toEqual([
      'statistics',
      'statistics',
      'source',
      'source',
    ]);
    const today = await desk.ask('GET', `Observation/$stats?subject=${id}&code=29463-7&statistic=count,average&duration=24`);
    expect(valuesOf(today)).toEqual({ count: 0, average: undefined });
  });

  it('is refused without subject, code or statistic, with strange ones, or without a token', async () => {
    const whole = { subject: id, code: '29463-7', statistic: 'average' };
    const ask = (more: object) => desk.ask('GET', `Observation/$stats?${String(new URLSearchParams({ ...whole, ...more }))}`);
    for (const wrong of [{ subject: '' }, { statistic: 'skew' }, { statistic: 'constructor' }, { duration: 'x' }, { limit: '-1' }])
      expect([wrong, (await ask(wrong)).status]).toEqual([wrong, 400]);
    expect((await desk.ask('GET', `Observation/$stats?subject=${id}&statistic=sum`)).status).toBe(400);
    expect((await desk.ask('GET', 'Observation/$stats', { bearer: '' })).status).toBe(401);
  });
});
