import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject, stringify, validate } from '@satchel/fhir';
import { parseSource } from '../../unwrap.ts';
import { dateOf } from './dates.ts';
import { blueButtonText } from './parse.ts';

const FIXTURES = new URL('fixtures/', import.meta.url);
const fixture = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');
const sourceOf = (text: string) => ({
  name: 'bluebutton.txt',
  async *open() {
    yield new TextEncoder().encode(text);
  },
});

async function read(text: string) {
  const all = [];
  for await (const parsed of parseSource(sourceOf(text), { at: '2026-03-01T10:00:00Z' })) all.push(parsed);
  const drafts = all.flatMap((each) => (each.kind === 'draft' ? [each.draft] : []));
  return {
    all,
    drafts,
    unread: all.flatMap((each) => (each.kind === 'unread' ? each.issues : [])),
    of: (type: string): JsonObject[] => drafts.map(({ resource }) => resource).filter((each) => each['resourceType'] === type),
  };
}

describe.each(readdirSync(FIXTURES))('%s', (name) => {
  it('is read as it was the last time it was looked at', async () => {
    const { all } = await read(fixture(name));
    const text = all.map((each) =>
      each.kind === 'draft' ? `${each.draft.place}\n${stringify(each.draft.resource)}` : JSON.stringify(each),
    );
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`golden/${name}`);
  });

  it('becomes valid R4', async () => {
    const { drafts } = await read(fixture(name));
    expect(
      drafts.flatMap(({ resource }) => validate(resource).map(({ diagnostics, expression }) => `${expression?.[0]}: ${diagnostics}`)),
    ).toEqual([]);
  });

  it('shows the lines that a place names, beginning with the first field', async () => {
    for (const { place = '' } of (await read(fixture(name))).drafts) {
      const text = await blueButtonText.excerpt?.(sourceOf(fixture(name)), place);
      expect(text, place).toMatch(/^\s*\S/);
    }
  });

  it('gives a fact the same name in a newer report, wherever it stands there', async () => {
    const names = async (text: string) => new Set((await read(text)).drafts.map(({ source }) => `${source?.system} ${source?.id}`));
    const lines = fixture(name).split('\n');
    const newer = [...lines.slice(0, 6), '', '', ...lines.slice(6)].join('\r\n');
    expect(await names(newer)).toEqual(await names(fixture(name)));
  });
});

describe('reports', () => {
  it('says which sections it does not read, and where', async () => {
    expect((await read(fixture('medicare.txt'))).unread).toMatchObject([{ location: expect.stringMatching(/^line \d+$/) as string }]);
    expect((await read(fixture('veteran.txt'))).unread).toHaveLength(1);
  });

  it('keeps two people apart', async () => {
    const one = (await read(fixture('medicare.txt'))).drafts[0]?.source?.system;
    const other = (await read(fixture('medicare.txt').replace('OLGA', 'IRMA'))).drafts[0]?.source?.system;
    expect(other).not.toBe(one);
  });

  it('brings the lines of a claim together with the claim', async () => {
    const claims = (await read(fixture('medicare.txt'))).of('ExplanationOfBenefit');
    expect(claims).toHaveLength(2);
    expect(claims[0]).toMatchObject({ billablePeriod: { start: '2024-02-01' }, item: [{ sequence: 1 }] });
    expect(stringify(claims[0] ?? null)).toContain('"value":1160.00');
    expect(JSON.stringify(claims.map((each) => each['diagnosis']))).toContain('icd-10-cm","code":"M10.9"');
    expect(JSON.stringify(claims.map((each) => each['diagnosis']))).toContain('icd-9-cm","code":"274.9"');
  });

  it('reads dates as the reports write them, and no day that never was', () => {
    expect(['03/16/2013', '1/27/1942', '24 Sep 2012 @ 1139', '1 Jul 2010', '31 Jun 2011', '13/45/2010', 'soon'].map(dateOf)).toEqual([
      '2013-03-16',
      '1942-01-27',
      '2012-09-24',
      '2010-07-01',
      '2011-06',
      undefined,
      undefined,
    ]);
  });

  it('never throws and always gives valid resources, whatever lines are lost, doubled or spoilt [S28]', async () => {
    const names = readdirSync(FIXTURES);
    const spoil = fc.array(
      fc.tuple(fc.nat(400), fc.constantFrom('', ':', 'Name: x', '----------------------', '   : 5', 'Date: 99/99/9999', '\u0000')),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), spoil, async (name, changes) => {
        const lines = fixture(name).split('\n');
        for (const [at, text] of changes) if (at > 12) lines[at % lines.length] = text;
        const { drafts } = await read([...fixture(name).split('\n').slice(0, 10), ...lines.slice(10)].join('\n'));
        expect(
          drafts.flatMap(({ resource }) => validate(resource).map(({ diagnostics, expression }) => `${expression?.[0]}: ${diagnostics}`)),
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
