import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject, stringify, validate } from '@satchel/fhir';
import { parseSource } from '../../unwrap.ts';
import { dateTimeOf, timeOf } from './datatypes/dates.ts';
import { quantityOf } from './datatypes/numbers.ts';
import { hl7v2 } from './parse.ts';
import { separatorsOf } from './syntax/separators.ts';
import { unescape } from './syntax/unescape.ts';

const FIXTURES = new URL('fixtures/', import.meta.url);
const fixture = (name: string): Buffer => readFileSync(new URL(name, FIXTURES));
const sourceOf = (bytes: Uint8Array | string, piece = 7) => ({
  name: 'message.hl7',
  async *open() {
    const all = Buffer.from(bytes as Uint8Array);
    for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece);
  },
});

async function read(bytes: Uint8Array | string, piece?: number) {
  const all = [];
  for await (const parsed of parseSource(sourceOf(bytes, piece), { at: '2026-03-01T10:00:00Z' })) all.push(parsed);
  const drafts = all.flatMap((each) => (each.kind === 'draft' ? [each.draft] : []));
  return {
    all,
    drafts,
    words: all.flatMap((each) => (each.kind === 'file' ? [each.words] : [])),
    unread: all.flatMap((each) => (each.kind === 'unread' ? each.issues : [])),
    withdrawals: all.flatMap((each) => (each.kind === 'withdrawal' ? [each] : [])),
    of: (type: string): JsonObject[] => drafts.map(({ resource }) => resource).filter((each) => each['resourceType'] === type),
    named: (code: string): JsonObject | undefined =>
      drafts
        .map(({ resource }) => resource)
        .find((each) => each['resourceType'] === 'Observation' && JSON.stringify(each['code'])?.includes(`"${code}"`)),
  };
}

const oru = (...segments: string[]): string =>
  [
    'MSH|^~\\&|LIS|LAB|||20240311101500-0500||ORU^R01|1|P|2.5.1',
    'PID|1||1^^^L^MR||A^B||1980',
    'OBR|1|P1|F1|X^Panel^L|||20240311',
    ...segments,
  ].join('\r');

describe.each(readdirSync(FIXTURES))('%s', (name) => {
  it('is read as it was the last time it was looked at', async () => {
    const { all } = await read(fixture(name));
    const text = all.map((each) =>
      each.kind === 'draft' ? `${each.draft.place} ${each.draft.source?.id}\n${stringify(each.draft.resource)}` : JSON.stringify(each),
    );
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('becomes valid R4, and every reference is to something of the same sender', async () => {
    const { drafts } = await read(fixture(name));
    expect(
      drafts.flatMap(({ resource }) => validate(resource).map(({ diagnostics, expression }) => `${expression?.[0]}: ${diagnostics}`)),
    ).toEqual([]);
    expect(new Set(drafts.map(({ source }) => source?.system)).size).toBe(1);
    const names = new Set(drafts.map(({ source }) => source?.id));
    for (const [, reference] of drafts.flatMap(({ resource }) => [...stringify(resource).matchAll(/"reference":"([A-Z][^"]+)"/g)]))
      expect(names, reference).toContain(reference);
  });

  it('shows the part of the file that a place names', async () => {
    for (const { place = '' } of (await read(fixture(name))).drafts) {
      const text = await hl7v2.excerpt?.(sourceOf(fixture(name)), place);
      expect(text?.length, place).toBeGreaterThan(3);
    }
  });
});

describe('what a message is made of', () => {
  it('reads lines ended by CR, LF or both alike, whole or in pieces', async () => {
    const text = fixture('lab.hl7').toString('utf8');
    const expected = JSON.stringify((await read(text)).drafts.map(({ resource }) => resource));
    for (const end of ['\n', '\r\n'])
      for (const piece of [1, 4096])
        expect(JSON.stringify((await read(text.replaceAll('\r', end), piece)).drafts.map(({ resource }) => resource))).toBe(expected);
  });

  it('takes the separators that the header names, the frames of MLLP, a batch, and Latin-1', async () => {
    const { drafts, words, named } = await read(fixture('odd-separators.hl7'));
    expect(words).toEqual(['HL7 v2 batch of messages']);
    expect(drafts[0]?.resource['name']).toEqual([{ family: 'Müller', given: ['Jo'] }]);
    expect(stringify(named('B12')?.['valueQuantity'] ?? null)).toBe('{"value":310,"unit":"pg/mL"}');
    expect(named('NOTE')?.['valueString']).toBe('cost 5$ and\nmore~here');
  });

  it('undoes every escape, and leaves alone what is none', () => {
    const by = separatorsOf('MSH|^~\\&|');
    const cases: [string, string][] = [
      ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
      ['one\\.br\\two\\.sp2\\three', 'one\ntwo\n\nthree'],
      ['\\H\\bold\\N\\', 'bold'],
      ['\\XC3BC\\\\X0D0A\\', 'ü\n'],
      ['C:\\temp\\', 'C:\\temp\\'],
      ['50\\', '50\\'],
    ];
    for (const [written, meant] of cases) expect(unescape(written, by), written).toBe(meant);
  });

  it('writes times as exactly as they are known', () => {
    const cases: [string, string, string | undefined][] = [
      ['2024', '', '2024'],
      ['202403', '', '2024-03'],
      ['20240311', '', '2024-03-11'],
      ['202403111015', '', '2024-03-11'],
      ['202403111015', '-0500', '2024-03-11T10:15:00-05:00'],
      ['20240311101530.25+0130', '', '2024-03-11T10:15:30.25+01:30'],
      ['20240231', '', undefined],
      ['0000', '', undefined],
      ['20241301', '', undefined],
    ];
    for (const [written, zone, meant] of cases) expect(dateTimeOf(written, zone), written).toBe(meant);
    expect(timeOf('0915')).toBe('09:15:00');
    expect(timeOf('2515')).toBeUndefined();
  });

  it('keeps the digits of numbers', () => {
    expect(stringify(quantityOf('182.0', {}) ?? null)).toBe('{"value":182.0}');
    expect(stringify(quantityOf('.5', {}) ?? null)).toBe('{"value":0.5}');
    expect(stringify(quantityOf('<= 0.250', {}) ?? null)).toBe('{"value":0.250,"comparator":"<="}');
    expect(quantityOf('1,5', {})).toBeUndefined();
  });
});

describe('results that change', () => {
  it('names a corrected or completed result as it named it before', async () => {
    const first = await read(oru('OBX|1|NM|2345-7^Glucose^LN||90|mg/dL|||||P'));
    const later = await read(
      oru('OBX|4|NM|2345-7^Glucose^LN||95|mg/dL|||||C').replace('101500-0500||ORU^R01|1|', '111500-0500||ORU^R01|2|'),
    );
    const nameIn = ({ drafts }: typeof first) => drafts.find(({ resource }) => resource['resourceType'] === 'Observation')?.source;
    expect(nameIn(later)).toEqual(nameIn(first));
    expect(later.named('2345-7')).toMatchObject({ status: 'corrected', valueQuantity: { value: 95 } });
  });

  it.each(['D', 'W'])('takes back what the sender takes back (OBX-11 %s)', async (status) => {
    const first = await read(oru('OBX|1|NM|2345-7^Glucose^LN||90|mg/dL|||||F'));
    const { withdrawals, of } = await read(oru(`OBX|1|NM|2345-7^Glucose^LN||90|mg/dL|||||${status}`));
    expect(of('Observation')).toEqual([]);
    expect(withdrawals).toMatchObject([
      { type: 'Observation', source: first.drafts.find(({ resource }) => resource['resourceType'] === 'Observation')?.source },
    ]);
  });

  it('tells several results of one code apart', async () => {
    const { of, drafts } = await read(oru('OBX|1|NM|A^a^L|1|1|||||| F', 'OBX|2|NM|A^a^L|2|2|||||| F', 'OBX|3|NM|A^a^L|2|3|||||| F'));
    expect(of('Observation')).toHaveLength(3);
    expect(new Set(drafts.map(({ source }) => source?.id)).size).toBe(drafts.length);
  });

  it('links the resistances of a germ to the culture in which it grew', async () => {
    const { of, named } = await read(fixture('lab.hl7'));
    expect(named('600-7')?.['hasMember']).toHaveLength(1);
    expect(of('DiagnosticReport')).toHaveLength(2);
  });
});

describe('hostile and broken messages', () => {
  it('says what it does not read, and where', async () => {
    const { unread } = await read(oru('ZZZ|1|own business'));
    expect(unread).toMatchObject([{ code: 'not-supported', location: 'line 4' }]);
    expect((await read('MSH|^~\\&|A|B|||2024||ACK|1|P|2.5')).unread).toHaveLength(1);
  });

  it('never throws and always gives valid resources, whatever stands in the fields [S28]', async () => {
    const names = [
      'PID',
      'PV1',
      'OBR',
      'OBX',
      'NTE',
      'SPM',
      'RXA',
      'RXR',
      'TXA',
      'AL1',
      'DG1',
      'PR1',
      'IN1',
      'SCH',
      'AIS',
      'ORC',
      'MRG',
      'NK1',
      'PRB',
      'IAM',
    ];
    const field = fc.oneof(
      fc.constantFrom(
        '',
        '20240311',
        '1^2^3',
        'NM',
        'SN',
        'ED',
        'F',
        'D',
        '<^5',
        'a^b^LN',
        '~~',
        '&&',
        '\\',
        '1&2^3~4',
        'x^application^PDF^Base64^!!',
        '""',
      ),
      fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n|]/g, ' ')),
    );
    const segment = fc
      .tuple(fc.constantFrom(...names), fc.array(field, { maxLength: 26 }))
      .map(([name, fields]) => [name, ...fields].join('|'));
    const kinds = fc.constantFrom('ORU^R01', 'VXU^V04', 'MDM^T02', 'ADT^A08', 'ORM^O01', 'SIU^S12', 'OUL^R22', '');
    await fc.assert(
      fc.asyncProperty(kinds, fc.array(segment, { maxLength: 12 }), async (kind, segments) => {
        const { drafts } = await read([`MSH|^~\\&|A|B|||2024||${kind}|1|P|2.5`, ...segments].join('\r'), 512);
        expect(
          drafts.flatMap(({ resource }) => validate(resource).map(({ diagnostics, expression }) => `${expression?.[0]}: ${diagnostics}`)),
        ).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
