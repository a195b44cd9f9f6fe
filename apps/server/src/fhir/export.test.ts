import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FhirDesk, openDesk } from '../../testing/fhir.ts';
import { weight, patient } from '../../testing/served.ts';

const later = { prefer: 'respond-async', accept: 'application/fhir+json' };

describe('$export', () => {
  let desk: FhirDesk;
  beforeAll(async () => {
    desk = await openDesk([patient('p', 'Aster'), ...Array.from({ length: 30 }, (_, n) => weight(`w${n}`, 70 + n, '2024-01-01'))]);
  });
  afterAll(() => desk.close());
  const local = (url: string) => url.slice(url.indexOf('/fhir/') + '/fhir/'.length);
  const kickOff = (path = 'Patient/$export', headers: Record<string, string> = later) => desk.ask('GET', path, { headers });
  const statusOf = async (path?: string) => local((await kickOff(path)).headers.get('content-location') ?? '');
  interface Manifest {
    readonly transactionTime: string;
    readonly requiresAccessToken: boolean;
    readonly output: readonly { readonly type: string; readonly url: string }[];
    readonly deleted: readonly { readonly url: string }[];
    readonly error: readonly unknown[];
  }
  const manifestOf = async (path?: string) => {
    const answer = await desk.ask('GET', await statusOf(path));
    expect(answer.headers.get('content-type')).toContain('application/json');
    return answer.json as unknown as Manifest;
  };

  it('[BULK#13,14,20-22,24,28,29,47,63,144-148,150-152,155-157,159-162,164-166,168-170,175,191-193,204,206-209,223,225,227,229,231,272-274,297,299-301,310] is accepted, told in a manifest, and fetched line by line', async () => {
    const begun = await kickOff();
    expect([begun.status, begun.headers.get('content-location')?.startsWith(desk.served.base)]).toEqual([202, true]);
    const manifest = await manifestOf();
    expect(manifest).toMatchObject({ requiresAccessToken: true, error: [], deleted: [] });
    expect(Object.keys(manifest)).toEqual(expect.arrayContaining(['transactionTime', 'request', 'output']));
    expect(manifest.output.map(({ type }) => type)).toEqual(expect.arrayContaining(['Observation', 'Patient', 'Provenance']));
    const url = manifest.output.find(({ type }) => type === 'Observation')?.url ?? '';
    const file = await desk.ask('GET', local(url));
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/fhir+ndjson']);
    const lines = file.text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { resourceType: string }).resourceType);
    expect(lines).toEqual(Array.from({ length: 30 }, () => 'Observation'));
  });

  it.each(['application/fhir%2Bndjson', 'application/fhir+ndjson', 'application/ndjson', 'ndjson'])(
    '[BULK#49,51,52] knows NDJSON as %s',
    async (format) => {
      expect((await kickOff(`$export?_outputFormat=${format}`)).status).toBe(202);
    },
  );

  it('[BULK#53,62,77,234] takes _type, _since, _elements, and by POST a Parameters resource', async () => {
    expect((await manifestOf('$export?_type=Patient')).output.map(({ type }) => type)).toEqual(['Patient']);
    expect((await manifestOf('$export?_since=2199-01-01T00:00:00Z')).output).toEqual([]);
    const few = await manifestOf('$export?_type=Observation&_elements=status');
    const [line = ''] = (await desk.ask('GET', local(few.output[0]?.url ?? ''))).text.split('\n');
    expect(JSON.parse(line)).toMatchObject({ status: 'final', meta: { tag: [{ code: 'SUBSETTED' }] } });
    expect(line).not.toContain('valueQuantity');
    const patientId = await desk.idOf('Patient', 'p');
    const parameter = [
      { name: '_type', valueString: 'Observation' },
      { name: 'patient', valueReference: { reference: `Patient/${patientId}` } },
    ];
    const posted = await desk.ask('POST', 'Patient/$export', { body: { resourceType: 'Parameters', parameter }, headers: later });
    expect(posted.status).toBe(202);
  });

  it('[BULK#180,181,186,187,188,189,190] tells what was deleted since', async () => {
    const since = new Date(Date.now() - 1000).toISOString();
    await desk.ask('DELETE', `Observation/${await desk.idOf('Observation', 'w29')}`);
    const manifest = await manifestOf(`$export?_since=${since}`);
    const bundle = (await desk.ask('GET', local(manifest.deleted[0]?.url ?? ''))).text.trim();
    expect(JSON.parse(bundle)).toMatchObject({
      type: 'transaction',
      entry: [{ request: { method: 'DELETE', url: expect.stringMatching(/^Observation\//) as string } }],
    });
  });

  it('[BULK#122,305,306,308,309] is cancelled with 202, and is gone afterwards', async () => {
    const path = await statusOf();
    expect((await desk.ask('DELETE', path)).status).toBe(202);
    for (const method of ['GET', 'DELETE'])
      expect(await desk.ask(method, path)).toMatchObject({ status: 404, json: { resourceType: 'OperationOutcome' } });
    expect((await desk.ask('GET', `${path}/Patient`)).status).toBe(404);
  });

  it('[BULK#136,137,210,303,304] is refused without respond-async, with strange parameters, formats and dates, and without a token', async () => {
    expect((await kickOff('$export', {})).status).toBe(400);
    for (const query of ['_outputFormat=csv', '_since=never', '_type=Nonsense', 'nonsense=1', 'patient=1'])
      expect((await kickOff(`$export?${query}`)).status).toBe(400);
    expect((await kickOff('$export?includeAssociatedData=x', { prefer: 'respond-async, handling=lenient' })).status).toBe(202);
    for (const path of ['$export', 'Patient/$export'])
      expect((await desk.ask('GET', path, { headers: later, bearer: '' })).status).toBe(401);
    const path = await statusOf();
    for (const file of [path, `${path}/Patient`, `${path}/deleted`]) expect((await desk.ask('GET', file, { bearer: '' })).status).toBe(401);
    expect((await desk.ask('GET', `${path}/deleted`)).status).toBe(404);
  });

  it("is nobody else's: another grant of the same person finds nothing [S8]", async () => {
    const path = await statusOf();
    const other = await desk.person.pass({ kind: 'token', label: 'other', capabilities: { read: 'all' } });
    for (const file of [path, `${path}/Patient`]) expect((await desk.ask('GET', file, { bearer: other })).status).toBe(404);
    expect((await desk.ask('DELETE', path, { bearer: other })).status).toBe(404);
  });
});
