import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { takeIn } from '@satchel/intake';
import { describe, expect, it } from 'vitest';
import { people } from '../../../../fixtures/people/index.ts';
import { faultsOfSummary } from '../../../../packages/output/testing/ips-oracle.ts';
import { faultsOfNarrative } from '../../../../packages/output/testing/narrative-oracle.ts';
import { must, newRecord, type TestRecord } from '../../../../packages/record/testing/new-record.ts';
import { lensOf } from '../../../../packages/record/testing/people.ts';
import { summaryFor } from './summary-for.ts';

async function recordOf(files: readonly string[]): Promise<TestRecord> {
  const record = await newRecord();
  for (const file of files) {
    const bytes = readFileSync(file);
    const source = {
      name: basename(file),
      async *open() {
        yield new Uint8Array(bytes);
      },
    };
    must(await takeIn({ source, commit: (change) => record.hall.commit(record.owner, change), at: '2026-03-01T10:00:00Z' }));
  }
  return record;
}

async function faultsOf({ world, hall, owner }: TestRecord, language: 'en' | 'es'): Promise<string[]> {
  const view = must(await hall.view(lensOf(owner)));
  const { bundle } = must(await summaryFor({ world, version: '1' }, owner, view, { language }));
  return [...faultsOfSummary(bundle), ...faultsOfNarrative(bundle)];
}

describe('the patient summary of whole lives', () => {
  it.each(Object.values(people))('[IPS#2.0.0] of $name holds to the profiles, in both languages', async ({ files }) => {
    const record = await recordOf(files);
    expect(await faultsOf(record, 'en')).toEqual([]);
    expect(await faultsOf(record, 'es')).toEqual([]);
  });
});

const samples = process.env['SATCHEL_SAMPLES'];
describe.skipIf(!samples)('the patient summary of lives by Synthea', () => {
  const folder = join(samples ?? '', 'a1-synthea-r4');
  const count = process.env['SATCHEL_NIGHTLY'] === '1' ? 50 : 4;
  const files = samples ? readdirSync(folder).filter((name) => name.endsWith('.json.gz')) : [];

  it('[IPS#2.0.0] holds to the profiles', async () => {
    expect(files.length).toBeGreaterThanOrEqual(50);
    const faults: string[] = [];
    for (const file of files.toSorted((a, b) => a.localeCompare(b)).slice(0, count)) {
      faults.push(...(await faultsOf(await recordOf([join(folder, file)]), 'en')).map((fault) => `${file}: ${fault}`));
    }
    expect(faults).toEqual([]);
  });
});
