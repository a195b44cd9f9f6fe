import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../../../record/testing/new-record.ts';
import { likelyOrder, possibleOrders, readClock } from '../../measures/clock.ts';
import type { Parsed, Source } from '../../source.ts';
import { headerOf } from './columns.ts';
import { decimalOf, readNumber } from './numbers.ts';
import { parseTable } from './parse-table.ts';
import { proposeTable, type TableMapping, type TableProposal } from './propose.ts';
import { cellsOf, delimiterOf, rowsOf } from './rows.ts';
import { textTable } from './table.ts';

const sourceOf = (text: string | Uint8Array, step = 40): Source => ({
  name: 'table.csv',
  async *open() {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  },
});
const tableOf = (text: string) => textTable(sourceOf(text));
const propose = async (text: string): Promise<TableProposal> => must(await proposeTable(tableOf(text)));

async function drafts(text: string, mapping: TableMapping) {
  const all: Parsed[] = [];
  for await (const each of parseTable(tableOf(text), mapping, 'urn:test')) all.push(each);
  return all;
}
const resources = (all: readonly Parsed[]) => all.flatMap((each) => (each.kind === 'draft' ? [each.draft.resource] : []));

describe('a table of readings', () => {
  it('is recognised in Spanish, with semicolons and decimal commas', async () => {
    const text =
      'Fecha;Hora;Sistólica (mmHg);Diastólica (mmHg);Pulso;Peso (kg);Notas\n25/03/2026;07:30;128;82;71;71,4;"en ayunas; cansado"\n';
    const { mapping, questions } = await propose(text);
    expect(questions).toEqual([]);
    expect(mapping).toMatchObject({ dateOrder: 'dmy', decimal: ',' });
    const made = resources(await drafts(text, mapping));
    expect(made).toMatchObject([
      {
        code: { text: 'Blood pressure' },
        effectiveDateTime: '2026-03-25T07:30:00+00:00',
        component: [{ valueQuantity: { value: 128, code: 'mm[Hg]' } }, {}],
        note: [{ text: 'en ayunas; cansado' }],
      },
      { valueQuantity: { value: 71, code: '/min' } },
      { valueQuantity: { value: 71.4, code: 'kg' } },
    ]);
  });

  it('asks for the order of day and month where both are possible, and never guesses', async () => {
    const { questions } = await propose('Date,Weight (lb)\n03/04/2026,160\n05/04/2026,161\n');
    expect(questions).toEqual([{ about: 'date-order', options: ['dmy', 'mdy'], example: '03/04/2026' }]);
    expect((await propose('Date,Weight (lb)\n03/14/2026,160\n')).questions).toEqual([]);
  });

  it('asks for a unit that nothing tells, and tells one by its values', async () => {
    expect((await propose('Date,Weight\n2026-03-04,70\n')).questions).toEqual([{ about: 'unit', column: 1, options: ['kg', 'lb', 'st'] }]);
    const { mapping, questions } = await propose('Date,Glucose\n2026-03-04,5.6\n2026-03-05,7.1\n');
    expect(questions).toEqual([]);
    expect(resources(await drafts('Date,Glucose\n2026-03-04,5.6\n', mapping))).toMatchObject([
      { code: { coding: [{ code: '14743-9' }] }, valueQuantity: { code: 'mmol/L' } },
    ]);
  });

  it('asks about columns of numbers that it does not know, and for a date where there is none', async () => {
    const { questions } = await propose('Day of week,Blorp,Pulse\nMonday,3,70\n');
    expect(questions).toEqual([{ about: 'date-column' }, { about: 'column', column: 1 }]);
  });

  it('reads results of named tests with their units and ranges', async () => {
    const text =
      'Test date,Test name,Result,Units,Reference range\n2026-01-05,Potassium,4.10,mmol/L,3.5 - 5.1\n2026-01-05,Culture,no growth,,\n2026-01-05,CRP,<0.5,mg/L,<5\n';
    const made = resources(await drafts(text, (await propose(text)).mapping));
    expect(made).toMatchObject([
      {
        code: { text: 'Potassium' },
        valueQuantity: { value: 4.1, code: 'mmol/L' },
        referenceRange: [{ low: { value: 3.5 }, high: { value: 5.1 } }],
      },
      { code: { text: 'Culture' }, valueString: 'no growth' },
      { valueQuantity: { value: 0.5, comparator: '<' }, referenceRange: [{ text: '<5' }] },
    ]);
  });

  it('is read as it was before where a person has confirmed its headers', async () => {
    const first = await propose('When,Blorp\n2026-03-04,70\n');
    const confirmed: TableMapping = {
      ...first.mapping,
      columns: [
        { header: 'When', role: 'date' },
        { header: 'Blorp', role: 'pulse' },
      ],
    };
    const again = must(
      await proposeTable(tableOf('When,Blorp\n2026-03-05,71\n'), (signature) =>
        signature === confirmed.signature ? confirmed : undefined,
      ),
    );
    expect(again.questions).toEqual([]);
    expect(resources(await drafts('When,Blorp\n2026-03-05,71\n', again.mapping))).toMatchObject([
      { valueQuantity: { value: 71, code: '/min' } },
    ]);
  });

  it('names the rows and cells that it cannot read, and reads the rest', async () => {
    const text = 'Date,Pulse,SpO2\n2026-03-04,70,98\nyesterday,71,97\n2026-03-05,many,96\n2026-03-06,---,95\n';
    const all = await drafts(text, (await propose('Date,Pulse,SpO2\n2026-03-04,70,98\n')).mapping);
    expect(resources(all)).toHaveLength(4);
    expect(all.filter(({ kind }) => kind === 'unread')).toMatchObject([
      { issues: [{ location: 'line 3' }] },
      { issues: [{ location: 'line 4' }] },
    ]);
  });

  it('is refused where it is none', async () => {
    expect((await proposeTable(tableOf('just words'))).ok).toBe(false);
    expect((await proposeTable(tableOf(''))).ok).toBe(false);
  });
});

describe('the parts of a table', () => {
  it('gives every cell back, whatever it holds', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', 'é', ' ', '7') }).map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        async (rows, step) => {
          const full = rows.map((cells) => ['x', ...cells]);
          const text = full.map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\n');
          const read: (readonly string[])[] = [];
          for await (const row of rowsOf(sourceOf(text, step), ',')) read.push(row.cells);
          expect(read).toEqual(full);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('finds the delimiter, reads numbers as they are written, and knows headers', () => {
    expect(delimiterOf('a;b;c\n1,5;2,5;3\n')).toBe(';');
    expect(cellsOf('a,"b ""c"", d",e', ',')).toEqual(['a', 'b "c", d', 'e']);
    expect(readNumber('1.234,50', ',')).toEqual({ value: 1234.5, text: '1234.50' });
    expect(readNumber('≤ 7')).toEqual({ value: 7, text: '7', comparator: '<=' });
    expect(readNumber('7 apples')).toBeUndefined();
    expect(decimalOf(['7', '5,6'])).toBe(',');
    expect(headerOf('SYS(mmHg)')).toEqual({ role: 'systolic', unit: 'mmHg' });
    expect(headerOf('Presión sistólica')).toEqual({ role: 'systolic' });
    expect(headerOf('Weight (kg)')).toEqual({ role: 'weight', unit: 'kg' });
  });

  it('reads dates in the order that all of them allow', () => {
    expect(possibleOrders(['31/12/2025', '01/02/2026'])).toEqual(['dmy']);
    expect(possibleOrders(['2026-02-31'])).toEqual([]);
    expect(readClock('12/31/25 11:59 PM', 'mdy')).toEqual({ at: Date.UTC(2025, 11, 31, 23, 59), hasTime: true });
    expect(readClock('2026-03-01T10:00:00+02:00', 'ymd')).toEqual({ at: Date.UTC(2026, 2, 1, 8), offset: 120, hasTime: true });
    const everyHour = Array.from({ length: 60 }, (_, n) => `0${1 + Math.floor(n / 24)}/04/2026 ${String(n % 24).padStart(2, '0')}:00`);
    expect(likelyOrder(everyHour, possibleOrders(everyHour))).toBe('dmy');
  });
});
