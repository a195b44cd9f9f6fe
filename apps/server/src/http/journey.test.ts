import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, importText, newPerson, patient, type Person, weight } from '../../testing/served.ts';
import { engines, ground, type Ground } from '../../testing/stores.ts';
import { callServer, textOf } from '../cli/desk/call.ts';
import type { AccessLine, Excerpt, Fact, GrantLine, Job, ResultLine, Series, Session, SourceLine, Summary, Timeline } from './api.ts';

const allergy = {
  resourceType: 'AllergyIntolerance',
  id: 'none',
  patient: { reference: 'Patient/p' },
  code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003', display: 'No known allergy' }] },
};
const report = {
  resourceType: 'DiagnosticReport',
  id: 'r',
  status: 'final',
  subject: { reference: 'Patient/p' },
  effectiveDateTime: '2024-03-01',
  code: { text: 'Weighing' },
  result: [{ reference: 'Observation/w1' }],
};
const file = bundleOf([
  patient('p', 'Aster'),
  weight('w1', 81, '2024-03-01'),
  weight('w2', 79.5, '2024-05-01'),
  weight('w3', 78, '2025-01-01'),
  allergy,
  report,
]).replace('79.5', '79.50');

describe.each(engines)('a record over HTTP, on %s', (engine) => {
  let where: Ground | undefined;
  let ana: Person;
  let job: Job;

  beforeAll(async () => {
    where = await ground(engine);
    if (!where) return;
    ana = await newPerson(await where.serve(), 'Ana');
    job = await importText(ana, 'aster.json', file);
  });
  afterAll(() => where?.clear());

  /** Skips, loudly, where the engine is not to be had. */
  const test = (title: string, prove: () => Promise<void>) =>
    it(title, async (context) => (where ? prove() : context.skip(`no ${engine} here`)));
  const get = <T>(rest: string) => ana.api.call<T>('GET', ana.path(rest));
  const post = <T>(rest: string, body: unknown) => ana.api.call<T>('POST', ana.path(rest), body);

  test('takes a file in and reports it by type', async () => {
    expect(job).toMatchObject({
      state: 'done',
      report: { name: 'aster.json', already: false, types: { Observation: { new: 3, notUnderstood: 0 }, Patient: { new: 1 } } },
    });
    expect(await importText(ana, 'aster.json', file)).toMatchObject({
      report: { already: true, types: { Observation: { new: 0, unchanged: 3 } } },
    });
  });

  test('tells the session what it may do', async () => {
    const session = await ana.api.call<Session>('GET', '/api/session');
    expect(session.records).toMatchObject([{ name: 'Ana', can: ['read', 'write', 'drain', 'audit'], alarms: [] }]);
  });

  test('shows the timeline newest first', async () => {
    const { entries } = await post<Timeline>('timeline', { types: ['Observation'] });
    expect(entries.map(({ card }) => card.value)).toEqual(['78', '79.50', '81']);
  });

  test('sums up by category, and says what nobody said anything about', async () => {
    const { patient: who, sections } = await get<Summary>('summary');
    expect(who).toEqual({ name: 'Test Aster', birthDate: '1980-02-03' });
    const answers = Object.fromEntries(sections.map(({ id, answer, total }) => [id, [answer, total]]));
    expect(answers).toMatchObject({ vitals: ['known', 3], allergies: ['none', 0], problems: ['unknown', 0], results: ['known', 1] });
  });

  test('draws the course of a measured thing', async () => {
    const [line] = await get<ResultLine[]>('results');
    expect(line).toMatchObject({ code: 'http://loinc.org|29463-7', count: 3, spark: [81, 79.5, 78] });
    const series = await post<Series>('results/series', { code: line?.code });
    expect(series).toMatchObject({ unit: 'kg', points: [{ value: 81 }, { value: 79.5, text: '79.50' }, { value: 78 }], others: [] });
  });

  test('finds by words and by FHIR search, decimals as written', async () => {
    const { entries } = await post<Timeline>('words', { text: 'body wei' });
    expect(entries).toHaveLength(3);
    const bundle = await ana.api.text('POST', ana.path('search'), { type: 'Observation', query: 'code=29463-7&date=ge2024-04&_sort=date' });
    expect(bundle).toContain('"value":79.50');
    expect(JSON.parse(bundle)).toMatchObject({ type: 'searchset', total: 2 });
  });

  test('shows a fact with its evidence, down to the place in the original', async () => {
    const { entries } = await post<Timeline>('timeline', { types: ['Observation'] });
    const fact = await post<Fact>('facts/read', { type: 'Observation', id: entries[1]?.id });
    const [said] = fact.evidence;
    expect(said).toMatchObject({ kind: 'file', place: 'entry 3', original: { name: 'aster.json' } });
    const excerpt = await post<Excerpt>(`originals/${said?.original?.address}/excerpt`, { place: said?.place });
    expect(excerpt.text).toContain('"value": 79.50');
    expect(await textOf(await ana.api.stream(ana.path(`originals/${said?.original?.address}`)))).toBe(file);
  });

  test('shows what points at a fact', async () => {
    const { entries } = await post<Timeline>('timeline', { types: ['Observation'] });
    const fact = await post<Fact>('facts/read', { type: 'Observation', id: entries.at(-1)?.id });
    expect(fact.related.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['DiagnosticReport.result[0].reference', 'Observation.subject.reference']),
    );
  });

  test('takes a fact back with a reason, and brings it back; a stale version is a conflict', async () => {
    const {
      entries: [newest],
    } = await post<Timeline>('timeline', { types: ['Observation'] });
    const named = { type: 'Observation', id: newest?.id, reason: 'Somebody else stood on the scales.' };
    const { version } = await post<{ version: number }>('facts/retract', { ...named, version: newest?.version });
    expect((await post<Timeline>('timeline', { types: ['Observation'] })).entries).toHaveLength(2);
    await expect(post('facts/restore', { ...named, version: newest?.version })).rejects.toMatchObject({ status: 409 });
    await post('facts/restore', { ...named, version, reason: 'It was me.' });
    const fact = await post<Fact>('facts/read', { type: 'Observation', id: newest?.id });
    expect(fact.versions.map(({ marks }) => marks.withdrawn)).toEqual([undefined, named.reason, undefined]);
  });

  test('lists its sources with what came out of them', async () => {
    expect(await get<SourceLine[]>('sources')).toMatchObject([
      { name: 'aster.json', size: file.length, resources: 6, first: '2024-03-01', last: '2025-01-01' },
    ]);
  });

  test('leaves as NDJSON', async () => {
    const lines = (await textOf(await ana.api.stream(ana.path('export/Observation')))).trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.join()).toContain('79.50');
  });

  test('tells who looked', async () => {
    const lines = await get<AccessLine[]>('access-log');
    expect(lines[0]).toMatchObject({ action: 'log', label: 'A test', kind: 'session' });
    expect(lines.some(({ action, what }) => action === 'search' && what.includes('code=29463-7'))).toBe(true);
  });

  test("lists grants and takes them away, all but the account's own", async () => {
    const script = await ana.pass({ kind: 'token', label: 'A script', capabilities: { read: 'all' } });
    const lines = await get<GrantLine[]>('grants');
    const line = lines.find(({ label }) => label === 'A script');
    expect(line).toMatchObject({ kind: 'token', can: ['read'], current: false });
    await ana.api.call('DELETE', ana.path(`grants/${line?.grant}`));
    const api = callServer((await where?.serve())?.base ?? '');
    api.use(script);
    await expect(api.call('GET', ana.path('summary'))).rejects.toMatchObject({ status: 404 });
    const own = lines.find(({ kind }) => kind === 'account');
    await expect(ana.api.call('DELETE', ana.path(`grants/${own?.grant}`))).rejects.toMatchObject({ status: 422 });
  });
});
