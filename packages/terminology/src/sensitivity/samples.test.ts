import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '@satchel/fhir';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Category } from './category.ts';
import { labelsOf } from './labels.ts';

const samples = process.env['SATCHEL_SAMPLES'];
if (samples === undefined) console.warn('SATCHEL_SAMPLES is not set: the labels of whole synthetic records are not checked');

/** What generated records call each private thing; read through all displays of the corpus by hand. */
const CODES: Readonly<Partial<Record<Category, readonly string[]>>> = {
  'mental-health': ['47505003', '192127007', '26929004', '171207006', '715252007', '225337009', '79094001', '310436', '996740'],
  'substance-use': ['55680006', '56876005', '60112009', '61480009', '266707007'],
  'sexual-reproductive': [
    '72892002',
    '424441002',
    '424619006',
    '19169002',
    '79586000',
    '714812005',
    '10383002',
    '386394001',
    '65200003',
    '68254000',
    '46706006',
    '169553002',
    '389095005',
    '22523008',
    '287664005',
    '183996000',
    '225158009',
    '252160004',
    '169230002',
    '807283',
    '748962',
    '831533',
    '978950',
    '389221',
    '1534809',
  ],
  'hiv-sti': ['31676001', '165829005', '269828009', '310861008'],
};

function* resourcesOf(set: string): Generator<JsonObject> {
  const folder = join(samples!, set);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json.gz'))) {
    const bundle = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as { entry: { resource: JsonObject }[] };
    for (const { resource } of bundle.entry) yield resource;
  }
}

describe.skipIf(samples === undefined)('whole synthetic records', () => {
  const missed = new Map<string, number>();
  const met = new Set<string>();
  const general = { Observation: 0, Immunization: 0, Condition: 0 };
  const all = { Observation: 0, Immunization: 0, Condition: 0 };

  beforeAll(() => {
    for (const resource of resourcesOf('a1-synthea-r4')) {
      const labels = labelsOf(resource);
      const text = JSON.stringify(resource);
      for (const [category, codes] of Object.entries(CODES) as [Category, readonly string[]][]) {
        for (const code of codes) {
          if (!text.includes(`"code":"${code}"`)) continue;
          met.add(code);
          if (!labels.includes(category)) missed.set(code, (missed.get(code) ?? 0) + 1);
        }
      }
      const type = resource['resourceType'] as keyof typeof all;
      if (type in all) {
        all[type]++;
        if (labels.length === 0) general[type]++;
      }
    }
  });

  it('[S12] miss no private code of the corpus, wherever it stands', () => {
    expect([...missed]).toEqual([]);
    expect(met.size).toBeGreaterThan(35);
  });

  it('leave what is ordinary open', () => {
    expect(general.Immunization).toBe(all.Immunization);
    expect(general.Observation / all.Observation).toBeGreaterThan(0.99);
    expect(general.Condition / all.Condition).toBeGreaterThan(0.9);
  });

  it('[S12] find HIV treatment in records of another make', () => {
    const treated = [...resourcesOf('a4-synthea-hiv')].filter((resource) =>
      /antiretroviral|tenofovir|HIV viral load/i.test(JSON.stringify(resource)),
    );
    expect(treated.length).toBeGreaterThan(200);
    expect(treated.filter((resource) => labelsOf(resource) !== 'unsorted' && !labelsOf(resource).includes('hiv-sti'))).toEqual([]);
  });
});
