import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../../record/testing/new-record.ts';
import type { ImportReport } from './report.ts';
import { takeIn } from './take-in.ts';

const at = '2026-03-01T10:00:00Z';
const utf8 = (text: string) => new TextEncoder().encode(text);
const patient = (id = 'p1', more = {}) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: 'Muster', given: ['Eva'] }],
  birthDate: '1980-02-01',
  ...more,
});
const weight = (id: string, value: number, who = 'Patient/p1') => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  subject: { reference: who },
  effectiveDateTime: '2026-01-05',
  valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
});
const ndjson = (...resources: object[]) => utf8(resources.map((each) => JSON.stringify(each)).join('\n'));

async function rig() {
  const record = await newRecord();
  const take = async (bytes: Uint8Array, name = 'file.ndjson'): Promise<ImportReport> =>
    must(
      await takeIn({
        source: {
          name,
          async *open() {
            for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000);
          },
        },
        commit: (change) => record.hall.commit(record.owner, change),
        at,
      }),
    );
  const view = async () => must(await record.hall.view({ ...record.owner, purpose: 'PATRQT' }));
  return { ...record, take, view };
}

describe('taking a file in', () => {
  it('reports per type what was new, unchanged, changed and not understood; twice changes nothing [PH.2.3#01]', async () => {
    const { take } = await rig();
    const file = ndjson(patient(), weight('1', 70), weight('2', 71));
    expect((await take(file)).types).toEqual({
      Observation: { new: 2, unchanged: 0, changed: 0, notUnderstood: 0 },
      Patient: { new: 1, unchanged: 0, changed: 0, notUnderstood: 0 },
    });
    expect(await take(file)).toMatchObject({ already: true, types: { Observation: { new: 0, unchanged: 2 }, Patient: { unchanged: 1 } } });
    expect((await take(ndjson(weight('1', 70), weight('2', 75)))).types).toMatchObject({ Observation: { unchanged: 1, changed: 1 } });
  });

  it('follows urn:uuid references of a transaction to the right type, also forwards', async () => {
    const { take, view } = await rig();
    const file = utf8(
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          {
            fullUrl: 'urn:uuid:1a000000-0000-4000-8000-000000000001',
            resource: { ...weight('x', 70), id: undefined, subject: { reference: 'urn:uuid:1a000000-0000-4000-8000-000000000002' } },
            request: { method: 'POST', url: 'Observation' },
          },
          {
            fullUrl: 'urn:uuid:1a000000-0000-4000-8000-000000000002',
            resource: { ...patient(), id: undefined },
            request: { method: 'POST', url: 'Patient' },
          },
        ],
      }),
    );
    const report = await take(file, 'bundle.json');
    expect(report.format).toBe('FHIR R4 Bundle (transaction)');
    const page = must(await (await view()).search('Observation', '_include=Observation:subject'));
    expect(page.included.map((each) => each.type)).toEqual(['Patient']);
  });

  it('reads gzip, a ZIP of NDJSON and gzip files, UTF-16 and a byte order mark', async () => {
    const { take } = await rig();
    expect((await take(gzipSync(ndjson(patient())), 'p.ndjson.gz')).types).toMatchObject({ Patient: { new: 1 } });
    const zip = zipSync({
      'Observation.ndjson': ndjson(weight('1', 70)),
      'inner/Condition.ndjson.gz': gzipSync(
        ndjson({ resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/p1' }, code: { text: 'cough' } }),
      ),
      'Patient.ndjson': ndjson(patient()),
    });
    expect((await take(zip, 'export.zip')).types).toMatchObject({
      Observation: { new: 1 },
      Condition: { new: 1 },
      Patient: { unchanged: 1 },
    });
    expect((await take(new Uint8Array(Buffer.from(`\ufeff${JSON.stringify(weight('9', 1))}`, 'utf16le')), 'x.json')).types).toMatchObject({
      Observation: { new: 1 },
    });
    expect((await take(utf8(`\ufeff${JSON.stringify(weight('10', 1))}`), 'x.json')).types).toMatchObject({ Observation: { new: 1 } });
  });

  it('keeps what it can and says what it cannot, with the place [S25]', async () => {
    const { take } = await rig();
    const report = await take(
      utf8(
        [
          JSON.stringify(patient()),
          '{"resourceType":"Observation","id":"a", broken',
          '{"resourceType":"Observation","id":"b","valueQuantity":{"value":1e400}}',
          `{"resourceType":"Observation","x":${'['.repeat(5000)}${']'.repeat(5000)}}`,
          '{"id":"none"}',
          JSON.stringify(weight('c', 70)),
        ].join('\n'),
      ),
    );
    expect(report.types).toMatchObject({ Patient: { new: 1 }, Observation: { new: 1, notUnderstood: 3 }, unknown: { notUnderstood: 1 } });
    for (const line of [2, 3, 4, 5])
      expect(
        report.issues.some((each) => each.location?.startsWith(`line ${line}`)),
        `line ${line}`,
      ).toBe(true);
  });

  it('keeps types nobody shows yet, and resources that do not fit R4, marked', async () => {
    const { take, view } = await rig();
    const report = await take(
      ndjson({ resourceType: 'SubstanceNucleicAcid', id: 's' }, { ...weight('1', 70), status: 'done', colour: 'red' }),
    );
    expect(report.types).toMatchObject({ SubstanceNucleicAcid: { new: 1 }, Observation: { new: 1 } });
    expect(report.issues.length).toBeGreaterThan(0);
    expect(must(await (await view()).list(['Observation']))[0]?.marks).toEqual({ invalid: true });
  });

  it('puts aside what speaks of another person, and says who [PH.1.1#06]', async () => {
    const { take, view } = await rig();
    await take(ndjson(patient(), weight('1', 70)));
    const other = { ...patient('p2'), name: [{ family: 'Beispiel', given: ['Max'] }], birthDate: '1955-05-05' };
    const report = await take(ndjson(other, weight('2', 90, 'Patient/p2')));
    expect(report.aside).toMatchObject({ name: 'Max Beispiel', birthDate: '1955-05-05', resources: 2 });
    expect(must(await (await view()).list(['Observation']))).toHaveLength(1);
    expect(must(await (await view()).search('Observation', '')).matches.filter((each) => each.marks.aside)).toHaveLength(1);
  });

  it('takes the deletions of a history Bundle as withdrawals', async () => {
    const { take, view } = await rig();
    const url = 'https://hospital.example/fhir/Observation/1';
    const entry = (resource: object | undefined, method: string) => ({
      fullUrl: url,
      ...(resource && { resource }),
      request: { method, url: 'Observation/1' },
    });
    const history = (...entries: object[]) => utf8(JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: entries }));
    await take(history(entry(weight('1', 70), 'PUT')), 'h.json');
    expect(must(await (await view()).list(['Observation']))).toHaveLength(1);
    await take(history(entry(undefined, 'DELETE')), 'h.json');
    expect(must(await (await view()).list(['Observation']))).toHaveLength(0);
  });

  it('says that a file is of a kind it cannot read, and a damaged archive that it is damaged [S26]', async () => {
    const { take } = await rig();
    const noise = new Uint8Array(4000).map((_, i) => (i * 37) % 251);
    expect((await take(noise, 'noise.bin')).issues).toMatchObject([{ code: 'not-supported' }]);
    expect((await take(gzipSync(ndjson(patient())).subarray(0, 60), 'p.gz')).issues[0]?.severity).toBe('error');
    const zip = zipSync({ 'a.ndjson': ndjson(patient()) });
    expect((await take(zip.subarray(0, 40), 'a.zip')).issues[0]?.severity).toBe('error');
    expect((await take(new Uint8Array(0), 'empty.json')).issues[0]?.severity).toBe('error');
  });
});
