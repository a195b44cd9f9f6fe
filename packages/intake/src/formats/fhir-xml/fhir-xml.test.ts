import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify, validate } from '@satchel/fhir';
import { parseSource } from '../../unwrap.ts';
import { fhirXml } from './parse.ts';

const fixture = readFileSync(new URL('fixtures/bundle.xml', import.meta.url), 'utf8');
const sourceOf = (text: string) => ({
  name: 'bundle.xml',
  async *open() {
    yield new TextEncoder().encode(text);
  },
});

async function read(text: string) {
  const all = [];
  for await (const parsed of parseSource(sourceOf(text), { at: '2026-03-01T10:00:00Z' })) all.push(parsed);
  return {
    all,
    drafts: all.flatMap((each) => (each.kind === 'draft' ? [each.draft] : [])),
    words: all.flatMap((each) => (each.kind === 'file' ? [each.words] : [])),
    unread: all.flatMap((each) => (each.kind === 'unread' ? each.issues : [])),
  };
}

const troubles = (drafts: Awaited<ReturnType<typeof read>>['drafts']) =>
  drafts.flatMap(({ resource }) => validate(resource).map(({ diagnostics, expression }) => `${expression?.[0]}: ${diagnostics}`));

describe('FHIR in XML', () => {
  it('is read as the JSON that means the same, numbers digit by digit', async () => {
    const { drafts, words } = await read(fixture);
    expect(words).toEqual(['FHIR R4 Bundle in XML']);
    expect(troubles(drafts)).toEqual([]);
    expect(drafts.map(({ source, place }) => [source?.id, place])).toEqual([
      ['Patient/10000000-0000-4000-8000-000000000001', 'entry 1'],
      ['Observation/10000000-0000-4000-8000-000000000002', 'entry 2'],
    ]);
    expect(stringify(drafts[1]?.resource ?? null)).toContain('70.50');
    expect(drafts[1]?.resource['subject']).toEqual({ reference: 'Patient/10000000-0000-4000-8000-000000000001' });
    expect(await fhirXml.excerpt?.(sourceOf(fixture), 'entry 2')).toContain('"value": 70.50');
  });

  it('says with the line what R4 does not know, and reads no document type [S23]', async () => {
    expect((await read(fixture.replace('<birthDate value="1960-06-06"/>', '<colour value="red"/>'))).unread[0]?.location).toMatch(/line/);
    const bomb = fixture
      .replace('<Bundle', '<!DOCTYPE Bundle [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<Bundle')
      .replace('value="Held"', 'value="&b;"');
    expect(JSON.stringify((await read(bomb)).drafts)).not.toContain('aaaa');
  });
});
