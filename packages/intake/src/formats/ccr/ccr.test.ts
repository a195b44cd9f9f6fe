import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify, validate } from '@satchel/fhir';
import { parseSource } from '../../unwrap.ts';
import { ccr } from './parse.ts';

const fixture = readFileSync(new URL('fixtures/record.xml', import.meta.url), 'utf8');
const sourceOf = (text: string) => ({
  name: 'record.xml',
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

describe('a Continuity of Care Record', () => {
  it('is read as it was the last time it was looked at', async () => {
    const { all } = await read(fixture);
    const text = all.map((each) =>
      each.kind === 'draft' ? `${each.draft.place} ${each.draft.source?.id}\n${stringify(each.draft.resource)}` : JSON.stringify(each),
    );
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot('golden/record.xml.txt');
  });

  it('becomes valid R4 under stable names, and each place is shown', async () => {
    const { drafts } = await read(fixture);
    expect(troubles(drafts)).toEqual([]);
    expect((await read(fixture)).drafts.map(({ source }) => source)).toEqual(drafts.map(({ source }) => source));
    for (const { place = '' } of drafts) expect((await ccr.excerpt?.(sourceOf(fixture), place))?.length, place).toBeGreaterThan(5);
  });

  it('says which sections it does not read', async () => {
    expect((await read(fixture)).unread).toMatchObject([{ location: 'HealthCareProviders' }]);
  });

  it('names facts alike in a copy that numbers them anew', async () => {
    const copy = fixture.replaceAll('<CCRDataObjectID>', '<CCRDataObjectID>x').replace('doc-1', 'doc-2');
    expect((await read(copy)).drafts.map(({ source }) => source)).toEqual((await read(fixture)).drafts.map(({ source }) => source));
  });

  it('never throws on what is spoilt, and what it gives is valid [S23]', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(fixture.length),
        fc.nat(60),
        fc.constantFrom('', '<', '&', '</Text>', '<Text/>', '<!DOCTYPE a [<!ENTITY x "y">]>'),
        async (at, length, put) => {
          const { drafts } = await read(fixture.slice(0, at) + put + fixture.slice(at + length));
          expect(troubles(drafts)).toEqual([]);
        },
      ),
      { numRuns: 120 },
    );
  });
});
