import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must, newRecord, type TestRecord } from '../../record/testing/new-record.ts';
import type { ImportReport } from './report.ts';
import { takeIn } from './take-in.ts';

const at = '2026-03-01T10:00:00Z';

async function take(record: TestRecord, name: string, bytes: Uint8Array): Promise<ImportReport> {
  async function* open(): AsyncIterable<Uint8Array> {
    yield bytes;
  }
  return must(await takeIn({ source: { name, open }, commit: (change) => record.hall.commit(record.owner, change), at }));
}

/** Everything in a record as it leaves: one resource a line. */
async function linesOf(record: TestRecord): Promise<string[]> {
  const view = must(await record.hall.view({ ...record.owner, purpose: 'PATRQT' }));
  const lines: string[] = [];
  for await (const { text } of view.everything()) lines.push(text);
  return lines;
}

/** What a record says: its resources without ids and meta, references as what they lead to, in an order that only this tells. */
function said(lines: readonly string[]): string[] {
  const resources = lines.map((line) => JSON.parse(line) as JsonObject);
  const named = new Map(resources.map((each) => [`${String(each['resourceType'])}/${String(each['id'])}`, each]));
  const canonical = (value: JsonValue, deep: boolean): JsonValue => {
    if (Array.isArray(value)) return value.map((each) => canonical(each, deep));
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value).map(([name, inner]) => {
      return [name, name === 'reference' && typeof inner === 'string' ? referenced(inner, deep) : canonical(inner, deep)] as const;
    });
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  // What is not in the record is told by its type alone: its id is ours.
  const referenced = (to: string, deep: boolean): JsonValue => {
    const target = named.get(to);
    return target && deep ? bare(target, false) : to.replace(/^([A-Z]\w+)\/[\w-]+$/, '$1');
  };
  const bare = ({ id: _, meta: __, ...rest }: JsonObject, deep: boolean): JsonValue => canonical(rest, deep);
  return resources.map((each) => JSON.stringify(bare(each, true))).toSorted();
}

const facts = (resources: readonly string[]) => resources.filter((each) => !each.includes('"resourceType":"Provenance"'));

const formats = join(import.meta.dirname, 'formats');
const fixtures = ['ccda/fixtures', 'hl7-v2/fixtures', 'fhir-versions/fixtures'].flatMap((folder) =>
  readdirSync(join(formats, folder)).map((name) => ({ name, bytes: readFileSync(join(formats, folder, name)) })),
);

describe('a fact goes out and comes in again the same', () => {
  it.each(fixtures)('$name', async ({ name, bytes }) => {
    const first = await newRecord();
    await take(first, name, bytes);
    const out = await linesOf(first);
    expect(out.length).toBeGreaterThan(0);
    const second = await newRecord();
    await take(second, 'record.ndjson', Buffer.from(out.join('\n')));
    const back = await linesOf(second);
    expect(facts(said(back))).toEqual(facts(said(out)));
    // The second taking in has its own Provenance, beside those that came with the record.
    expect(said(back)).toEqual(expect.arrayContaining(said(out)));
  });
});

/** Of the document or of its coming rather than of the person. */
const ABOUT = /"resourceType":"(Composition|DocumentReference|Provenance)"/;

describe('the same file again', () => {
  it.each(fixtures)('adds nothing: $name', async ({ name, bytes }) => {
    const record = await newRecord();
    await take(record, name, bytes);
    const before = await linesOf(record);
    const again = await take(record, `copy of ${name}`, bytes);
    expect(Object.values(again.types).reduce((sum, each) => sum + each.new + each.changed, 0)).toBe(0);
    expect(await linesOf(record)).toEqual(before);
  });

  it.each(fixtures.filter(({ name }) => name.endsWith('.xml') && name !== 'defects.xml'))(
    'in a newer copy of the document adds no second copy of a fact: $name',
    async ({ name, bytes }) => {
      const record = await newRecord();
      await take(record, name, bytes);
      const count = (lines: readonly string[]) => lines.filter((line) => !ABOUT.test(line)).length;
      const before = count(await linesOf(record));
      // As a portal gives it a month later: another id and time of the document, the same entries.
      const newer = bytes
        .toString('utf8')
        .replace(/<id [^>]*\/>/, '<id root="9.9.9" extension="newer"/>')
        .replace(/(<effectiveTime value=")\d{8}/, '$120990101');
      expect(newer).not.toBe(bytes.toString('utf8'));
      await take(record, name, Buffer.from(newer));
      expect(count(await linesOf(record))).toBe(before);
    },
  );
});

/** Results whose numbers are written in any way that JSON allows. */
const results = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-z]{1,6}$/),
    value: fc.stringMatching(/^-?(0|[1-9]\d{0,8})\.\d{1,20}$/),
    day: fc.integer({ min: 1, max: 28 }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 6 },
);
const fileOf = (all: readonly { readonly id: string; readonly value: string; readonly day: number }[]) =>
  Buffer.from(
    [
      '{"resourceType":"Patient","id":"p","name":[{"family":"Muster"}]}',
      ...all.map(
        ({ id, value, day }) =>
          `{"resourceType":"Observation","id":"${id}","status":"final","code":{"text":"Ferritin"},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-01-${String(day).padStart(2, '0')}","valueQuantity":{"value":${value},"unit":"ug/L"}}`,
      ),
    ].join('\n'),
  );

describe('any results', () => {
  it('leave and come back with every digit, and a newer copy of them changes and adds only what it says', async () => {
    await fc.assert(
      fc.asyncProperty(results, results, async (older, newer) => {
        const [first, second] = [await newRecord(), await newRecord()];
        await take(first, 'a.ndjson', fileOf(older));
        const out = await linesOf(first);
        await take(second, 'b.ndjson', Buffer.from(out.join('\n')));
        const back = (await linesOf(second)).join('\n');
        for (const { value } of older) expect(back).toContain(`"value":${value},`);
        await take(first, 'c.ndjson', fileOf(newer));
        const lines = (await linesOf(first)).filter((line) => line.includes('"resourceType":"Observation"'));
        expect(lines).toHaveLength(new Set([...older, ...newer].map(({ id }) => id)).size);
        for (const { value } of newer) expect(lines.some((line) => line.includes(`"value":${value},`))).toBe(true);
      }),
      { numRuns: process.env['SATCHEL_NIGHTLY'] === '1' ? 500 : 8 },
    );
  });
});
