import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';

type Entries = {
  response: { status: string; location?: string; outcome?: object };
  resource?: { id: string; resourceType: string; total?: number };
}[];

describe('transaction', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());
  const send = (type: string, entry: readonly object[], headers: Record<string, string> = {}) =>
    desk.ask('POST', '', { body: { resourceType: 'Bundle', type, entry }, headers });
  const post = (resource: { resourceType: string }, more: object = {}, fullUrl = `urn:uuid:${crypto.randomUUID()}`) => ({
    fullUrl,
    resource,
    request: { method: 'POST', url: resource.resourceType, ...more },
  });
  const entriesOf = (answer: { json: Record<string, unknown> }) => answer.json['entry'] as Entries;
  const total = async (query: string) => (await desk.ask('GET', query)).json['total'] as unknown as number;

  it('keeps everything together and lets its parts refer to each other', async () => {
    const person = `urn:uuid:${crypto.randomUUID()}`;
    const narrative = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${person}">x</a></div>` };
    const done = await send(
      'transaction',
      [
        { request: { method: 'GET', url: 'Observation?code=29463-7&subject.family=Newman' } },
        post({ ...weight('x', 61, '2024-02-02'), subject: { reference: person }, text: narrative } as never),
        post(patient('y', 'Newman'), {}, person),
        post({ ...weight('z', 62, '2024-02-03'), subject: { reference: 'Patient?family=Aster' } } as never),
      ],
      { prefer: 'return=representation' },
    );
    expect(done).toMatchObject({ status: 200, json: { type: 'transaction-response' } });
    const [found, seen, made, other] = entriesOf(done);
    expect([found, seen, made, other].map((each) => each?.response.status)).toEqual([
      '200 OK',
      '201 Created',
      '201 Created',
      '201 Created',
    ]);
    expect(found?.resource?.total).toBe(1);
    const reference = { reference: `Patient/${made?.resource?.id}` };
    expect(seen?.resource).toMatchObject({ subject: reference });
    expect(JSON.stringify(seen?.resource)).toContain(`href=\\"Patient/${made?.resource?.id}\\"`);
    expect(other?.resource).toMatchObject({ subject: { reference: `Patient/${await desk.idOf('Patient', 'p')}` } });
    const versions = await desk.ask('GET', `_history?_since=${encodeURIComponent(new Date(Date.now() - 3_600_000).toISOString())}`);
    expect(versions.json).toMatchObject({ type: 'history' });
  });

  it('deletes, creates, updates and reads in this order', async () => {
    const made = await desk.ask('POST', 'Observation', { body: { ...weight('x', 1, '2024'), identifier: [{ value: 'order' }] } });
    const id = String(made.json['id']);
    const done = await send('transaction', [
      { request: { method: 'GET', url: 'Observation?identifier=order' } },
      post({ ...weight('x', 2, '2024'), identifier: [{ value: 'order' }] } as never),
      { request: { method: 'DELETE', url: `Observation/${id}` } },
    ]);
    expect(entriesOf(done).map(({ response }) => response.status)).toEqual(['200 OK', '201 Created', '204 No Content']);
    expect(entriesOf(done)[0]?.resource?.total).toBe(1);
    expect((await desk.ask('GET', `Observation/${id}`)).status).toBe(410);
  });

  it.each([
    ['an invalid resource', post({ resourceType: 'Observation' }), 400],
    ['a condition that several meet', post(weight('x', 1, '2024'), { ifNoneExist: 'code=29463-7' }), 412],
    ['a reference that nothing meets', post({ ...weight('x', 1, '2024'), subject: { reference: 'Patient?family=Nobody' } } as never), 412],
    [
      'a stale version',
      {
        resource: weight('00000000-0000-4000-8000-000000000001', 1, '2024'),
        request: { method: 'PUT', url: 'Observation/00000000-0000-4000-8000-000000000001', ifMatch: 'W/"3"' },
      },
      412,
    ],
    ['no request', { resource: patient('x', 'X') }, 400],
    ['a request that nobody takes', { request: { method: 'POST', url: 'Nonsense/1/2/3' } }, 404],
    ['a transaction inside', { resource: { resourceType: 'Bundle', type: 'transaction' }, request: { method: 'POST', url: '' } }, 404],
  ])('keeps nothing where one entry has %s, and says which', async (_, bad, status) => {
    const before = await total('Observation?_summary=count');
    const done = await send('transaction', [post(weight('x', 63, '2024-02-04')), bad]);
    expect(done).toMatchObject({ status, json: { resourceType: 'OperationOutcome' } });
    expect(done.text).toContain('Bundle.entry[1]');
    expect(await total('Observation?_summary=count')).toBe(before);
  });

  it('refuses to change one resource twice', async () => {
    const made = await desk.ask('POST', 'Observation', { body: weight('x', 1, '2024') });
    const id = String(made.json['id']);
    const put = { resource: weight(id, 2, '2024'), request: { method: 'PUT', url: `Observation/${id}` } };
    expect((await send('transaction', [put, { request: { method: 'DELETE', url: `Observation/${id}` } }])).status).toBe(400);
    expect((await desk.ask('GET', `Observation/${id}`)).json).toMatchObject({ meta: { versionId: '1' } });
  });

  it('as a batch does each for itself', async () => {
    const done = await send('batch', [
      post(weight('x', 64, '2024-02-05')),
      post({ resourceType: 'Observation' }),
      { request: { method: 'GET', url: 'Observation?code:nonsense=1' } },
      { request: { method: 'GET', url: 'Patient?family=Aster' } },
      {},
    ]);
    expect(done).toMatchObject({ status: 200, json: { type: 'batch-response' } });
    expect(entriesOf(done).map(({ response }) => response.status.slice(0, 3))).toEqual(['201', '400', '400', '200', '400']);
    expect(entriesOf(done)[1]?.response.outcome).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('patches by a Binary and by Parameters', async () => {
    const made = await desk.ask('POST', 'Observation', { body: weight('x', 1, '2024') });
    const url = `Observation/${made.json['id']}`;
    const data = Buffer.from('[{"op":"replace","path":"/status","value":"amended"}]').toString('base64');
    const binary = {
      resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data },
      request: { method: 'PATCH', url },
    };
    expect(entriesOf(await send('transaction', [binary]))[0]?.response.status).toBe('200 OK');
    expect((await desk.ask('GET', url)).json).toMatchObject({ status: 'amended', meta: { versionId: '2' } });
  });

  it('of another kind, or by who may only read, is refused', async () => {
    expect((await send('collection', [])).status).toBe(400);
    expect((await desk.ask('POST', '', { body: patient('x', 'X') })).status).toBe(400);
    const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
    const body = { resourceType: 'Bundle', type: 'transaction', entry: [post(weight('x', 1, '2024'))] };
    expect((await desk.ask('POST', '', { body, bearer })).status).toBe(403);
  });

  it('of nothing is answered with nothing', async () => {
    expect(await send('transaction', [])).toMatchObject({ status: 200, json: { type: 'transaction-response' } });
  });
});
