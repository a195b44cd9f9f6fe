import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
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
} from '../../testing/served.ts';
import type { Fact, Job, Proposed, ResultsKept, SourceLine, Timeline } from './api.ts';

const REPORT = `LABORATORIO CLÍNICO
Paciente: Ana Aster   Fecha de toma: 25/03/2024
Prueba            Resultado    Unidades    Valores de referencia
Glucosa           105 H        mg/dL       70 - 99
Hemoglobina A1c   6,10         %           4,0 - 5,6
`;

describe('values of a lab report', () => {
  let served: Served;
  let ana: Person;
  let address: string;
  beforeAll(async () => {
    served = await serveForTest();
    ana = await newPerson(served, 'Ana');
    await importText(ana, 'a.json', bundleOf([patient('p', 'Aster')]));
    address = (await importText(ana, 'report.txt', REPORT)).report?.original ?? '';
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });
  const observations = async () =>
    (await ana.api.call<Timeline>('POST', ana.path('timeline'), {})).entries.filter(({ type }) => type === 'Observation');
  const proposals = () => ana.api.call<Proposed>('GET', ana.path(`originals/${address}/proposals`));

  it('are proposed with their lines, and nothing of them is stored', async () => {
    const { hasText, proposals: found } = await proposals();
    expect(hasText).toBe(true);
    expect(found).toMatchObject([
      { place: 'page 1 line 4', name: 'Glucosa', value: '105', unit: 'mg/dL', flag: 'H', date: '2024-03-25' },
      { place: 'page 1 line 5', name: 'Hemoglobina A1c', value: '6.10', range: { low: '4.0', high: '5.6' } },
    ]);
    expect(await observations()).toEqual([]);
  });

  it('are kept when somebody says so, digits and place with them; twice is once', async () => {
    const results = (await proposals()).proposals.map(({ page: _p, line: _l, region: _r, written: _w, doubts: _d, ...result }) => result);
    const keep = () => ana.api.call<ResultsKept>('POST', ana.path(`originals/${address}/results`), { results });
    expect(await keep()).toEqual({ kept: 2 });
    await keep();
    const kept = await observations();
    expect(kept.map(({ card }) => [card.title, card.value, card.unit, card.date])).toEqual(
      expect.arrayContaining([['Hemoglobina A1c', '6.10', '%', '2024-03-25']]),
    );
    expect(kept).toHaveLength(2);
    expect(kept[0]).toMatchObject({ version: 1 });
    const { text } = await ana.api.call<Fact>('POST', ana.path('facts/read'), { type: 'Observation', id: kept[0]?.id });
    const id = /"Patient\/([0-9a-f-]{36})"/.exec(text)?.[1];
    expect((await ana.api.call<Fact>('POST', ana.path('facts/read'), { type: 'Patient', id })).text).toContain('Aster');
  });

  it('are refused where a number is none', async () => {
    const answer = await ask(served.base, 'POST', ana.path(`originals/${address}/results`), {
      bearer: ana.bearer,
      body: { results: [{ place: 'page 1 line 4', name: 'x', value: '1,5', isNumber: true }] },
    });
    expect(answer.status).toBe(400);
  });

  it('are read from the picture of a page, and its text is found from then on', async () => {
    const picture = readFileSync(join(import.meta.dirname, '../pictures/fixtures/report.png'));
    const read = await ana.api.call<Proposed>('POST', ana.path(`originals/${address}/pages/1/text`), picture);
    expect(read.proposals.map(({ name }) => name)).toContain('Glucosa');
    await ana.api.call('POST', ana.path(`originals/${address}/text`), { text: `${read.text} Zwiebelkuchen` });
    const found = await ana.api.call<{ entries: readonly { type: string }[] }>('POST', ana.path('words'), { text: 'zwiebelkuchen' });
    expect(found.entries).toMatchObject([{ type: 'DocumentReference' }]);
    const { id } = await ana.api.call<Job>('POST', ana.path(`originals/${address}/read`));
    await finished(ana, id);
  }, 60_000);

  it('stand beside what the file is called and the files inside it', async () => {
    const zip = zipSync({ 'notes/letter.txt': Buffer.from('Dear Ana') });
    const { report } = await importText(ana, 'letters.zip', zip);
    const sources = await ana.api.call<readonly SourceLine[]>('GET', ana.path('sources'));
    expect(sources.find(({ name }) => name === 'letters.zip')).toMatchObject({ document: expect.stringMatching(/^DocumentReference\//) });
    const member = await ask(served.base, 'POST', ana.path(`originals/${report?.original}/member`), {
      bearer: ana.bearer,
      body: { member: 'notes/letter.txt' },
    });
    expect(member.headers.get('content-type')).toBe('application/octet-stream');
    expect(member.text).toBe('Dear Ana');
  });
});
