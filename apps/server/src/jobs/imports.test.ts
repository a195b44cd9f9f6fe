import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { begin, bundleOf, finished, newPerson, patient, removeDir, weight } from '../../testing/served.ts';
import { type ServerProcess, startServer } from '../../testing/process.ts';
import { callServer, textOf } from '../cli/desk/call.ts';
import type { Job } from '../http/api.ts';

const FACTS = 1600;
const file = Buffer.from(
  bundleOf([patient('p', 'Aster'), ...Array.from({ length: FACTS }, (_, at) => weight(`w${at}`, 60 + at / 1000, '2024-01-01'))]),
);

describe('[S29] an import whose server is killed', { timeout: 240_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'satchel-killed-'));
  let server: ServerProcess;
  afterAll(async () => {
    await server.stop();
    removeDir(dir);
  });

  it('goes on at the next unlock, loses nothing that was acknowledged, and takes nothing in twice', async () => {
    server = await startServer({ SATCHEL_DATA: dir });
    const ana = await newPerson(server, 'Ana');
    const job = await begin(ana, 'many.json', file);
    const seen = await until(
      () => ana.api.call<Job>('GET', ana.path(`jobs/${job.id}`)),
      ({ read, state }) => read > 0 || state === 'done',
    );
    await server.kill();
    server = await startServer({ SATCHEL_DATA: dir });
    const api = callServer(server.base);
    api.use(ana.bearer);
    const again = { ...ana, api };
    // Until somebody unlocks, nobody can go on with it.
    await api.call('GET', '/api/session');
    const done = await finished(again, job.id);
    expect(done).toMatchObject({ state: 'done', read: file.length });
    const counts = done.report?.types['Observation'];
    expect((counts?.new ?? 0) + (counts?.unchanged ?? 0)).toBe(FACTS);
    if (seen.state === 'running') expect(counts?.unchanged).toBeGreaterThan(0);
    const lines = (await textOf(await api.stream(ana.path('export/Observation')))).trim().split('\n');
    expect(lines).toHaveLength(FACTS);
    expect(lines.every((line) => line.includes('"versionId":"1"'))).toBe(true);
  });

  it('tells its course as server-sent events', async () => {
    const ana = await newPerson(server, 'Bea');
    const job = await begin(ana, 'many.json', file);
    const events = (await textOf(await ana.api.stream(ana.path(`jobs/${job.id}/events`))))
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)) as Job);
    expect(events.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ state: 'done', report: { types: { Observation: { new: FACTS } } } });
    expect(events.map(({ read }) => read)).toEqual(events.map(({ read }) => read).toSorted((a, b) => a - b));
  });

  it('and one that is stopped politely ends with 0, with its work kept', async () => {
    const ana = await newPerson(server, 'Cat');
    const job = await begin(ana, 'many.json', file);
    expect(await server.stop()).toBe(0);
    server = await startServer({ SATCHEL_DATA: dir });
    const api = callServer(server.base);
    api.use(ana.bearer);
    await api.call('GET', '/api/session');
    expect(await finished({ ...ana, api }, job.id)).toMatchObject({ state: 'done' });
  });
});

async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
