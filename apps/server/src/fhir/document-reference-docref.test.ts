import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient } from '../../testing/served.ts';

describe('$docref', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    const document = (name: string, code: string, date: string, more: object = {}) => ({
      resourceType: 'DocumentReference',
      id: name,
      status: 'current',
      type: { coding: [{ system: 'http://loinc.org', code }] },
      subject: { reference: 'Patient/p' },
      date,
      content: [{ attachment: { contentType: 'text/plain', data: 'eA==' } }],
      ...more,
    });
    desk = await openDesk([
      patient('p', 'Aster'),
      document('old', '34133-9', '2022-01-01T00:00:00Z'),
      document('new', '34133-9', '2024-01-01T00:00:00Z'),
      document('note', '11506-3', '2023-01-01T00:00:00Z', { context: { period: { start: '2020-05-01', end: '2020-05-03' } } }),
      document('gone', '34133-9', '2025-01-01T00:00:00Z', { status: 'superseded' }),
    ]);
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());
  const datesOf = (answer: { json: Record<string, unknown> }) =>
    ((answer.json['entry'] ?? []) as { resource: { date: string } }[]).map(({ resource }) => resource.date.slice(0, 4)).sort();

  it('is the newest summary, or the documents of a type or time', async () => {
    expect(datesOf(await desk.ask('GET', `DocumentReference/$docref?patient=${id}`))).toEqual(['2024']);
    expect(datesOf(await desk.ask('GET', `DocumentReference/$docref?patient=Patient/${id}&type=http://loinc.org|34133-9`))).toEqual([
      '2022',
      '2024',
    ]);
    expect(datesOf(await desk.ask('GET', `DocumentReference/$docref?patient=${id}&start=2020-01-01&end=2020-12-31`))).toEqual(['2023']);
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueId: id },
        { name: 'start', valueDate: '2022' },
      ],
    };
    expect(datesOf(await desk.ask('POST', 'DocumentReference/$docref', { body }))).toEqual(['2022', '2024']);
  });

  it('goes by the time of care, an open period included, and has no limit', async () => {
    const many = Array.from({ length: 1100 }, (_, n) => ({
      resourceType: 'DocumentReference',
      id: `many-${n}`,
      status: 'current',
      type: { coding: [{ system: 'http://loinc.org', code: '34109-9' }] },
      subject: { reference: 'Patient/p' },
      date: '2019-06-01T00:00:00Z',
      // Every other one is about the year before it was written, and onwards.
      ...(n % 2 === 1 && { context: { period: { start: '2018-03-01' } } }),
      content: [{ attachment: { contentType: 'text/plain', data: 'eA==' } }],
    }));
    const crowded = await openDesk([patient('p', 'Aster'), ...many]);
    const whose = await crowded.idOf('Patient', 'p');
    const found = async (time: string) => (await crowded.ask('GET', `DocumentReference/$docref?patient=${whose}&${time}`)).json;
    expect(await found('type=http://loinc.org|34109-9')).toMatchObject({ total: 1100, entry: { length: 1100 } });
    expect(await found('start=2018&end=2018')).toMatchObject({ total: 550 });
    expect(await found('start=2019-06&end=2019-06')).toMatchObject({ total: 1100 });
    expect(await found('end=2017')).toMatchObject({ total: 0 });
    expect(await found('start=2020')).toMatchObject({ total: 550 });
    await crowded.close();
  });

  it('of nobody here is empty, and is refused without a patient, with a strange date, or without a token', async () => {
    expect((await desk.ask('GET', `DocumentReference/$docref?patient=${crypto.randomUUID()}`)).json).toMatchObject({ total: 0 });
    expect((await desk.ask('GET', 'DocumentReference/$docref')).status).toBe(400);
    expect((await desk.ask('GET', `DocumentReference/$docref?patient=${id}&start=x`)).status).toBe(400);
    expect((await desk.ask('GET', `DocumentReference/$docref?patient=${id}&nonsense=x`)).status).toBe(400);
    expect((await desk.ask('GET', `DocumentReference/$docref?patient=${id}`, { bearer: '' })).status).toBe(401);
  });
});
