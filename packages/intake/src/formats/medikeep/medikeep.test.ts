import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify, validate } from '@satchel/fhir';
import { parseSource } from '../../unwrap.ts';
import { medikeep } from './parse.ts';

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

describe('an export of MediKeep', () => {
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
    for (const { place = '' } of drafts) expect((await medikeep.excerpt?.(sourceOf(fixture), place))?.length, place).toBeGreaterThan(5);
  });

  it('says which lists it does not read', async () => {
    expect((await read(fixture)).unread).toMatchObject([{ location: 'pets' }]);
  });

  it('points a report at its results', async () => {
    const { drafts } = await read(fixture);
    const names = drafts.map(({ source }) => source?.id);
    const report = drafts.find(({ resource }) => resource['resourceType'] === 'DiagnosticReport')?.resource;
    for (const [, reference] of stringify(report ?? null).matchAll(/"reference":"(Observation[^"]+)"/g)) expect(names).toContain(reference);
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
