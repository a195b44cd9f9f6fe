import { globSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must, newRecord } from '../../../../record/testing/new-record.ts';
import { parseSource, takeIn } from '../../index.ts';
import type { Parsed, Source } from '../../source.ts';
import { BrokenFit, messagesIn } from './fit-messages.ts';

const reading = { at: '2026-04-01T10:00:00Z' };
const sourceOf = (name: string, bytes: Uint8Array | string): Source => ({
  name,
  async *open() {
    yield typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  },
});

async function parsed(name: string, bytes: Uint8Array | string) {
  const all: Parsed[] = [];
  for await (const each of parseSource(sourceOf(name, bytes), reading)) if (each.kind !== 'file') all.push(each);
  return {
    resources: all.flatMap((each) => (each.kind === 'draft' ? [each.draft.resource] : [])),
    series: all.flatMap((each) =>
      each.kind === 'series'
        ? [
            {
              code: each.series.type.code.code,
              unit: each.series.type.unit,
              values: [...each.series.samples.value],
              at: new Date(each.series.samples.start[0] ?? 0).toISOString(),
            },
          ]
        : [],
    ),
    unread: all.flatMap((each) => (each.kind === 'unread' ? each.issues : [])),
    notes: all.filter(({ kind }) => kind === 'note').length,
  };
}

describe('glucose sensors', () => {
  it('Dexcom Clarity, mg/dL', async () => {
    const text =
      '\ufeffIndex,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Event Subtype,Patient Info,Device Info,Source Device ID,Glucose Value (mg/dL),Insulin Value (u)\n1,,FirstName,,Eva,,,,\n2,,Alert,High,,,iPhone G6,200,\n3,2026-03-01T10:00:00,EGV,,,,iPhone G6,103,\n4,2026-03-01T10:05:00,EGV,,,,iPhone G6,Low,\n';
    expect(await parsed('Clarity.csv', text)).toMatchObject({
      series: [{ code: '99504-3', unit: 'mg/dL', values: [103, 39], at: '2026-03-01T10:00:00.000Z' }],
      unread: [],
      notes: 2,
    });
  });

  it('FreeStyle Libre in Spanish, mmol/L with commas; strips apart', async () => {
    const head =
      'Datos de glucosa,Generado el,01-04-2026 10:00 UTC,Generado por,Eva\nDispositivo,Número de serie,Sello de tiempo del dispositivo,Tipo de registro,Historial de glucosa mmol/L,Escaneo de glucosa mmol/L,a,b,c,d,e,f,g,Notas,Tira reactiva para glucosa mmol/L,Cetonas mmol/L\n';
    const row = (time: string, kind: number, cells: readonly string[]) =>
      `FreeStyle,1,${time},${kind},${cells.map((cell) => (cell ? `"${cell}"` : '')).join(',')}\n`;
    const text =
      head +
      row('31-03-2026 08:02', 0, ['5,6']) +
      row('31-03-2026 08:10', 1, ['', '6,1']) +
      row('31-03-2026 08:20', 2, ['', '', '', '', '', '', '', '', '', '', '5,9']) +
      row('31-03-2026 08:30', 5, ['']);
    const made = await parsed('libre.csv', text);
    expect(made.series).toMatchObject([{ code: '105272-9', unit: 'mmol/L', values: [5.6, 6.1] }]);
    expect(made.resources).toMatchObject([{ code: { coding: [{ code: '14743-9' }] }, valueQuantity: { value: 5.9 } }]);
    expect(made.notes).toBe(2);
  });

  it('does not guess between day and month', async () => {
    const head =
      'Glucose Data\nDevice,Serial Number,Device Timestamp,Record Type,Historic Glucose mg/dL,Scan Glucose mg/dL,a,b,c,d,e,f,g,h,Strip Glucose mg/dL\n';
    expect((await parsed('libre.csv', `${head}Libre,1,03-04-2026 08:02,0,97,,,,,,,,,,\n`)).unread).toHaveLength(1);
    expect((await parsed('libre.csv', `${head}Libre,1,03-04-2026 08:02 AM,0,97,,,,,,,,,,\n`)).series).toMatchObject([
      { at: '2026-03-04T08:02:00.000Z' },
    ]);
  });
});

describe('cuffs and scales', () => {
  it('Omron connect, with its zone', async () => {
    const text =
      '"Measurement Date","Timezone","SYS(mmHg)","DIA(mmHg)","Pulse(bpm)","Irregular heartbeat detected","Device"\n"2024/11/21 11:40","Asia/Bangkok","105","73","71","","HEM-7141T1"\n';
    expect((await parsed('omron.csv', text)).resources).toMatchObject([
      {
        effectiveDateTime: '2024-11-21T11:40:00+07:00',
        component: [{ valueQuantity: { value: 105 } }, { valueQuantity: { value: 73 } }],
        device: { display: 'HEM-7141T1' },
      },
      { code: { coding: [{ code: '8867-4' }] }, valueQuantity: { value: 71 } },
    ]);
  });

  it('Withings weight.csv', async () => {
    const text =
      'Date,"Weight (kg)","Fat mass (kg)","Bone mass (kg)","Muscle mass (kg)","Hydration (kg)",Comments\n"2024-01-15 10:30:00",75.5,15.2,3.1,45.2,12.0,\n';
    expect((await parsed('weight.csv', text)).resources).toMatchObject([
      { valueQuantity: { value: 75.5, code: 'kg' } },
      { code: { coding: [{ code: '73708-0' }] } },
    ]);
  });
});

describe('data of apps', () => {
  const point = (name: string, body: object) =>
    JSON.stringify({ header: { id: '1', schema_id: { namespace: 'omh', name, version: '1.0' } }, body });
  const frame = { effective_time_frame: { date_time: '2026-03-01T07:25:00Z' } };

  it('Open mHealth: what a schema allows is read, what it does not is refused', async () => {
    expect((await parsed('a.json', point('body-weight', { body_weight: { value: 72.5, unit: 'kg' }, ...frame }))).resources).toMatchObject([
      { valueQuantity: { value: 72.5 } },
    ]);
    const pressure = {
      systolic_blood_pressure: { value: 120, unit: 'mmHg' },
      diastolic_blood_pressure: { value: 80, unit: 'mmHg' },
      ...frame,
    };
    expect((await parsed('b.json', point('blood-pressure', pressure))).resources).toMatchObject([
      { component: [{ valueQuantity: { value: 120 } }, {}] },
    ]);
    for (const body of [
      { heart_rate: { value: 70, unit: 'Hz' }, ...frame },
      { heart_rate: { value: '70', unit: 'beats/min' }, ...frame },
      { heart_rate: { value: 70, unit: 'beats/min' } },
    ])
      expect((await parsed('c.json', point('heart-rate', body))).unread).toHaveLength(1);
  });

  it('Fitbit: its export and its API', async () => {
    const heart = [{ dateTime: '03/01/26 07:25:04', value: { bpm: 61, confidence: 3 } }];
    expect((await parsed('heart_rate-2026-03-01.json', JSON.stringify(heart))).series).toMatchObject([
      { values: [61], at: '2026-03-01T07:25:04.000Z' },
    ]);
    const days = { 'activities-steps': [{ dateTime: '2026-03-01', value: '2937' }] };
    expect((await parsed('x.json', JSON.stringify(days))).series).toMatchObject([{ code: '55423-8', values: [2937] }]);
  });

  it('Withings: measures, and goals that are none', async () => {
    const group = (category: number) => ({
      category,
      date: 1_433_052_383,
      measures: [
        { type: 9, unit: 0, value: 68 },
        { type: 10, unit: 0, value: 104 },
        { type: 1, unit: -3, value: 74_128 },
      ],
    });
    const made = await parsed('w.json', JSON.stringify({ status: 0, body: { measuregrps: [group(1), group(2)] } }));
    expect(made.resources).toMatchObject([
      { component: [{ valueQuantity: { value: 104 } }, { valueQuantity: { value: 68 } }] },
      { valueQuantity: { value: 74.128 } },
    ]);
    expect(made.notes).toBe(1);
  });
});

/** A FIT file of one heart-rate record, as a watch writes it. */
function fitFile(): Uint8Array {
  const body = [0x40, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, 1, 0x02, 0x00, ...le(1_140_000_000, 4), 66, 0x80 | 5, ...le(0xffffffff, 4), 67];
  const header = [14, 0x20, ...le(2132, 2), ...le(body.length, 4), 0x2e, 0x46, 0x49, 0x54, 0, 0];
  const bytes = Uint8Array.from([...header, ...body]);
  return Uint8Array.from([...bytes, ...le(crc16(bytes), 2)]);
}
const le = (value: number, size: number) => Array.from({ length: size }, (_, at) => Math.floor(value / 256 ** at) % 256);

/** CRC-16/ARC, bit by bit. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

describe('FIT', () => {
  it('reads records, also those with a short time in their header, and checks the sum', async () => {
    expect((await parsed('run.fit', fitFile())).series).toMatchObject([{ code: '8867-4', values: [66, 67] }]);
    const changed = fitFile();
    changed[changed.length - 3] = 99;
    expect(() => [...messagesIn(changed)]).toThrow(BrokenFit);
  });

  it('stops at whatever is no FIT without more ado [S28]', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 60 }), (noise, at) => {
        const bytes = fitFile();
        bytes.set(noise.subarray(0, Math.max(0, bytes.length - at)), at < bytes.length ? at : 0);
        try {
          for (const _ of messagesIn(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenFit);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!process.env['SATCHEL_SAMPLES'])('the samples of devices', () => {
  const folder = join(process.env['SATCHEL_SAMPLES'] ?? '', 'h1-devices');

  it('are read, or refused with a reason', async () => {
    for (const file of globSync('{fit,cgm,omh-shimmer-vendor-api/mapper}/**/{*.fit,*.csv.gz,fitbit*,withings*}', { cwd: folder })) {
      const bytes = readFileSync(join(folder, file));
      const name = file.split('/').at(-1)?.replace(/\.gz$/, '') ?? file;
      const made = await parsed(name, file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      expect(made.resources.length + made.series.length + made.unread.length + made.notes, file).toBeGreaterThan(
        /empty|DeveloperData/.test(file) ? -1 : 0,
      );
    }
  });

  it('of glucose go into a record and change nothing the second time', async () => {
    const record = await newRecord();
    const bytes = readFileSync(join(folder, 'cgm/test_file.csv.gz'));
    const take = async () =>
      must(
        await takeIn({
          source: sourceOf('Clarity.csv.gz', bytes),
          commit: (change) => record.hall.commit(record.owner, change),
          at: reading.at,
        }),
      );
    expect((await take()).samples).toEqual({ new: 2148, known: 0 });
    expect(await take()).toMatchObject({ samples: { new: 0, known: 2148 }, already: true });
  });
});
