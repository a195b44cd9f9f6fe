import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, bundleOf, finished, importText, newPerson, patient, type Person, type Served, weight } from '../../testing/served.ts';
import { engines, ground, type Ground } from '../../testing/stores.ts';
import type { Job, Upload } from './api.ts';
import { textOf } from '../cli/desk/call.ts';
import { sweepUploads } from '@satchel/record';

const HOUR = 3_600_000;
const file = Buffer.from(
  bundleOf([patient('p', 'Aster'), ...Array.from({ length: 1500 }, (_, at) => weight(`w${at}`, 60 + at / 1000, '2024-01-01'))]),
);

describe.each(engines)('an upload, on %s', (engine) => {
  let where: Ground | undefined;
  let clock = 0;
  let one: Served;
  let two: Served;
  let ana: Person;

  beforeAll(async () => {
    where = await ground(engine);
    if (!where) return;
    const now = () => Date.now() + clock;
    one = await where.serve({ now });
    two = await where.serve({ now });
    ana = await newPerson(one, 'Ana');
  });
  afterAll(() => where?.clear());

  const test = (title: string, prove: () => Promise<void>) =>
    it(title, async (context) => (where ? prove() : context.skip(`no ${engine} here`)));
  const begin = (name: string, size: number) =>
    ana.api.call<Upload>('POST', ana.path('uploads'), { name, size, mediaType: 'application/fhir+json' });
  const put = (served: Served, id: string, offset: number, bytes: Uint8Array) =>
    ask(served.base, 'PUT', ana.path(`uploads/${id}?offset=${offset}`), {
      body: bytes,
      bearer: ana.bearer,
      headers: { 'content-type': 'application/octet-stream' },
    });
  const chunks = async () => {
    let count = 0;
    for await (const batch of one.house.world.store.scan('chunk', { person: ana.person }, { columns: [] })) count += batch.length;
    return count;
  };

  test('goes on where it stopped, on either server, and is byte for byte what was sent', async () => {
    const { id } = await begin('cut.json', file.length);
    for (let offset = 0, turn = 0; offset < file.length; turn++) {
      const part = file.subarray(offset, offset + 60_000 + turn * 7);
      const answer = await put(turn % 2 ? two : one, id, offset, part);
      expect(answer.status).toBe(200);
      offset = (JSON.parse(answer.text) as Upload).received;
    }
    const sha256 = createHash('sha256').update(file).digest('hex');
    const job = await ana.api.call<Job>('POST', ana.path(`uploads/${id}/import`), { sha256 });
    const done = await finished(ana, job.id);
    expect(done).toMatchObject({ state: 'done', read: file.length, report: { types: { Observation: { new: 1500 } } } });
    expect(await textOf(await ana.api.stream(ana.path(`originals/${done.report?.original}`)))).toBe(file.toString());
  });

  test('a part at another place, or twice, is a conflict that names the place', async () => {
    const { id } = await begin('places.json', 100);
    expect((await put(one, id, 0, file.subarray(0, 40))).status).toBe(200);
    expect(await put(one, id, 0, file.subarray(0, 40))).toMatchObject({
      status: 409,
      issues: [{ diagnostics: 'This upload stands at byte 40 of 100.' }],
    });
    expect((await put(one, id, 60, file.subarray(0, 40))).status).toBe(409);
    const both = await Promise.all([put(one, id, 40, file.subarray(0, 60)), put(two, id, 40, file.subarray(0, 60))]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
    expect(await ana.api.call<Upload>('GET', ana.path(`uploads/${id}`))).toEqual({ id, received: 100, size: 100 });
    expect((await put(one, id, 100, file.subarray(0, 1))).status).toBe(413);
  });

  test('a connection that breaks inside a part leaves what was whole', async () => {
    const { id } = await begin('broken.json', file.length);
    await put(one, id, 0, file.subarray(0, 100_000));
    for (const kept of [1, 65_536, 131_072])
      await breakInside(one.base, ana.path(`uploads/${id}?offset=100000`), ana.bearer, file.subarray(100_000, 250_000), kept);
    expect(await ana.api.call<Upload>('GET', ana.path(`uploads/${id}`))).toMatchObject({ received: 100_000 });
    expect((await put(one, id, 100_000, file.subarray(100_000, 250_000))).status).toBe(200);
  });

  test('is not imported before it is whole, nor when its digest differs', async () => {
    const { id } = await begin('early.json', 50);
    await put(one, id, 0, file.subarray(0, 20));
    await expect(ana.api.call('POST', ana.path(`uploads/${id}/import`))).rejects.toMatchObject({ status: 409 });
    await put(one, id, 20, file.subarray(20, 50));
    await expect(ana.api.call('POST', ana.path(`uploads/${id}/import`), { sha256: '00'.repeat(32) })).rejects.toMatchObject({
      status: 409,
    });
  });

  test('of the same bytes is kept once', async () => {
    const text = bundleOf([weight('once', 70, '2023-01-01')]);
    const first = await importText(ana, 'once.json', text);
    const before = await chunks();
    const second = await importText(ana, 'once again.json', text);
    expect(second.report).toMatchObject({ already: true, original: first.report?.original });
    expect(await chunks()).toBe(before);
  });

  test('of nothing at all is answered kindly', async () => {
    expect((await importText(ana, 'empty.json', '')).state).toBe('done');
  });

  test('that stops is gone after a day, with every part of it', async () => {
    const before = await chunks();
    const { id } = await begin('left.json', file.length);
    await put(one, id, 0, file.subarray(0, 400_000));
    expect(await chunks()).toBeGreaterThan(before);
    clock = 23 * HOUR;
    await sweepUploads(two.house.world);
    clock = 25 * HOUR;
    await sweepUploads(two.house.world);
    clock = 0;
    expect(await chunks()).toBeLessThanOrEqual(before);
    expect((await ask(one.base, 'GET', ana.path(`uploads/${id}`), { bearer: ana.bearer })).status).toBe(404);
  });

  test('rests sealed from its first byte: nothing of it is in the store in the clear', async () => {
    const { id } = await begin('sealed.json', 1000);
    await put(one, id, 0, Buffer.from('MARMALADE-ON-MONDAYS '.repeat(40)));
    for await (const { row } of one.house.world.store.snapshot()) {
      for (const cell of Object.values(row))
        expect(Buffer.from(String(cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : cell)).includes('MARMALADE')).toBe(
          false,
        );
    }
  });
});

/** Sends the head of a request and some bytes of its body, then hangs up. */
function breakInside(base: string, path: string, bearer: string, bytes: Buffer, kept: number): Promise<void> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nX-Satchel: 1\r\nAuthorization: Bearer ${bearer}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${bytes.length}\r\n\r\n`,
      );
      socket.write(bytes.subarray(0, kept), () => setTimeout(() => socket.destroy(), 50));
    });
    socket.once('close', () => resolve());
  });
}
