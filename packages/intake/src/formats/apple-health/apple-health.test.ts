import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../../../../record/testing/new-record.ts';
import { excerpt, parseSource, takeIn } from '../../index.ts';
import type { Parsed, Source } from '../../source.ts';
import { TagScanner } from './scan-tags.ts';
import { appleTime, fhirTime } from './times.ts';
import { conversion } from './units.ts';

const FIXTURE = readFileSync(join(import.meta.dirname, 'golden/export.xml'));
const reading = { at: '2026-04-01T10:00:00Z' };

const sourceOf = (bytes: Uint8Array, name = 'export.xml', step = 997): Source => ({
  name,
  size: bytes.length,
  async *open() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  },
});

async function parsed(source: Source): Promise<Parsed[]> {
  const all: Parsed[] = [];
  for await (const each of parseSource(source, reading)) if (each.kind !== 'file') all.push(each);
  return all;
}

/** Columns as lists, for a golden file. */
const plain = (each: Parsed): unknown =>
  each.kind === 'series'
    ? {
        ...each,
        series: {
          ...each.series,
          samples: Object.fromEntries(Object.entries(each.series.samples).map(([name, column]) => [name, [...(column as Float64Array)]])),
        },
      }
    : each;

async function rig() {
  const record = await newRecord();
  const take = async (bytes: Uint8Array, name = 'export.xml') =>
    must(await takeIn({ source: sourceOf(bytes, name), commit: (change) => record.hall.commit(record.owner, change), at: reading.at }));
  const view = async () => must(await record.hall.view({ ...record.owner, purpose: 'PATRQT' }));
  return { ...record, take, view };
}

describe('an Apple Health export', () => {
  it('is what its golden file says', async () => {
    const all = await parsed(sourceOf(FIXTURE));
    await expect(`${JSON.stringify(all.map(plain), null, 1)}\n`).toMatchFileSnapshot('golden/export.golden.json');
  });

  it('is the same however its bytes arrive', async () => {
    const whole = JSON.stringify((await parsed(sourceOf(FIXTURE, 'export.xml', 1 << 20))).map(plain));
    for (const step of [1, 7, 64]) expect(JSON.stringify((await parsed(sourceOf(FIXTURE, 'export.xml', step))).map(plain))).toBe(whole);
  });

  it('becomes series, one blood pressure, and facts; the same again changes nothing', async () => {
    const { take, view } = await rig();
    const report = await take(FIXTURE);
    expect(report.format).toBe('Apple Health export');
    const seen = await view();
    const pressures = must(await seen.search('Observation', 'code=85354-9')).matches;
    expect(pressures).toHaveLength(1);
    expect(JSON.parse(pressures[0]?.text ?? '')).toMatchObject({
      component: [{ valueQuantity: { value: 128 } }, { valueQuantity: { value: 82 } }],
    });
    expect(pressures[0]?.marks).toEqual({});
    // The watch counts, the phone for the five minutes that the watch left open, and what was typed.
    expect(must(await seen.series('http://loinc.org|55423-8', undefined, undefined, 'day'))).toMatchObject({
      points: [{ at: '2026-03-01', sum: 500 + 400 + 70 }],
    });
    expect(must(await seen.series('http://loinc.org|8867-4', undefined, undefined, 'day'))).toMatchObject({
      points: [
        { at: '2026-03-01', mean: 62 },
        { at: '2026-03-02', mean: 64 },
      ],
    });
    expect(must(await seen.series('http://loinc.org|59408-5', undefined, undefined, 'day'))).toMatchObject({ points: [{ mean: 98 }] });
    const again = await take(FIXTURE);
    expect(again).toMatchObject({ samples: { new: 0 } });
    expect(Object.values(again.types).every(({ new: added, changed }) => added + changed === 0)).toBe(true);
  });

  it('labels what is nobody’s business', async () => {
    const { take, hold, hall } = await rig();
    await take(FIXTURE);
    const general = await hold({ read: ['general'] });
    const seen = must(await hall.view({ ...general, purpose: 'TREAT' }));
    const texts = must(await seen.list(['Observation'])).map(({ card }) => card.title);
    expect(texts).toContain('Headache');
    expect(texts).not.toContain('Menstrual flow');
  });

  it('comes in a ZIP with names in the phone’s language, clinical records and a second copy', async () => {
    const { take } = await rig();
    const zip = zipSync({
      'apple_health_export/导出.xml': FIXTURE,
      'apple_health_export/export_cda.xml': new TextEncoder().encode(
        '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"></ClinicalDocument>',
      ),
      'apple_health_export/workout-routes/route_2026-03-01.gpx': new TextEncoder().encode(
        '<?xml version="1.0"?><gpx version="1.1"><metadata><time>2026-03-02T00:00:00Z</time></metadata><trk><trkseg><trkpt lon="1" lat="2"><time>2026-03-01T16:00:00Z</time></trkpt><trkpt lon="1" lat="2"><time>2026-03-01T16:31:00Z</time></trkpt></trkseg></trk></gpx>',
      ),
      'apple_health_export/electrocardiograms/ecg_2026-03-01.csv': new TextEncoder().encode(ECG),
      'apple_health_export/clinical-records/Condition-1.json': new TextEncoder().encode(
        JSON.stringify({ resourceType: 'Condition', id: 'c1', code: { text: 'cough' }, subject: { reference: 'Patient/x' } }),
      ),
      '__MACOSX/apple_health_export/._export.xml': new Uint8Array([0, 5, 22, 7]),
    });
    const report = await take(zip, 'export.zip');
    expect(report.types).toMatchObject({ Condition: { new: 1 }, DocumentReference: { new: 1 }, Patient: { new: 1 } });
    expect(report.issues.filter(({ code }) => code === 'duplicate')).toHaveLength(1);
    expect(report.format).toContain('Apple Watch electrocardiogram');
  });

  it('shows the element that a fact came from', async () => {
    const drafts = (await parsed(sourceOf(FIXTURE))).filter((each) => each.kind === 'draft').map(({ draft }) => draft);
    const weight = drafts.find(({ source }) => source?.id.includes('BodyMass'));
    const shown = must(await excerpt(sourceOf(FIXTURE), weight?.place ?? ''));
    expect(shown).toContain('value="71.40"');
    expect(shown).toContain('sourceName="Báscula"');
  });

  it.skipIf(!process.env['SATCHEL_SAMPLES'])('of every sample is read', async () => {
    const folder = join(process.env['SATCHEL_SAMPLES'] ?? '', 'c-apple-health');
    for (const file of [
      'dogsheep/export.xml',
      'tdda/export6s3sample.xml',
      'alxdrcirilo/export.xml',
      'alxdrcirilo/export.zip',
      'RuochenLyu/minimal-export/export.zip',
    ]) {
      if (!existsSync(join(folder, file))) continue;
      const { take } = await rig();
      const report = await take(readFileSync(join(folder, file)), file.split('/').at(-1));
      expect(
        report.issues.filter(({ severity }) => severity === 'error'),
        file,
      ).toEqual([]);
      expect((report.samples?.new ?? 0) + Object.values(report.types).reduce((sum, each) => sum + each.new, 0), file).toBeGreaterThan(0);
    }
  });
});

const ECG = [
  'Nombre,Eva Muster',
  'Fecha de nacimiento,1980-02-01',
  'Fecha de registro,2026-03-01 10:20:30 +0100',
  'Clasificación,Ritmo sinusal',
  'Síntomas,',
  'Versión de software,1.90',
  'Dispositivo,"Watch6,2"',
  'Frecuencia de muestreo,"512,3 hertz"',
  '',
  '',
  'Derivación,Derivación I',
  'Unidad,µV',
  '',
  ...Array.from({ length: 600 }, (_, at) => `"${at % 90},${at % 10}"`),
].join('\n');

describe('the tag scanner', () => {
  const tagsIn = (text: string, step = text.length): { tags: string[]; broken: number } => {
    const tags: string[] = [];
    const scanner = new TagScanner({
      open: (tag) =>
        void tags.push(
          `${tag.name} ${tag
            .names()
            .map((name) => `${name}=${tag.get(name)}`)
            .join(' ')}`,
        ),
      close: () => {},
    });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += step) scanner.push(bytes.subarray(at, at + step));
    scanner.end();
    return { tags, broken: scanner.broken };
  };

  it('looks up no entity and reads no document type [S23]', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><a x="&b;&c;&#65;&amp;"/>`;
    expect(tagsIn(bomb)).toEqual({ tags: ['a x=&b;&c;A&'], broken: 0 });
  });

  it('passes over what is not well-formed and goes on', () => {
    expect(tagsIn('<a x=1/><b y="2"/><c <d z="3"></d>< <e/>').tags).toEqual(['b y=2', 'd z=3', 'e ']);
  });

  it('finds the root behind a document type that is never closed', () => {
    expect(tagsIn('<!DOCTYPE a [<!ELEMENT a (b*)> <a x="1"><b/></a>')).toEqual({ tags: ['a x=1', 'b '], broken: 1 });
  });

  it('gives every attribute back, whatever it holds and however it is cut', () => {
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), (values, step) => {
        const clean = values.map((value) => value.toWellFormed());
        const text = `<?x <a> ?><!-- <b> --><![CDATA[<c>]]><t ${clean.map((value, at) => `a${at}="${escaped(value)}"`).join('\n')} />`;
        expect(tagsIn(text, step).tags).toEqual([`t ${clean.map((value, at) => `a${at}=${value}`).join(' ')}`]);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws, whatever comes [S28]', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '/', '!', '-', '[', ']', '?', '=', ' ', 'a', '&', ';', '#') }),
        (text) => void tagsIn(text, 3),
      ),
      { numRuns: 500 },
    );
  });
});

describe('an Apple time', () => {
  it('is the instant and the clock', () => {
    expect(appleTime('2019-03-02 20:42:24 -0500')).toEqual({ at: Date.parse('2019-03-02T20:42:24-05:00'), offset: -300 });
    for (const text of ['', '2019-13-02 20:42:24 -0500', '2019-03-02T20:42:24 -0500Z', '0001-01-01 00:00:00 +0000', undefined])
      expect(appleTime(text)).toBeUndefined();
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000, max: 7_000_000_000 }), fc.integer({ min: -56, max: 56 }), (seconds, quarters) => {
        const time = { at: seconds * 1000, offset: quarters * 15 };
        const [date, clock] = [fhirTime(time).slice(0, 10), fhirTime(time).slice(11)];
        expect(appleTime(`${date} ${clock.slice(0, 8)} ${clock.slice(8).replace(':', '')}`)).toEqual(time);
      }),
    );
  });
});

it('converts units of a kind and no others', () => {
  expect(conversion('mi', 'km')?.(0.5)).toBe(0.804672);
  expect(conversion('%', '%')?.(0.98)).toBe(98);
  expect(conversion('degF', 'Cel')?.(98.6)).toBe(37);
  expect(conversion('lb', 'km')).toBeUndefined();
});
