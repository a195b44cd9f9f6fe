import { type DateOrder, likelyOrder, possibleOrders, readClock } from '../../measures/clock.ts';
import { Measured } from '../../measures/measured.ts';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { readNumber } from '../csv/numbers.ts';
import { rowsOf } from '../csv/rows.ts';

/** Dexcom Clarity's export of a glucose sensor, in any of its languages: the columns stand in one order. */
export const dexcom: Format = { name: 'dexcom', version: '1', recognise, parse };

const GLUCOSE = /\(?(mg\/dL|mmol\/L)\)?/i;
/** `Low` and `High`: below and above what the sensor measures. */
const BEYOND: Readonly<Record<string, { 'mg/dL': number; 'mmol/L': number }>> = {
  low: { 'mg/dL': 39, 'mmol/L': 2.1 },
  high: { 'mg/dL': 401, 'mmol/L': 22.3 },
};
/** How many rows are looked at for the order of day and month. */
const LOOKED_AT = 500;

function recognise({ text }: Head): string | undefined {
  const [first = ''] = text.replace(/^\ufeff/, '').split(/\r?\n/, 1);
  return /YYYY-MM-DDThh:mm:ss/i.test(first) && GLUCOSE.test(first) ? 'Dexcom Clarity export' : undefined;
}

interface Layout {
  readonly time: number;
  readonly event: number;
  readonly device: number;
  readonly glucose: number;
  readonly unit: 'mg/dL' | 'mmol/L';
}

function layoutOf(cells: readonly string[]): Layout | undefined {
  const time = cells.findIndex((cell) => /YYYY-MM-DD/i.test(cell));
  const glucose = cells.findIndex((cell) => GLUCOSE.test(cell) && !/min/i.test(cell));
  if (time < 0 || glucose < 0) return undefined;
  return { time, event: time + 1, device: glucose - 1, glucose, unit: /mmol/i.test(cells[glucose] ?? '') ? 'mmol/L' : 'mg/dL' };
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const measured = new Measured('urn:dexcom');
  const order = await orderOf(source);
  let layout: Layout | undefined;
  let beyond = 0;
  for await (const row of rowsOf(source)) {
    if (!layout) {
      layout = layoutOf(row.cells);
      continue;
    }
    const { time, event, device, glucose, unit } = layout;
    const [written = '', kind = '', value = ''] = [row.cells[time], row.cells[event], row.cells[glucose]];
    if (written === '' || value === '' || !/^(EGV|CGM)$/i.test(kind)) continue;
    const clock = readClock(written, order);
    const limit = BEYOND[value.toLowerCase()]?.[unit];
    const number = limit ?? readNumber(value, unit === 'mmol/L' && value.includes(',') ? ',' : '.')?.value;
    if (!clock || number === undefined) {
      yield unread('This reading has no time or value that can be read.', `line ${row.line}`, 'value');
      continue;
    }
    if (limit !== undefined) beyond += 1;
    measured.add(
      unit === 'mmol/L' ? 'cgmMolar' : 'cgm',
      { value: number },
      { clock, place: `line ${row.line}`, by: row.cells[device] || 'Dexcom' },
    );
    yield* measured.take();
  }
  yield* measured.end();
  if (beyond > 0)
    yield {
      kind: 'note',
      issue: {
        severity: 'information',
        code: 'informational',
        diagnostics: `${beyond} readings said only that they were below or above what the sensor measures; they are kept just beyond its limits.`,
      },
    };
}

async function orderOf(source: Source): Promise<DateOrder> {
  const dates: string[] = [];
  let at = -1;
  for await (const { cells } of rowsOf(source)) {
    if (at < 0) at = layoutOf(cells)?.time ?? -1;
    else dates.push(...cells.slice(at, at + 1).filter((cell) => cell !== ''));
    if (dates.length >= LOOKED_AT) break;
  }
  return likelyOrder(dates, possibleOrders(dates)) ?? 'ymd';
}
