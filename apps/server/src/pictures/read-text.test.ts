import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { proposeResults, recognisedLines } from '@satchel/intake';
import { expect, it } from 'vitest';
import { createPictureReader } from './read-text.ts';

const reader = createPictureReader();

it('reads the rows of a scanned report without leaving this machine', async () => {
  const read = await reader.read(readFileSync(join(import.meta.dirname, 'fixtures/report.png')));
  if (!read.ok) throw new Error('not read');
  const results = proposeResults(recognisedLines(read.value, 1));
  expect(results.map(({ name, value, unit }) => [name, value, unit])).toEqual([
    ['Glucosa', '105', 'mg/dL'],
    ['Hemoglobina A1c', '6.1', '%'],
    ['Colesterol total', '187', 'mg/dL'],
  ]);
  expect(results[0]).toMatchObject({ flag: 'H', doubts: ['date', 'reading'] });
}, 60_000);

it('says that it cannot read what is no picture [S28]', async () => {
  expect(await reader.read(Buffer.from('not a picture'))).toMatchObject({ ok: false, issues: [{ code: 'processing' }] });
}, 60_000);
