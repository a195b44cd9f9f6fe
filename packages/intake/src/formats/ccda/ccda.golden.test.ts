import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify, validate } from '@satchel/fhir';
import { describe, expect, it } from 'vitest';
import { indented } from '../../indented.ts';
import { read } from './testing/read.ts';

const FIXTURES = [
  'allergies',
  'defects',
  'encounters',
  'family-history',
  'header-and-pdf',
  'immunizations',
  'medications',
  'privacy',
  'problems',
  'procedures',
  'results',
  'social-history',
  'status-and-care',
  'vital-signs',
];

describe.each(FIXTURES)('%s', (name) => {
  const text = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.xml`), 'utf8');

  it('becomes what the golden file says', async () => {
    const { drafts, others } = await read(text);
    const written = drafts.map(({ resource, source, place }) => `${source?.id} (${place})\n${indented(stringify(resource))}`);
    await expect(`${[...written, ...others.map((each) => JSON.stringify(each))].join('\n\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('is valid R4 of one source, and refers only to what it holds', async () => {
    const { drafts } = await read(text);
    expect(drafts.flatMap(({ resource }) => validate(resource).map((each) => `${each.expression?.[0]}: ${each.diagnostics}`))).toEqual([]);
    expect(new Set(drafts.map(({ source }) => source?.system)).size).toBe(1);
    const names = new Set(drafts.map(({ source }) => source?.id));
    for (const [, reference] of drafts.flatMap(({ resource }) => [...stringify(resource).matchAll(/"reference":"([^"]+)"/g)]))
      expect(names).toContain(reference);
  });
});
