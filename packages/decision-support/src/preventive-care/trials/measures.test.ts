import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import measures from '../../../../../knowledge/preventive-care/measures.json' with { type: 'json' };
import { factsOf } from '../../facts.ts';
import { type Measure, populationOf } from './measures.ts';
import { loadCareRules } from '../rules.ts';

/** Patients labelled by the population of a measure: `SATCHEL_SAMPLES` names the folder that holds `a6-caregap-measures`. */
const folder = join(process.env.SATCHEL_SAMPLES ?? '', 'a6-caregap-measures');

const POPULATIONS = ['none', 'ipop', 'denominator', 'numerator'];

function resourcesOf(file: string): JsonObject[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const bundle = JSON.parse(text) as { readonly entry: readonly { readonly resource: JsonObject }[] };
  return bundle.entry.map(({ resource }) => resource);
}

describe.skipIf(!existsSync(folder))('labelled measure patients', async () => {
  const { sets } = await loadCareRules();

  it.each(measures as readonly Measure[])('[eCQM $id] every patient of version $version is in the population of its folder', (measure) => {
    const patients = join(folder, `${measure.id}-${measure.version}`, 'patients-r4');
    const labelled = POPULATIONS.flatMap((label) => {
      const here = join(patients, label);
      return existsSync(here) ? readdirSync(here).map((file) => ({ label, file: join(here, file) })) : [];
    });
    expect(labelled.length).toBeGreaterThanOrEqual(8);
    const wrong = labelled.flatMap(({ label, file }) => {
      const population = populationOf(measure, factsOf(resourcesOf(file), measure.period.end), sets);
      return population === label ? [] : [`${label} but ${population}: ${file.slice(patients.length)}`];
    });
    expect(wrong).toEqual([]);
  });
});
