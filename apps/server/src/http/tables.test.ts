import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, finished, importText, newPerson, type Person, removeDir, type Served, serveForTest } from '../../testing/served.ts';
import type { Job, Table, Timeline } from './api.ts';

const TABLE = 'Date,Systolic,Diastolic,Blorp\n03/04/2026,128,82,1\n05/04/2026,131,84,2\n';

describe('a table that no format knows', () => {
  let served: Served;
  let ana: Person;
  let address = '';
  beforeAll(async () => {
    served = await serveForTest();
    ana = await newPerson(served, 'Ana');
    const { report } = await importText(ana, 'cuff.csv', TABLE);
    expect(report).toMatchObject({ table: true, name: 'cuff.csv' });
    address = report?.original ?? '';
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });
  const propose = (answers: object) => ana.api.call<Table>('POST', ana.path(`originals/${address}/table`), answers);
  const pressures = async () =>
    (await ana.api.call<Timeline>('POST', ana.path('timeline'), {})).entries
      .filter(({ type }) => type === 'Observation')
      .map(({ card }) => [card.date?.slice(0, 10), card.value]);

  it('is proposed with its open questions, and with its values as each answer would have them read', async () => {
    const first = await propose({});
    expect(first.questions).toEqual([
      { about: 'date-order', options: ['dmy', 'mdy'], example: '03/04/2026' },
      { about: 'column', column: 3 },
    ]);
    expect(first.rows[0]).toEqual(['03/04/2026', '128', '82', '1']);
    const told = await propose({ dateOrder: 'dmy', columns: [{ column: 3, role: 'ignored' }] });
    expect(told).toMatchObject({ questions: [], unread: 0, readings: [{ value: '128 / 82' }, { value: '131 / 84' }] });
    expect(told.readings[0]?.date?.slice(0, 10)).toBe('2026-04-03');
  });

  it('is not read before all of them are answered', async () => {
    const answer = await ask(served.base, 'POST', ana.path(`originals/${address}/table/read`), { bearer: ana.bearer, body: {} });
    expect(answer.status).toBe(400);
    expect(await pressures()).toEqual([]);
  });

  it('is read as it was confirmed, and the next of the same shape without a question', async () => {
    const told = { dateOrder: 'dmy', columns: [{ column: 3, role: 'ignored' }] };
    const { id } = await ana.api.call<Job>('POST', ana.path(`originals/${address}/table/read`), told);
    expect((await finished(ana, id)).report?.types).toMatchObject({ Observation: { new: 2 } });
    expect(await pressures()).toEqual([
      ['2026-04-05', '131 / 84'],
      ['2026-04-03', '128 / 82'],
    ]);
    const { report } = await importText(ana, 'may.csv', TABLE.replaceAll('/04/', '/05/'));
    expect(report?.table).toBeUndefined();
    expect(await pressures()).toHaveLength(4);
  });

  it('is asked about again where its dates cannot be as they were said to be', async () => {
    const { report } = await importText(ana, 'american.csv', TABLE.replace('05/04', '04/25'));
    expect(report?.table).toBe(true);
  });
});
