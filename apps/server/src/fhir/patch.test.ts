import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { patient } from '../../testing/served.ts';

const JSON_PATCH = { 'content-type': 'application/json-patch+json' };

describe('patch', () => {
  let desk: FhirDesk;
  let id: string;
  beforeAll(async () => {
    desk = await openDesk([
      {
        ...patient('p', 'Aster'),
        telecom: [
          { system: 'phone', value: '1' },
          { system: 'email', value: 'a@b.example' },
        ],
      },
    ]);
    id = await desk.idOf('Patient', 'p');
  });
  afterAll(() => desk.close());
  const byJson = (operations: unknown, headers: Record<string, string> = {}) =>
    desk.ask('PATCH', `Patient/${id}`, { body: Buffer.from(JSON.stringify(operations)), headers: { ...JSON_PATCH, ...headers } });
  const byPath = (...operations: object[]) =>
    desk.ask('PATCH', `Patient/${id}`, { body: { resourceType: 'Parameters', parameter: operations } });
  const operation = (parts: Record<string, unknown>) => ({
    name: 'operation',
    part: Object.entries(parts).map(([name, value]) => ({ name, ...(value as object) })),
  });

  it('by JSON Patch changes what it names', async () => {
    const done = await byJson([
      { op: 'test', path: '/name/0/family', value: 'Aster' },
      { op: 'add', path: '/name/0/given/-', value: 'Maria' },
      { op: 'replace', path: '/telecom/0/value', value: '2' },
    ]);
    expect(done).toMatchObject({
      status: 200,
      json: { meta: { versionId: '2' }, name: [{ given: ['Test', 'Maria'] }], telecom: [{ value: '2' }, {}] },
    });
  });

  it('by FHIRPath Patch does too', async () => {
    const done = await byPath(
      operation({
        type: { valueCode: 'replace' },
        path: { valueString: "Patient.telecom.where(system = 'phone').value" },
        value: { valueString: '3' },
      }),
      operation({
        type: { valueCode: 'add' },
        path: { valueString: 'Patient' },
        name: { valueString: 'gender' },
        value: { valueCode: 'female' },
      }),
      operation({
        type: { valueCode: 'insert' },
        path: { valueString: 'Patient.name[0].given' },
        index: { valueInteger: 0 },
        value: { valueString: 'First' },
      }),
      operation({
        type: { valueCode: 'move' },
        path: { valueString: 'Patient.telecom' },
        source: { valueInteger: 0 },
        destination: { valueInteger: 1 },
      }),
      operation({ type: { valueCode: 'delete' }, path: { valueString: 'Patient.birthDate' } }),
    );
    expect(done).toMatchObject({
      status: 200,
      json: { gender: 'female', name: [{ given: ['First', 'Test', 'Maria'] }], telecom: [{ system: 'email' }, { value: '3' }] },
    });
    expect(done.json['birthDate']).toBeUndefined();
  });

  it('changes nothing where anything of it fails', async () => {
    const before = await desk.ask('GET', `Patient/${id}`);
    const failing = await byJson([
      { op: 'replace', path: '/gender', value: 'male' },
      { op: 'test', path: '/name/0/family', value: 'Nobody' },
    ]);
    expect(failing).toMatchObject({ status: 422, json: { issue: [{ expression: ['[1].path'] }] } });
    expect((await byJson([{ op: 'remove', path: '/nothing' }])).status).toBe(422);
    expect((await byJson([{ op: 'replace', path: '/gender', value: 'nonsense' }])).status).toBe(422);
    expect((await byJson([{ op: 'replace', path: '/id', value: crypto.randomUUID() }])).status).toBe(422);
    expect((await byJson([{ op: 'replace', path: '', value: 1 }])).status).toBe(422);
    expect((await byJson([{ op: 'add', path: '/__proto__/x', value: 1 }])).status).toBe(422);
    expect((await byJson([{ op: 'nonsense', path: '/x' }])).status).toBe(400);
    expect((await byJson({})).status).toBe(400);
    expect((await byPath(operation({ type: { valueCode: 'delete' }, path: { valueString: 'Patient.telecom' } }))).status).toBe(422);
    expect(
      (await byPath(operation({ type: { valueCode: 'replace' }, path: { valueString: 'Patient.photo' }, value: { valueString: 'x' } })))
        .status,
    ).toBe(422);
    expect(
      (await byPath(operation({ type: { valueCode: 'delete' }, path: { valueString: "Patient.name.where(family.matches('(a+)+$'))" } })))
        .status,
    ).toBe(422);
    expect((await byPath(operation({ type: { valueCode: 'delete' }, path: { valueString: '(((' } }))).status).toBe(422);
    expect((await byPath({ name: 'nonsense' })).status).toBe(400);
    expect((await desk.ask('GET', `Patient/${id}`)).text).toBe(before.text);
  });

  it('by a condition patches the one that meets it', async () => {
    const ask = (path: string) =>
      desk.ask('PATCH', path, { body: Buffer.from('[{"op":"add","path":"/active","value":true}]'), headers: JSON_PATCH });
    expect((await ask('Patient?family=Aster')).json).toMatchObject({ active: true });
    expect((await ask('Patient?family=Nobody')).status).toBe(404);
  });

  it('is refused for a stale version, another language, what is not there, or by who may only read', async () => {
    expect((await byJson([], { 'if-match': 'W/"1"' })).status).toBe(412);
    expect(
      (await desk.ask('PATCH', `Patient/${id}`, { body: Buffer.from('{}'), headers: { 'content-type': 'application/merge-patch+json' } }))
        .status,
    ).toBe(415);
    expect((await desk.ask('PATCH', `Patient/${crypto.randomUUID()}`, { body: Buffer.from('[]'), headers: JSON_PATCH })).status).toBe(404);
    const bearer = await desk.person.pass({ capabilities: { read: 'all' } });
    const refused = await desk.ask('PATCH', `Patient/${id}`, {
      body: Buffer.from('[{"op":"remove","path":"/active"}]'),
      headers: JSON_PATCH,
      bearer,
    });
    expect(refused.status).toBe(403);
  });
});
