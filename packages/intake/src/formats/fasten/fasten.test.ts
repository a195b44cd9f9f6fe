import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify, validate } from '@satchel/fhir';
import { parseSource } from '../../unwrap.ts';
import { fasten } from './parse.ts';

const fixture = readFileSync(new URL('fixtures/export.json', import.meta.url), 'utf8');
const sourceOf = (text: string) => ({
  name: 'export.json',
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

describe('an export of Fasten Health', () => {
  it('is read as it was the last time it was looked at', async () => {
    const { all } = await read(fixture);
    const text = all.map((each) =>
      each.kind === 'draft' ? `${each.draft.place} ${each.draft.source?.id}\n${stringify(each.draft.resource)}` : JSON.stringify(each),
    );
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot('golden/export.json.txt');
  });

  it('becomes valid R4 under stable names, and each place is shown', async () => {
    const { drafts } = await read(fixture);
    expect(troubles(drafts)).toEqual([]);
    expect((await read(fixture)).drafts.map(({ source }) => source)).toEqual(drafts.map(({ source }) => source));
    for (const { place = '' } of drafts) expect((await fasten.excerpt?.(sourceOf(fixture), place))?.length, place).toBeGreaterThan(5);
  });

  it('tells each resource once, keeps providers apart, and brings older FHIR to R4', async () => {
    const { drafts, words } = await read(fixture.replace('70.6', '70.60'));
    expect(words).toEqual(['Fasten Health export']);
    expect(drafts).toHaveLength(5);
    expect(new Set(drafts.map(({ source }) => source?.system))).toEqual(
      new Set(['urn:satchel:fasten:Hill%20Clinic', 'urn:satchel:fasten:Old%20Hospital']),
    );
    expect(stringify(drafts.find(({ resource }) => resource['resourceType'] === 'Observation')?.resource ?? null)).toContain('70.60');
  });

  it('never throws on what is spoilt [S28]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(fixture.length), fc.nat(40), fc.constantFrom('', '{', '"', 'null', '[', '1'), async (at, length, put) => {
        const { all } = await read(fixture.slice(0, at) + put + fixture.slice(at + length));
        expect(all.length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});
