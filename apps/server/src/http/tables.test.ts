import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xlsx } from '../../../../packages/intake/testing/workbooks.ts';
import {
  ask,
  bundleOf,
  finished,
  importText,
  newPerson,
  type Person,
  removeDir,
  type Served,
  serveForTest,
  weight,
} from '../../testing/served.ts';
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
    expect(report).toMatchObject({ tables: [''], name: 'cuff.csv' });
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
    expect(report?.tables).toBeUndefined();
    expect(await pressures()).toHaveLength(4);
  });

  it('is asked about again where its dates cannot be as they were said to be', async () => {
    const { report } = await importText(ana, 'american.csv', TABLE.replace('05/04', '04/25'));
    expect(report?.tables).toEqual(['']);
  });
});

describe('tables in an archive', () => {
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

  it('are offered beside what could be read, each explained for itself, and the next of their shape read without a question', async () => {
    const archive = (month: string) =>
      zipSync({
        'phone/weight.csv': strToU8(`Date,Weight (kg)\n2026-${month}-04,71.4\n2026-${month}-05,71.2\n`),
        'cuff.xlsx': xlsx({
          March: [
            [{ text: 'Date' }, { text: 'Pulse' }],
            [{ text: `2026-${month}-04` }, 64],
            [{ text: `2026-${month}-05` }, 66],
          ],
        }),
        'weights.json': strToU8(bundleOf([weight(`w${month}`, 81, `2024-${month}-01`)])),
      });
    const { report } = await importText(ana, 'all.zip', archive('03'));
    expect(report).toMatchObject({ tables: ['phone/weight.csv', 'cuff.xlsx March'], types: { Observation: { new: 1 } } });
    for (const member of report?.tables ?? []) {
      const { id } = await ana.api.call<Job>('POST', ana.path(`originals/${report?.original}/table/read`), { member });
      expect((await finished(ana, id)).report?.types).toMatchObject({ Observation: { new: 2 } });
    }
    const next = (await importText(ana, 'more.zip', archive('04'))).report;
    expect(next?.tables).toBeUndefined();
    expect(next?.types).toMatchObject({ Observation: { new: 5 } });
    expect((await importText(ana, 'more again.zip', archive('04'))).report).toMatchObject({
      types: { Observation: { new: 0, unchanged: 5 } },
    });
  });
});
