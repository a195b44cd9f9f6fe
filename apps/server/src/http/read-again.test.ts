import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  bundleOf,
  finished,
  importText,
  newPerson,
  patient,
  type Person,
  removeDir,
  type Served,
  serveForTest,
  weight,
} from '../../testing/served.ts';
import type { Job, Timeline } from './api.ts';

describe('reading an original again', () => {
  let served: Served;
  let ana: Person;
  beforeAll(async () => {
    served = await serveForTest();
    ana = await newPerson(served, 'Ana');
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });

  it('changes nothing where nothing is understood better, and brings no retracted fact back', async () => {
    const { report } = await importText(ana, 'a.json', bundleOf([patient('p', 'Aster'), weight('w1', 81, '2024-03-01')]));
    const address = report?.original ?? '';
    const standing = async () =>
      (await ana.api.call<Timeline>('POST', ana.path('timeline'), {})).entries.filter(({ type }) => type === 'Observation');
    const [fact] = await standing();
    await ana.api.call('POST', ana.path('facts/retract'), { type: 'Observation', id: fact?.id, version: 1, reason: 'wrong' });
    const { id } = await ana.api.call<Job>('POST', ana.path(`originals/${address}/read`));
    expect((await finished(ana, id)).report).toMatchObject({
      name: 'a.json',
      already: true,
      types: { Observation: { new: 0, changed: 0, unchanged: 1 }, Patient: { unchanged: 1 } },
    });
    expect(await standing()).toEqual([]);
  });

  it('knows no other originals', async () => {
    expect((await ask(served.base, 'POST', ana.path(`originals/${'ab'.repeat(32)}/read`), { bearer: ana.bearer })).status).toBe(404);
  });
});
