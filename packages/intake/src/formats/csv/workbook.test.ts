import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { must } from '../../../../record/testing/new-record.ts';
import { columnOf, shownAs, shownNumber } from '../documents/office/xlsx-cells.ts';
import type { Parsed, Source } from '../../source.ts';
import { proposeTable } from './propose.ts';
import { tableFormat } from './table-format.ts';
import { tablesIn } from './tables-in.ts';
import { ods, xlsx } from '../../../testing/workbooks.ts';

const sourceOf = (name: string, bytes: Uint8Array): Source => ({
  name,
  size: bytes.length,
  async *open() {
    for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
  },
});
const read = async (source: Source, member: string) => {
  const table = (await tablesIn(source)).find((each) => each.member === member)!;
  const { mapping, questions } = must(await proposeTable(table));
  const all: Parsed[] = [];
  for await (const each of tableFormat(mapping, member).parse(source, { at: '2026-04-01T10:00:00Z' })) all.push(each);
  return { questions, drafts: all.flatMap((each) => (each.kind === 'draft' ? [each.draft] : [])) };
};

// 2026-03-04 is day 46085 of the calendar of 1900; 7:30 is 0.3125 of a day.
const BOOK = xlsx({
  Pressure: [
    [{ text: 'My cuff' }],
    [],
    [{ text: 'Date' }, { text: 'Systolic' }, { text: 'Diastolic' }, { text: 'Peso (kg)' }],
    [{ date: 46085.3125 }, 128, 82, 71.400000000000006],
    [{ date: 46086 }, 131, undefined, 71.2],
  ],
  Notes: [[{ text: 'Nothing to see' }]],
});

describe('a workbook', () => {
  it('is a table for each of its sheets that holds one, its dates certain and its numbers as they are shown', async () => {
    const source = sourceOf('cuff.xlsx', BOOK);
    expect((await tablesIn(source)).map(({ member }) => member)).toEqual(['Pressure']);
    const { questions, drafts } = await read(source, 'Pressure');
    expect(questions).toEqual([]);
    expect(drafts).toMatchObject([
      {
        place: 'Pressure line 4',
        resource: { effectiveDateTime: '2026-03-04T07:30:00+00:00', component: [{ valueQuantity: { value: 128 } }, {}] },
      },
      { place: 'Pressure line 4', resource: { valueQuantity: { value: 71.4 } } },
      { place: 'Pressure line 5', resource: { effectiveDateTime: '2026-03-05' } },
      { place: 'Pressure line 5', resource: { valueQuantity: { value: 71.2 } } },
    ]);
  });

  it('of OpenDocument reads the same', async () => {
    const source = sourceOf('cuff.ods', ods());
    expect((await tablesIn(source)).map(({ member }) => member)).toEqual(['Hoja 1']);
    const { questions, drafts } = await read(source, 'Hoja 1');
    expect(questions).toEqual([]);
    expect(drafts).toMatchObject([
      { place: 'Hoja 1 line 3', resource: { effectiveDateTime: '2026-03-04T07:30:00+00:00', valueQuantity: { value: 71.4, code: 'kg' } } },
      { place: 'Hoja 1 line 3', resource: { valueQuantity: { value: 98, code: '%' } } },
      { place: 'Hoja 1 line 6', resource: { effectiveDateTime: '2026-03-05', valueQuantity: { value: 70 } } },
    ]);
  });

  it('and a table inside an archive are offered by the name that they have there', async () => {
    const zip = zipSync({
      'from my phone/weight.csv': strToU8('Date,Weight (kg)\n2026-03-04,71.4\n2026-03-05,71.2\n'),
      'cuff.xlsx': BOOK,
      'letter.txt': strToU8('Dear Ana,\nwith kind regards\n'),
      'result.json': strToU8('{"resourceType":"Observation","status":"final","code":{"text":"Mood"}}'),
    });
    const source = sourceOf('all.zip', zip);
    expect((await tablesIn(source)).map(({ member }) => member)).toEqual(['from my phone/weight.csv', 'cuff.xlsx Pressure']);
    const { drafts } = await read(source, 'from my phone/weight.csv');
    expect(drafts.map(({ place }) => place)).toEqual(['from my phone/weight.csv line 2', 'from my phone/weight.csv line 3']);
    expect((await read(source, 'cuff.xlsx Pressure')).drafts).toHaveLength(4);
  });

  it('that is damaged or without sheets holds no table, and nothing is thrown', async () => {
    for (const bytes of [
      BOOK.subarray(0, BOOK.length >> 1),
      zipSync({ '[Content_Types].xml': strToU8('<x/>'), 'xl/workbook.xml': strToU8('<workb') }),
    ])
      expect(await tablesIn(sourceOf('cuff.xlsx', bytes))).toEqual([]);
  });
});

describe('cells of a workbook', () => {
  it('are dates, times, hundredths or numbers by their format', () => {
    expect([14, 22, 9, 2, 46].map((id) => shownAs(id, undefined))).toEqual(['date', 'date', 'percent', 'number', 'date']);
    const codes = ['dd/mm/yyyy', '[$-40A]d" de "mmmm', '#,##0.00" mmHg"', '0.0%', '[Red]0.0', 'General', '[h]:mm', '@'];
    expect(codes.map((code) => shownAs(164, code))).toEqual(['date', 'date', 'number', 'percent', 'number', 'number', 'date', 'number']);
  });

  it('are written as they are shown, by either calendar', () => {
    expect(shownNumber('46085', 'date', false)).toBe('2026-03-04');
    expect(shownNumber('44623', 'date', true)).toBe('2026-03-04');
    expect(shownNumber('0.3125', 'date', false)).toBe('07:30:00');
    expect(shownNumber('0.98', 'percent', false)).toBe('98');
    expect(shownNumber('5.6000000000000005', 'number', false)).toBe('5.6');
    expect(['A1', 'Z9', 'AA1', 'XFD1', '7', undefined].map((each) => columnOf(each))).toEqual([0, 25, 26, 16383, undefined, undefined]);
  });
});
