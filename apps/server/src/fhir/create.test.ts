import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight } from '../../testing/served.ts';

describe('create', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());
  const post = (body: unknown, headers: Record<string, string> = {}) => desk.ask('POST', 'Observation', { body, headers });

  it('gives an id, a version and a place, and keeps the digits', async () => {
    const text = JSON.stringify({ ...weight('mine', 70, '2024-03-01'), meta: { versionId: '9', tag: [{ system: 'urn:x', code: 'y' }] } });
    const made = await post(text.replace('"value":70', '"value":70.10'), { 'content-type': 'application/fhir+json' });
    expect(made.status).toBe(201);
    expect(made.json['id']).not.toBe('mine');
    expect(made.headers.get('location')).toBe(`${desk.served.base}/fhir/Observation/${made.json['id']}/_history/1`);
    expect(made.headers.get('etag')).toBe('W/"1"');
    const read = await desk.ask('GET', `Observation/${made.json['id']}`);
    expect(read.text).toBe(made.text);
    expect(read.text).toContain('"value":70.10');
    expect(read.json).toMatchObject({ meta: { versionId: '1', tag: [{ code: 'y' }] } });
  });

  it('answers as the caller prefers', async () => {
    const minimal = await post(weight('a', 71, '2024-03-02'), { prefer: 'return=minimal' });
    expect([minimal.status, minimal.text]).toEqual([201, '']);
    const outcome = await post(weight('a', 71, '2024-03-02'), { prefer: 'return=OperationOutcome' });
    expect(outcome.json).toMatchObject({ resourceType: 'OperationOutcome' });
  });

  it('makes nothing where something meets the condition', async () => {
    const body = { ...weight('c', 72, '2024-03-03'), identifier: [{ system: 'urn:dev', value: 'c1' }] };
    const condition = { 'if-none-exist': 'identifier=urn:dev|c1' };
    const first = await post(body, condition);
    const second = await post(body, condition);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json['id']).toBe(first.json['id']);
    await post(body);
    expect(await post(body, condition)).toMatchObject({ status: 412, json: { issue: [{ code: 'multiple-matches' }] } });
    expect((await post(body, { 'if-none-exist': 'nonsense=1' })).status).toBe(400);
    expect((await post(body, { 'if-none-exist': '' })).status).toBe(412);
  });

  it('makes one thing only, however many ask at once', async () => {
    const body = { ...weight('r', 73, '2024-03-04'), identifier: [{ system: 'urn:dev', value: 'race' }] };
    const all = await Promise.all(Array.from({ length: 8 }, () => post(body, { 'if-none-exist': 'identifier=urn:dev|race' })));
    expect(all.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  });

  it.each([
    ['no body', undefined, 'application/fhir+json', 400],
    ['broken JSON', '{"resourceType":', 'application/fhir+json', 400],
    ['a list', '[]', 'application/fhir+json', 400],
    ['another type', '{"resourceType":"Patient"}', 'application/fhir+json', 400],
    ['an unknown element', JSON.stringify({ ...weight('x', 1, '2024'), nonsense: 1 }), 'application/fhir+json', 400],
    ['a missing element', '{"resourceType":"Observation","status":"final"}', 'application/fhir+json', 400],
    [
      'a name given twice',
      '{"resourceType":"Observation","status":"final","status":"final","code":{"text":"x"}}',
      'application/fhir+json',
      400,
    ],
    ['another media type', 'x', 'text/plain', 415],
    ['broken XML', '<Observation', 'application/fhir+xml', 400],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00]), 'application/fhir+json', 400],
  ])('refuses %s and says where', async (_, body, type, status) => {
    const refused = await desk.ask('POST', 'Observation', { body, headers: { 'content-type': type } });
    expect(refused.status).toBe(status);
    expect(refused.json).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: expect.any(String) as string }] });
  });

  it('names the element that is wrong', async () => {
    const refused = await post({ ...weight('x', 1, '2024'), status: 'nonsense' });
    expect(refused.json).toMatchObject({ issue: [{ expression: ['Observation.status'] }] });
    expect(refused.text).not.toContain('nonsense');
  });

  it('refuses what is larger than a request may be', async () => {
    const refused = await desk.ask('POST', 'Observation', {
      body: new Uint8Array(33 * 1024 * 1024),
      headers: { 'content-type': 'application/fhir+json' },
    });
    expect(refused).toMatchObject({ status: 413, json: { resourceType: 'OperationOutcome' } });
  });

  it('takes and gives XML', async () => {
    const body =
      '<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><text value="x"/></code><valueQuantity><value value="1.50"/></valueQuantity></Observation>';
    const made = await desk.ask('POST', 'Observation', {
      body,
      headers: { 'content-type': 'application/fhir+xml', accept: 'application/fhir+xml' },
    });
    expect(made.status).toBe(201);
    expect(made.headers.get('content-type')).toBe('application/fhir+xml; charset=utf-8');
    expect(made.text).toContain('<value value="1.50"/>');
  });

  it('keeps the bytes of a Binary', async () => {
    const made = await desk.ask('POST', 'Binary', { body: new Uint8Array([1, 2, 3]), headers: { 'content-type': 'application/pdf' } });
    expect(made).toMatchObject({ status: 201, json: { contentType: 'application/pdf', data: 'AQID' } });
    const raw = await desk.ask('GET', `Binary/${made.json['id']}`, { headers: { accept: 'application/pdf' } });
    expect(raw.headers.get('content-type')).toBe('application/pdf');
    expect(raw.text).toBe('\u0001\u0002\u0003');
  });

  it('is refused to who may only read', async () => {
    const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
    expect(await desk.ask('POST', 'Observation', { body: weight('x', 1, '2024'), bearer })).toMatchObject({
      status: 403,
      json: { issue: [{ code: 'forbidden' }] },
    });
  });
});
