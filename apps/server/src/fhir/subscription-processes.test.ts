import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, bundleOf, importText, newPerson, patient, type Person, type Served, weight } from '../../testing/served.ts';
import { engines, ground, type Ground } from '../../testing/stores.ts';
import { TOPIC } from './subscription-asked.ts';

interface Told {
  readonly path: string;
  readonly text: string;
}

describe.each(engines)('subscriptions of several server processes on one %s', (engine) => {
  let place: Ground | undefined;
  let hook: Server;
  let near: string;
  let one: Served;
  let other: Served;
  let person: Person;
  const told: Told[] = [];

  beforeAll(async () => {
    hook = createServer((request, response) => {
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString('utf8')));
      request.on('end', () => {
        told.push({ path: request.url ?? '', text });
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((listening) => hook.listen(0, '127.0.0.1', listening));
    near = `127.0.0.1:${(hook.address() as AddressInfo).port}`;
    place = await ground(engine);
    if (!place) return;
    const env = { SATCHEL_NEAR: near };
    one = await place.serve({ env });
    other = await place.serve({ env });
    person = await newPerson(one, 'Ana');
    await importText(person, 'a.json', bundleOf([patient('p', 'Aster')]));
  });
  afterAll(async () => {
    await place?.clear();
    hook.close();
  });

  const call = async (served: Served, method: string, path: string, bearer: string, body?: object) => {
    const headers = body ? { 'content-type': 'application/fhir+json' } : {};
    const { status, text } = await ask(served.base, method, `/fhir/${path}`, { bearer, headers, ...(body && { body }) });
    return { status, json: JSON.parse(text) as Record<string, unknown> };
  };
  const subscribe = async (served: Served, path: string): Promise<string> => {
    const body = {
      resourceType: 'Subscription',
      status: 'requested',
      reason: 'Tests',
      criteria: TOPIC,
      channel: {
        type: 'rest-hook',
        endpoint: `http://${near}${path}`,
        payload: 'application/fhir+json',
        _payload: {
          extension: [
            { url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content', valueCode: 'id-only' },
          ],
        },
      },
    };
    const made = await call(served, 'POST', 'Subscription', person.bearer, body);
    expect(made.status).toBe(201);
    const id = String(made.json['id']);
    await vi.waitFor(
      async () => expect((await call(served, 'GET', `Subscription/${id}`, person.bearer)).json['status']).toBe('active'),
      10_000,
    );
    return id;
  };
  const observe = async (served: Served, bearer: string): Promise<string> =>
    String((await call(served, 'POST', 'Observation', bearer, { ...weight('x', 70, '2024-01-01'), id: undefined })).json['id']);
  /** The ids of the observations that notifications told of, each as often as it was told. */
  const toldOf = (path: string): string[] =>
    told
      .filter((each) => each.path === path && each.text.includes('event-notification'))
      .flatMap(({ text }) => [...text.matchAll(/"fullUrl":"[^"]*\/Observation\/([^"]+)"/g)].map(([, id = '']) => id));

  it('[SUB#69] tell what another process committed, which no subscriber ever asked', { timeout: 60_000 }, async (test) => {
    if (!place) return test.skip();
    await subscribe(one, '/elsewhere');
    const another = await person.pass();
    const id = await observe(other, another);
    await vi.waitFor(() => expect(toldOf('/elsewhere')).toEqual([id]), 10_000);
  });

  it('tell every event once, whichever processes know the subscription', { timeout: 60_000 }, async (test) => {
    if (!place) return test.skip();
    const id = await subscribe(one, '/both');
    expect((await call(other, 'GET', `Subscription/${id}/$status`, person.bearer)).status).toBe(200);
    const made = await Promise.all(Array.from({ length: 12 }, async (_, n) => observe(n % 2 === 0 ? one : other, person.bearer)));
    await vi.waitFor(() => expect([...toldOf('/both')].sort()).toEqual([...made].sort()), 30_000);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(toldOf('/both')).toHaveLength(12);
  });
});
