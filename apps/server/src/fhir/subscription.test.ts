import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, registerApp } from '../../testing/apps.ts';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient, weight } from '../../testing/served.ts';
import { TOPIC } from './subscription-asked.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-';
interface Part {
  readonly name: string;
  readonly valueCode?: string;
  readonly valueString?: string;
  readonly part?: readonly {
    readonly name: string;
    readonly valueString?: string;
    readonly valueReference?: { readonly reference: string };
  }[];
}
interface Notification {
  readonly type: string;
  readonly entry: readonly {
    readonly fullUrl: string;
    readonly request: object;
    readonly resource?: { readonly resourceType: string; readonly id: string; readonly parameter: readonly Part[] };
  }[];
}
interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bundle: Notification;
}

describe('subscriptions', () => {
  let desk: FhirDesk;
  let hook: Server;
  let base: string;
  let subject: string;
  const received: Received[] = [];
  /** What the endpoint answers, by path. */
  const answers = new Map<string, number>();

  beforeAll(async () => {
    hook = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString('utf8')));
      request.on('end', () => {
        received.push({ path: request.url ?? '', headers: request.headers, bundle: JSON.parse(text) as Notification });
        if (request.url === '/silent') return;
        response.writeHead(answers.get(request.url ?? '') ?? 200).end();
      });
    });
    await new Promise<void>((listening) => hook.listen(0, '127.0.0.1', listening));
    const near = `127.0.0.1:${(hook.address() as AddressInfo).port}`;
    base = `http://${near}`;
    desk = await openDesk([patient('p', 'Aster')], { env: { SATCHEL_NEAR: near } });
    subject = await desk.idOf('Patient', 'p');
  });
  afterAll(async () => {
    await desk.close();
    hook.closeAllConnections();
    hook.close();
  });

  const extension = (name: string, value: object) => ({ url: BACKPORT + name, ...value });
  const subscription = (
    path: string,
    {
      content = 'id-only',
      filters = ['Observation?category=vital-signs'],
      ...more
    }: { content?: string; filters?: string[]; channel?: object } = {},
  ) => ({
    resourceType: 'Subscription',
    meta: { profile: [`${BACKPORT}subscription`] },
    status: 'requested',
    reason: 'Tests',
    criteria: TOPIC,
    ...(filters.length > 0 && { _criteria: { extension: filters.map((each) => extension('filter-criteria', { valueString: each })) } }),
    channel: {
      type: 'rest-hook',
      endpoint: base + path,
      payload: 'application/fhir+json',
      _payload: { extension: [extension('payload-content', { valueCode: content })] },
      header: ['X-Secret: of-the-subscriber'],
      ...more.channel,
    },
  });
  const subscribe = async (path: string, more: Parameters<typeof subscription>[1] = {}) => {
    const made = await desk.ask('POST', 'Subscription', { body: subscription(path, more) });
    expect([made.status, made.json['status']]).toEqual([201, 'requested']);
    return String(made.json['id']);
  };
  const of = (path: string, type: string) => received.filter((each) => each.path === path && valueOf(each, 'type') === type);
  const partsOf = ({ bundle }: Received) => bundle.entry[0]?.resource?.parameter ?? [];
  const valueOf = (each: Received, name: string) => {
    const part = partsOf(each).find((one) => one.name === name);
    return part?.valueCode ?? part?.valueString;
  };
  const isActive = (id: string) =>
    vi.waitFor(async () => expect((await desk.ask('GET', `Subscription/${id}`)).json['status']).toBe('active'), 5000);
  const observe = async (more: object = {}) => {
    const body = { ...weight('x', 70, '2024-01-01'), id: undefined, subject: { reference: `Patient/${subject}` }, ...more };
    return String((await desk.ask('POST', 'Observation', { body })).json['id']);
  };
  const stateOf = async (id: string) => {
    const answer = await desk.ask('GET', `Subscription/${id}/$status`);
    return (answer.json as unknown as Notification).entry[0]?.resource?.parameter.find(({ name }) => name === 'status')?.valueCode;
  };

  it('[SUB#14,15,20,25,26,27,28,29,30,40,42,69,70] begin with a handshake and tell what is new by its id', async () => {
    const id = await subscribe('/ids');
    await isActive(id);
    const [hello] = of('/ids', 'handshake');
    expect(hello?.headers).toMatchObject({ 'x-secret': 'of-the-subscriber', 'content-type': 'application/fhir+json' });
    expect((await desk.ask('GET', `Subscription/${id}`)).text).not.toContain('of-the-subscriber');
    const observation = await observe();
    await vi.waitFor(() => expect(of('/ids', 'event-notification')).toHaveLength(1), 5000);
    const [told] = of('/ids', 'event-notification');
    expect(told?.bundle.type).toBe('history');
    expect(told?.bundle.entry).toHaveLength(2);
    expect(told?.bundle.entry[1]).toMatchObject({
      fullUrl: expect.stringContaining(`/fhir/Observation/${observation}`),
      request: { method: 'POST', url: 'Observation' },
    });
    expect(told?.bundle.entry[1]?.resource).toBeUndefined();
    expect(told && valueOf(told, 'events-since-subscription-start')).toBe('1');
  });

  it('[SUB#38,39,43,44,45,65,67,95,135,136] send nothing, ids or all of it, as asked, of what meets every filter', async () => {
    const ids = [
      await subscribe('/empty', { content: 'empty' }),
      await subscribe('/full', { content: 'full-resource', filters: ['Observation?category=vital-signs', 'Observation?code=29463-7'] }),
    ];
    for (const id of ids) await isActive(id);
    await observe({ code: { text: 'Something else' } });
    const observation = await observe();
    await vi.waitFor(
      () => expect([of('/empty', 'event-notification').length, of('/full', 'event-notification').length]).toEqual([2, 1]),
      5000,
    );
    const [empty] = of('/empty', 'event-notification');
    expect(empty?.bundle.entry).toHaveLength(1);
    expect(JSON.stringify(empty)).not.toMatch(/focus|Observation/);
    const [full] = of('/full', 'event-notification');
    expect(full?.bundle.entry[1]?.resource).toMatchObject({ resourceType: 'Observation', id: observation });
    await desk.ask('DELETE', `Observation/${observation}`);
    await vi.waitFor(() => expect(of('/full', 'event-notification')).toHaveLength(2), 5000);
    expect(of('/full', 'event-notification')[1]?.bundle.entry[1]).toMatchObject({ request: { method: 'DELETE' } });
  });

  it('[SUB#21,31,47,77,78,79,102,103,106,107,108,109,110,111,112,115,118,119,121] say how they stand, keep counting after an error, and give what was missed', async () => {
    answers.set('/broken', 500);
    const id = await subscribe('/broken');
    await vi.waitFor(async () => expect((await desk.ask('GET', `Subscription/${id}`)).json['status']).toBe('error'), 5000);
    await observe();
    await observe();
    expect(await stateOf(id)).toBe('error');
    const missed = (await desk.ask('GET', `Subscription/${id}/$events?eventsSinceNumber=2&content=id-only`))
      .json as unknown as Notification;
    expect([missed.type, missed.entry.length]).toEqual(['history', 2]);
    expect(missed.entry[0]?.resource?.parameter.find(({ name }) => name === 'notification-event')?.part?.[0]?.valueString).toBe('2');
    const none = await desk.ask('GET', `Subscription/${id}/$events?eventsUntilNumber=0`);
    expect((none.json as unknown as Notification).entry).toHaveLength(1);
    const broken = await desk.ask('GET', 'Subscription/$status?status=error,off');
    expect(broken.json).toMatchObject({ type: 'searchset', total: 1 });
    expect((await desk.ask('GET', `Subscription/$status?id=${id},nobody`)).json).toMatchObject({ total: 1 });
    expect(Number((await desk.ask('GET', 'Subscription/$status')).json['total'])).toBeGreaterThan(2);
    answers.delete('/broken');
    await desk.ask('PUT', `Subscription/${id}`, { body: { ...subscription('/broken'), id } });
    await isActive(id);
    await vi.waitFor(() => expect(of('/broken', 'event-notification')).toHaveLength(1), 5000);
    expect(of('/broken', 'event-notification')[0]?.bundle.entry).toHaveLength(3);
  });

  it('[SUB#93,94,98] keep to heartbeat and number, and end when they are off or deleted', async () => {
    const channel = {
      extension: [
        extension('heartbeat-period', { valueUnsignedInt: 1 }),
        extension('max-count', { valuePositiveInt: 1 }),
        extension('timeout', { valueUnsignedInt: 5 }),
      ],
    };
    const id = await subscribe('/heart', { channel });
    await isActive(id);
    await vi.waitFor(() => expect(of('/heart', 'heartbeat').length).toBeGreaterThan(0), 5000);
    const twice = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [1, 2].map((value) => ({
        request: { method: 'POST', url: 'Observation' },
        resource: { ...weight('x', value, '2024-01-01'), id: undefined, subject: { reference: `Patient/${subject}` } },
      })),
    };
    expect((await desk.ask('POST', '', { body: twice })).status).toBe(200);
    await vi.waitFor(() => expect(of('/heart', 'event-notification')).toHaveLength(2), 5000);
    expect(of('/heart', 'event-notification').map((each) => each.bundle.entry.length)).toEqual([2, 2]);
    expect(
      (await desk.ask('PUT', `Subscription/${id}`, { body: { ...subscription('/heart', { channel }), id, status: 'off' } })).status,
    ).toBe(200);
    expect(await stateOf(id)).toBe('off');
    expect((await desk.ask('DELETE', `Subscription/${id}`)).status).toBe(204);
    await desk.ask('GET', `Subscription/${id}/$status`);
    expect((await desk.ask('GET', `Subscription/${id}/$status`)).status).toBe(404);
  });

  it('[SUB#52,59,60,63,66,72,73,74,75,90] refuse what cannot be served, and name the place', async () => {
    const wrong = async (body: object) => {
      const answer = await desk.ask('POST', 'Subscription', { body });
      return [answer.status, (answer.json as unknown as { issue: { expression: string[] }[] }).issue[0]?.expression[0]];
    };
    expect(await wrong({ ...subscription('/x'), criteria: 'urn:nonsense' })).toEqual([422, 'Subscription.criteria']);
    for (const filter of ['Nonsense?x=y', 'Observation?subject.name=x', 'Observation?nonsense=x'])
      expect(await wrong(subscription('/x', { filters: [filter] }))).toEqual([422, 'Subscription.criteria.extension']);
    expect(await wrong(subscription('/x', { channel: { type: 'sms' } }))).toEqual([422, 'Subscription.channel.type']);
    expect(await wrong(subscription('/x', { channel: { endpoint: 'ftp://x' } }))).toEqual([422, 'Subscription.channel.endpoint']);
    expect(await wrong(subscription('/x', { channel: { payload: 'text/plain' } }))).toEqual([422, 'Subscription.channel.payload']);
    expect(await wrong(subscription('/x', { channel: { payload: 'application/fhir+json; fhirVersion=5.0' } }))).toEqual([
      422,
      'Subscription.channel.payload',
    ]);
    const custom = { _type: { extension: [extension('channel-type', { valueCoding: { code: 'zulip' } })] } };
    expect(await wrong(subscription('/x', { channel: custom }))).toEqual([422, 'Subscription.channel.type']);
    expect(await wrong(subscription('/x', { channel: { header: ['Host: x'] } }))).toEqual([422, 'Subscription.channel.header']);
    expect(await wrong(subscription('/x', { content: 'everything' }))).toEqual([422, 'Subscription.channel.payload.extension']);
    expect((await desk.ask('PATCH', 'Subscription/x', { body: {} })).status).toBe(422);
    expect((await desk.ask('POST', 'Subscription', { body: subscription('/x'), bearer: '' })).status).toBe(401);
    expect((await desk.ask('GET', `Subscription/${crypto.randomUUID()}/$events`)).status).toBe(404);
  });

  it('[SUB#2,49,51,53,58,114,124,129,133,134] are told in the CapabilityStatement with their topic, and found by their endpoint', async () => {
    const { rest } = (await desk.ask('GET', 'metadata')).json as unknown as { rest: { resource: { type: string }[] }[] };
    expect(rest[0]?.resource.find(({ type }) => type === 'Subscription')).toMatchObject({
      extension: [{ valueCanonical: TOPIC }],
      supportedProfile: [`${BACKPORT}subscription`],
      operation: expect.arrayContaining([expect.objectContaining({ name: 'status' }), expect.objectContaining({ name: 'events' })]),
    });
    await subscribe('/found');
    expect((await desk.ask('GET', `Subscription?url=${base}/found`)).json).toMatchObject({ entry: [{ resource: { criteria: TOPIC } }] });
  });

  it('[SUB#49] go to a socket that binds itself with a token, once', async () => {
    const id = await subscribe('/none', { channel: { type: 'websocket', endpoint: undefined } });
    await observe();
    const asked = await desk.ask('GET', `Subscription/${id}/$get-ws-binding-token`);
    const parts = asked.json['parameter'] as unknown as { name: string; valueString?: string; valueUrl?: string }[];
    const token = parts.find(({ name }) => name === 'token')?.valueString ?? '';
    const url = parts.find(({ name }) => name === 'websocket-url')?.valueUrl ?? '';
    const told: string[] = [];
    const open = () => {
      const socket = new WebSocket(url);
      socket.addEventListener('open', () => socket.send(`bind-with-token ${token}`));
      return socket;
    };
    const socket = open();
    socket.addEventListener('message', ({ data }) => told.push(String(data)));
    await vi.waitFor(
      () => expect(told).toEqual([expect.stringContaining('"handshake"'), expect.stringContaining('"event-notification"')]),
      5000,
    );
    const again = open();
    await new Promise((closed) => again.addEventListener('close', closed));
    socket.close();
    expect((await desk.ask('GET', `Subscription/${crypto.randomUUID()}/$get-ws-binding-token`)).status).toBe(404);
  });

  it('[SUB#97] fail when the endpoint takes longer than they allow', async () => {
    const channel = { extension: [extension('timeout', { valueUnsignedInt: 1 })] };
    const began = performance.now();
    const id = await subscribe('/silent', { channel });
    await vi.waitFor(
      async () => {
        const { json } = await desk.ask('GET', `Subscription/${id}`);
        expect(json).toMatchObject({ status: 'error', error: expect.stringContaining('Not delivered') as string });
      },
      { timeout: 8000, interval: 100 },
    );
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(of('/silent', 'handshake')).toHaveLength(1);
  });

  it('[S7] are authorised anew when they are sent: nothing goes out after the app was taken back', async () => {
    const app = await registerApp(desk.served.base);
    const { access_token: bearer } = await connect(desk.served.base, desk.person, app, { scope: 'patient/*.cruds' });
    const made = await desk.ask('POST', 'Subscription', { body: subscription('/revoked'), bearer });
    expect(made.status).toBe(201);
    await vi.waitFor(() => expect(of('/revoked', 'handshake')).toHaveLength(1), 5000);
    await vi.waitFor(
      async () => expect((await desk.ask('GET', `Subscription/${made.json['id']}`, { bearer })).json['status']).toBe('active'),
      5000,
    );
    await observe();
    await vi.waitFor(() => expect(of('/revoked', 'event-notification')).toHaveLength(1), 5000);
    const lines = await desk.person.api.call<readonly { grant: string }[]>('GET', desk.person.path('apps'));
    await desk.person.api.call('DELETE', desk.person.path(`apps/${lines[0]?.grant}`));
    const other = await subscribe('/still-there');
    await isActive(other);
    await observe();
    // The owner's own subscription is told, the one of the app is not.
    await vi.waitFor(() => expect(of('/still-there', 'event-notification')).toHaveLength(1), 5000);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(of('/revoked', 'event-notification')).toHaveLength(1);
    expect((await desk.ask('GET', `Subscription/${made.json['id']}/$status`, { bearer })).status).toBe(401);
  });

  it('[S38] lead nowhere inside: the handshake fails', async () => {
    const made = await desk.ask('POST', 'Subscription', { body: subscription('/x', { channel: { endpoint: 'https://127.0.0.1:1/x' } }) });
    await vi.waitFor(async () => expect((await desk.ask('GET', `Subscription/${made.json['id']}`)).json['status']).toBe('error'), 5000);
  });
});
