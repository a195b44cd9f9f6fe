import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight } from '../../testing/served.ts';
import { createJournal } from '../journal.ts';

describe('the FHIR room', () => {
  let desk: FhirDesk;
  let path: string;
  const logged: string[] = [];
  beforeAll(async () => {
    desk = await openDesk(undefined, { journal: createJournal((line) => logged.push(line), Date.now) });
    path = `Observation/${await desk.idOf('Observation', 'w')}`;
  });
  afterAll(() => desk.close());

  it('writes JSON or XML, with line breaks for who likes them', async () => {
    for (const format of ['json', 'application/json', 'application/fhir%2Bjson', 'application/fhir+json'])
      expect(
        (await desk.ask('GET', `${path}?_format=${format}`, { headers: { accept: 'application/fhir+xml' } })).headers.get('content-type'),
      ).toContain('fhir+json');
    const xml = await desk.ask('GET', path, { headers: { accept: 'text/html, application/fhir+xml;q=0.9, */*;q=0.1' } });
    expect(xml.text).toContain('<Observation xmlns="http://hl7.org/fhir">');
    const pretty = await desk.ask('GET', `${path}?_pretty=true`);
    expect(pretty.text.split('\n').length).toBeGreaterThan(10);
    expect(JSON.parse(pretty.text)).toEqual(JSON.parse((await desk.ask('GET', path)).text));
    expect(
      (await desk.ask('GET', path, { headers: { accept: 'application/fhir+xml;q=0, application/json' } })).headers.get('content-type'),
    ).toContain('json');
    expect((await desk.ask('GET', `${path}?_format=xml`, { bearer: 'x' })).text).toContain('<OperationOutcome');
  });

  it('answers HEAD like GET, without the body', async () => {
    const head = await desk.ask('HEAD', path);
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', 'W/"1"']);
  });

  it("gives each request a name, the caller's own where it has one", async () => {
    expect((await desk.ask('GET', path, { headers: { 'x-request-id': 'mine-1' } })).headers.get('x-request-id')).toBe('mine-1');
    expect((await desk.ask('GET', path, { headers: { 'x-request-id': 'no\tway' } })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });

  it('asks who has too much under way to wait', async () => {
    const { port, hostname } = new URL(desk.served.base);
    const headers = { authorization: `Bearer ${desk.person.bearer}`, 'content-type': 'application/fhir+json', 'content-length': '10' };
    // Requests whose bodies are still on their way.
    const open: ReturnType<typeof request>[] = [];
    const hold = () => {
      const held = request({ port, hostname, method: 'POST', path: '/fhir/Observation', headers, agent: false });
      open.push(held);
      held.on('error', () => undefined).flushHeaders();
    };
    for (let n = 0; n < 64; n += 1) hold();
    onTestFinished(() => open.forEach((each) => each.destroy()));
    // Asking takes a place too, which one of those held may have come too late for: each asking holds one more.
    await vi.waitFor(async () => {
      hold();
      expect((await desk.ask('GET', path)).status).toBe(429);
    }, 10_000);
    const waiting = await desk.ask('GET', path);
    expect(waiting.headers.get('retry-after')).toBe('1');
    expect(waiting.json).toMatchObject({ issue: [{ code: 'throttled' }] });
    for (const each of open) each.destroy();
    await vi.waitFor(async () => expect((await desk.ask('GET', path)).status).toBe(200), 10_000);
  });

  it('knows no other paths, and says so in FHIR', async () => {
    for (const strange of [
      'Nonsense',
      'Nonsense/1',
      'Observation/1/2/3/4',
      '%E0%A4%A',
      '$nonsense',
      'Observation/$nonsense',
      `Observation/${'a'.repeat(65)}`,
    ]) {
      const answer = await desk.ask('GET', strange);
      expect([strange, answer.status]).toEqual([strange, expect.toSatisfy((status: number) => status === 404 || status === 400)]);
      expect(answer.json['resourceType']).toBe('OperationOutcome');
    }
    expect((await desk.ask('PUT', 'Observation/_search', { body: weight('x', 1, '2024') })).status).toBe(405);
  });

  it('leaves no word of a query in the log of the server', async () => {
    await desk.ask('GET', 'Patient?name=Xylophonius&_sort=nonsense-Xylophonius');
    await desk.ask('GET', 'Xylophonius/Xylophonius?Xylophonius');
    await desk.ask('POST', 'Patient', { body: { resourceType: 'Patient', Xylophonius: 1 } });
    expect(logged.length).toBeGreaterThan(3);
    expect(logged.join('')).not.toMatch(/xylophonius/i);
  });

  it('writes down who looked before it answers', async () => {
    await desk.ask('GET', path);
    const log = await desk.person.api.call<{ action: string; what: string }[]>('GET', desk.person.path('access-log'));
    expect(log.some(({ action, what }) => action === 'read' && what === path)).toBe(true);
  });
});
