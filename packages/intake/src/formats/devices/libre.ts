import { issue } from '@satchel/fhir';
import { type DateOrder, likelyOrder, possibleOrders, readClock } from '../../measures/clock.ts';
import { Measured, type Told } from '../../measures/measured.ts';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { readNumber } from '../csv/numbers.ts';
import { rowsOf } from '../csv/rows.ts';

/**
 * FreeStyle Libre (LibreView): a line about the export, a line of headers in the person's language, then one kind of reading
 * a line. The columns stand in one order in all languages, and the headers carry the unit.
 */
export const libre: Format = { name: 'libre', version: '1', recognise, parse };

/** Places of the columns, and the kinds of the fourth. */
const [DEVICE, TIME, KIND, HISTORIC, SCAN, STRIP] = [0, 2, 3, 4, 5, 14];
const VALUE: Readonly<Record<string, { readonly column: number; readonly isStrip?: true }>> = {
  0: { column: HISTORIC },
  1: { column: SCAN },
  2: { column: STRIP, isStrip: true },
};
const OTHER: Readonly<Record<string, string>> = { 3: 'ketone', 4: 'insulin', 5: 'food', 6: 'note' };
const LOOKED_AT = 500;

function headersIn(lines: readonly string[]): string | undefined {
  return lines.find((line) => (line.match(/mg\/dL|mmol\/L/gi)?.length ?? 0) >= 2 && line.split(/[,;\t]/).length >= 15);
}

function recognise({ text }: Head): string | undefined {
  // JSON and XML can hold as many commas and units.
  if (/^\ufeff?\s*[{[<]/.test(text)) return undefined;
  return headersIn(text.replace(/^\ufeff/, '').split(/\r?\n/, 4)) === undefined ? undefined : 'FreeStyle Libre export';
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const order = await orderOf(source);
  if (!order) {
    yield unread(
      'Whether day or month comes first in the dates of this file cannot be told.',
      source.name,
      'value',
      'Export again with a year of readings, or in another date format.',
    );
    return;
  }
  const measured = new Measured('urn:libre');
  const others = new Map<string, number>();
  let unit: 'mg/dL' | 'mmol/L' | undefined;
  for await (const { cells, line } of rowsOf(source)) {
    if (unit === undefined) {
      if (headersIn([cells.join(',')]) !== undefined) unit = /mmol\/L/i.test(cells[HISTORIC] ?? '') ? 'mmol/L' : 'mg/dL';
      continue;
    }
    const kind = cells[KIND] ?? '';
    const place = VALUE[kind];
    if (!place) {
      const name = OTHER[kind] ?? 'other';
      others.set(name, (others.get(name) ?? 0) + 1);
      continue;
    }
    const written = cells[place.column] ?? '';
    const clock = readClock(cells[TIME] ?? '', order);
    const number = readNumber(written, written.includes(',') ? ',' : '.');
    if (!clock || !number) {
      yield unread('This reading has no time or value that can be read.', `line ${line}`, 'value');
      continue;
    }
    add(measured, unit, number.value, { clock, place: `line ${line}`, by: cells[DEVICE] || 'FreeStyle Libre' }, place.isStrip === true);
    yield* measured.take();
  }
  yield* measured.end();
  for (const [name, count] of others)
    yield {
      kind: 'note',
      issue: issue('information', 'not-supported', `${count} entries of the kind ${name} are kept in the original alone.`),
    };
}

/** A strip is a drop of blood, the sensor sits in tissue: two series of two names. */
function add(measured: Measured, unit: 'mg/dL' | 'mmol/L', value: number, told: Told, isStrip: boolean): void {
  if (isStrip) measured.add(unit === 'mmol/L' ? 'glucoseMolar' : 'glucose', { value }, told);
  else measured.add(unit === 'mmol/L' ? 'cgmMolar' : 'cgm', { value }, told);
}

async function orderOf(source: Source): Promise<DateOrder | undefined> {
  const dates: string[] = [];
  for await (const { cells } of rowsOf(source)) {
    if (cells[TIME] && VALUE[cells[KIND] ?? '']) dates.push(cells[TIME]);
    if (dates.length >= LOOKED_AT) break;
  }
  const orders = possibleOrders(dates);
  // Only Americans write the hour with AM and PM and the month first.
  return likelyOrder(dates, orders) ?? (dates.every((date) => /[ap]\.?m\.?$/i.test(date)) && orders.includes('mdy') ? 'mdy' : undefined);
}
