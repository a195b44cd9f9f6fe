import { SHLViewer } from 'kill-the-clipboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, bundleOf, importText, newPerson, patient, type Person, removeDir, type Served, serveForTest } from '../../testing/served.ts';
import type { NewShare, Shared, ToldSummary } from './api.ts';

const condition = (id: string, code: string, display: string) => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] },
  code: { coding: [{ system: 'http://snomed.info/sct', code, display }], text: display },
  subject: { reference: 'Patient/p' },
  recordedDate: '2024-02-01',
});
const ASTHMA = condition('asthma', '195967001', 'Asthma');
const HIV = condition('hiv-sti', '86406008', 'Human immunodeficiency virus infection');

describe('a record handed on by link', () => {
  let served: Served;
  let ana: Person;
  beforeAll(async () => {
    served = await serveForTest();
    ana = await newPerson(served, 'Ana');
    await importText(ana, 'a.json', bundleOf([patient('p', 'Aster'), ASTHMA, HIV]));
  });
  afterAll(async () => {
    await served.close();
    removeDir(served.dir);
  });
  const share = (over: Partial<NewShare> = {}) =>
    ana.api.call<Shared>('POST', ana.path('shares'), { label: 'For Dr Birch', days: 7, categories: [], ...over });
  const list = () => ana.api.call<readonly Shared[]>('GET', ana.path('shares'));
  const urlOf = ({ link }: Shared) =>
    (JSON.parse(Buffer.from(link.slice('shlink:/'.length), 'base64url').toString()) as { url: string; exp: number; flag?: string }).url;
  const manifest = (link: Shared, body: object) =>
    fetch(urlOf(link), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      body: JSON.stringify(body),
    });

  it('is read by an independent reader of SMART Health Links, and says to the owner who looked', async () => {
    const link = await share();
    const { fhirResources } = await new SHLViewer({ shlinkURI: link.link }).resolveSHL({ recipient: 'Dr Birch' });
    expect(fhirResources.map(({ resourceType }) => resourceType)).toEqual(['Bundle']);
    expect(JSON.stringify(fhirResources)).toContain('195967001');
    const [line] = await list();
    expect(line?.views.map(({ recipient }) => recipient)).toEqual(['Dr Birch']);
    expect(line?.link).toBe(link.link);
    expect(urlOf(link).length).toBeLessThanOrEqual(128);
  });

  it('[S17] leaves out what is sensitive unless it was ticked, in the preview as in the bytes', async () => {
    const read = async (link: Shared) =>
      JSON.stringify((await new SHLViewer({ shlinkURI: link.link }).resolveSHL({ recipient: 'x' })).fhirResources);
    const preview = (categories: readonly string[]) =>
      ana.api.call<ToldSummary>('POST', ana.path('shares/preview'), { categories }).then((told) => JSON.stringify(told));
    for (const text of [await read(await share()), await preview([])]) {
      expect(text).toContain('Asthma');
      expect(text).not.toMatch(/86406008|immunodeficiency/i);
    }
    for (const text of [await read(await share({ categories: ['hiv-sti'] })), await preview(['hiv-sti'])])
      expect(text).toMatch(/immunodeficiency/);
  });

  it('asks for its passcode, counts wrong ones over its whole life however many come at once, and is then shut', async () => {
    const link = await share({ passcode: '2580' });
    expect((await manifest(link, { recipient: 'x' })).status).toBe(401);
    const wrong = await Promise.all(Array.from({ length: 20 }, () => manifest(link, { recipient: 'x', passcode: '0000' })));
    const remaining = await Promise.all(
      wrong.map(async (answer) =>
        answer.status === 401 ? ((await answer.json()) as { remainingAttempts: number }).remainingAttempts : -1,
      ),
    );
    expect(remaining.filter((each) => each >= 0).sort((a, b) => b - a)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect((await manifest(link, { recipient: 'x', passcode: '2580' })).status).toBe(404);

    const other = await share({ passcode: '2580' });
    const { fhirResources } = await new SHLViewer({ shlinkURI: other.link }).resolveSHL({ recipient: 'x', passcode: '2580' });
    expect(fhirResources.length).toBe(1);
  });

  it('is open to any page, embeds nothing longer than asked, and gives a place for an hour instead', async () => {
    const link = await share();
    const answer = await manifest(link, { recipient: 'x', embeddedLengthMax: 10 });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const [file] = ((await answer.json()) as { files: { location: string; embedded?: string; contentType: string }[] }).files;
    expect(file?.embedded).toBeUndefined();
    const got = await fetch(file?.location ?? '');
    expect(got.headers.get('content-type')).toContain('application/jose');
    expect((await got.text()).split('.').length).toBe(5);
    expect((await fetch((file?.location ?? '').replace(/ticket=\d/, 'ticket=9'))).status).toBe(404);
    const preflight = await fetch(urlOf(link), {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });

  it('[S07] ends with the next request when it is taken back, with its uses, and with its day', async () => {
    const link = await share();
    await ana.api.call('DELETE', ana.path(`shares/${link.id}`));
    expect((await manifest(link, { recipient: 'x' })).status).toBe(404);
    expect((await list()).map(({ id }) => id)).not.toContain(link.id);
    const once = await share({ uses: 1 });
    const all = await Promise.all(Array.from({ length: 5 }, () => manifest(once, { recipient: 'x' })));
    expect(all.filter(({ status }) => status === 200).length).toBe(1);
  });

  it('[S18] opens nothing for whoever has the database: neither key, passcode, label nor file is in it', async () => {
    await share({ passcode: '2580', label: 'For the clinic of Dr Quillfeather' });
    for await (const rows of served.house.world.store.scan('job', { person: ana.person }))
      for (const row of rows) {
        const text = Buffer.from(row.state).toString('latin1');
        expect(text).not.toMatch(/Quillfeather|2580|Asthma|shlink/);
      }
  });

  it('is made by nobody who cannot write, and of nobody else’s record', async () => {
    const reader = await ana.pass({
      kind: 'token',
      label: 'A script',
      capabilities: { read: 'all' },
    });
    const body = { label: 'x', days: 1, categories: [] };
    expect((await ask(served.base, 'POST', ana.path('shares'), { body, bearer: reader })).status).toBe(403);
    const bob = await newPerson(served, 'Bob');
    expect((await ask(served.base, 'POST', ana.path('shares'), { body, bearer: bob.bearer })).status).toBe(404);
    const bad = await ask(served.base, 'POST', ana.path('shares'), { body: { ...body, categories: ['everything'] }, bearer: ana.bearer });
    expect(bad.status).toBe(400);
  });
});
