import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';

describe('$meta, $meta-add and $meta-delete', () => {
  let desk: FhirDesk;
  let path: string;
  beforeAll(async () => {
    desk = await openDesk();
    path = `Observation/${await desk.idOf('Observation', 'w')}`;
  });
  afterAll(() => desk.close());
  const tag = (code: string) => ({ system: 'urn:tags', code });
  const change = (what: string, meta: object, bearer?: string) =>
    desk.ask('POST', `${path}/$${what}`, {
      body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: meta }] },
      ...(bearer && { bearer }),
    });

  it('add labels, show them, and take them away', async () => {
    const profile = ['http://e.example/p'];
    expect(await change('meta-add', { tag: [tag('a'), tag('b')], profile })).toMatchObject({
      status: 200,
      json: { parameter: [{ name: 'return', valueMeta: { profile, tag: [tag('a'), tag('b')] } }] },
    });
    await change('meta-add', { tag: [{ ...tag('a'), display: 'again' }] });
    expect((await desk.ask('GET', `${path}/$meta`)).json).toMatchObject({ parameter: [{ valueMeta: { tag: [tag('a'), tag('b')] } }] });
    expect((await desk.ask('GET', 'Observation?_tag=urn:tags|b&_profile=http://e.example/p')).json).toMatchObject({ total: 1 });
    await change('meta-delete', { tag: [tag('a'), tag('nothing')], profile });
    expect((await desk.ask('GET', path)).json).toMatchObject({ meta: { tag: [tag('b')] }, valueQuantity: { value: 70 } });
    expect((await desk.ask('GET', 'Observation?_profile=http://e.example/p')).json).toMatchObject({ total: 0 });
  });

  it('are refused for what is not here, without a meta, or by who may only read', async () => {
    expect((await desk.ask('GET', `Observation/${crypto.randomUUID()}/$meta`)).status).toBe(404);
    expect((await desk.ask('POST', `${path}/$meta-add`, { body: { resourceType: 'Parameters' } })).status).toBe(400);
    expect(
      (
        await desk.ask('POST', `Observation/${crypto.randomUUID()}/$meta-add`, {
          body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { tag: [tag('a')] } }] },
        })
      ).status,
    ).toBe(404);
    const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
    expect((await change('meta-add', { tag: [tag('z')] }, bearer)).status).toBe(403);
    expect((await change('meta-delete', { tag: [tag('b')] }, bearer)).status).toBe(403);
  });
});
