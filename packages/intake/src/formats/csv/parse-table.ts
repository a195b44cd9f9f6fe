import { issue, type JsonObject, keepExact } from '@satchel/fhir';
import { ucumOf } from '@satchel/terminology';
import { type Clock, readClock } from '../../measures/clock.ts';
import { type Amount, Measured, type Told } from '../../measures/measured.ts';
import type { MeasureName } from '../../measures/measures.ts';
import { type Parsed, unread } from '../../source.ts';
import type { Role } from './columns.ts';
import { readNumber, type Written } from './numbers.ts';
import type { TableMapping } from './propose.ts';
import type { Row } from './rows.ts';
import type { Table } from './table.ts';

/** Roles that are a measure by themselves. */
const PLAIN: readonly (Role & MeasureName)[] = [
  'pulse',
  'weight',
  'height',
  'bmi',
  'bodyFat',
  'fatMass',
  'temperature',
  'spo2',
  'respiratoryRate',
  'steps',
];
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const UCUM = 'http://unitsofmeasure.org';
/** Rows that cannot be read are told one by one up to here. */
const TOLD = 20;

/** A table read by its mapping. `system` names the source, so that the same reading is known in another file of it. */
export async function* parseTable(table: Table, mapping: TableMapping, system = 'urn:satchel:table'): AsyncIterable<Parsed> {
  const measured = new Measured(system);
  let broken = 0;
  for await (const row of table.rows()) {
    if (row.line <= mapping.headerLine) continue;
    const reader = new RowReader(row, mapping);
    const clock = reader.clock();
    if (!clock) {
      broken += 1;
      if (broken <= TOLD)
        yield unread('This row has no date that can be read.', `line ${row.line}`, 'value', 'Correct the date, or leave the row out.');
      continue;
    }
    takeRow(measured, reader, clock);
    for (const header of reader.unreadable) {
      broken += 1;
      if (broken <= TOLD)
        yield unread(`In the column "${header}" stands no number.`, `line ${row.line}`, 'value', 'The rest of the row was taken in.');
    }
    yield* measured.take();
  }
  yield* measured.end();
  if (broken > TOLD)
    yield { kind: 'note', issue: issue('warning', 'incomplete', `${broken - TOLD} more rows or cells could not be read.`) };
}

function takeRow(measured: Measured, reader: RowReader, clock: Clock): void {
  const [by, note] = [reader.text('device'), reader.text('note')];
  const told: Told = { clock, place: `line ${reader.line}`, ...(by !== '' && { by }), ...(note !== '' && { note }) };
  const [systolic, diastolic] = [reader.amount('systolic'), reader.amount('diastolic')];
  if (systolic ?? diastolic) measured.pressure(systolic, diastolic, told);
  for (const role of PLAIN) {
    const amount = reader.amount(role);
    if (amount) measured.add(role, amount, told);
  }
  const [glucose, hba1c] = [reader.amount('glucose'), reader.amount('hba1c')];
  if (glucose) measured.add(glucose.unit === 'mmol/L' ? 'glucoseMolar' : 'glucose', glucose, told);
  if (hba1c) measured.add(hba1c.unit === 'mmol/mol' ? 'hba1cMolar' : 'hba1c', hba1c, told);
  const test = reader.text('test');
  if (test !== '') measured.observe(`${test} ${reader.text('value')}`, told, testResult(reader, test));
}

/** A result under the name that the table gives it: without a code, for a name may mean several tests. */
function testResult(reader: RowReader, test: string): JsonObject {
  const [written, value] = [reader.text('value'), reader.number('value')];
  const unit = reader.text('unit') || reader.unitOf('value');
  const range = reader.text('range');
  return {
    category: [{ coding: [{ system: CATEGORY, code: 'laboratory' }] }],
    code: { text: test },
    ...(value ? { valueQuantity: quantityOf(value, unit) } : { valueString: written }),
    ...(range !== '' && { referenceRange: [rangeOf(range, unit)] }),
  };
}

function quantityOf({ value, text, comparator }: Written, unit: string): JsonObject {
  const code = unit === '' ? undefined : ucumOf(unit);
  const made: JsonObject = {
    value,
    ...(comparator && { comparator }),
    ...(unit !== '' && { unit }),
    ...(code !== undefined && { system: UCUM, code }),
  };
  if (text !== String(value)) keepExact(made, 'value', text);
  return made;
}

/** `3.5 - 5.1`, `< 5`, or words. */
function rangeOf(text: string, unit: string): JsonObject {
  const [, low, high] = /^\s*(\d+(?:[.,]\d+)?)\s*(?:-|–|to|a)\s*(\d+(?:[.,]\d+)?)\s*\D*$/.exec(text) ?? [];
  const bound = (written: string): JsonObject =>
    quantityOf({ value: Number(written.replace(',', '.')), text: written.replace(',', '.') }, unit);
  return low === undefined || high === undefined ? { text } : { low: bound(low), high: bound(high), text };
}

class RowReader {
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #mapping: TableMapping;
  /** Headers of cells that should hold a number and do not. */
  readonly unreadable: string[] = [];

  constructor({ line, cells }: Row, mapping: TableMapping) {
    this.line = line;
    this.#cells = cells;
    this.#mapping = mapping;
  }

  text(role: Role): string {
    const at = this.#mapping.columns.findIndex((column) => column.role === role);
    return at < 0 ? '' : (this.#cells[at] ?? '');
  }

  unitOf(role: Role): string {
    return this.#mapping.columns.find((column) => column.role === role)?.unit ?? '';
  }

  number(role: Role): Written | undefined {
    return readNumber(this.text(role), this.#mapping.decimal);
  }

  /** The value of a measure with its unit in UCUM; `---` and its like are no value. */
  amount(role: Role): Amount | undefined {
    const text = this.text(role);
    if (text === '' || /^[-–—.\s]*$|^(n\/?a|null|nan)$/i.test(text)) return undefined;
    const number = this.number(role);
    if (!number) {
      this.unreadable.push(this.#mapping.columns.find((column) => column.role === role)?.header ?? role);
      return undefined;
    }
    const unitText = this.unitOf(role);
    const unit = unitText === '' ? undefined : ucumOf(unitText);
    return { value: number.value, written: number.text, ...(unit !== undefined && { unit, unitText }) };
  }

  clock(): Clock | undefined {
    const { dateOrder, offset, zone: where = '' } = this.#mapping;
    const whole = this.text('dateTime');
    const time = this.text('time');
    const clock = whole === '' ? readClock(this.text('date'), dateOrder, time === '' ? undefined : time) : readClock(whole, dateOrder);
    if (!clock?.hasTime || clock.offset !== undefined) return clock;
    const zone = offset ?? offsetOf(this.text('zone') || where, clock.at);
    return zone === undefined ? clock : { ...clock, at: clock.at - zone * 60_000, offset: zone };
  }
}

/** Minutes east of UTC of a zone by its name (`Asia/Bangkok`) at a time. */
function offsetOf(zone: string, at: number): number | undefined {
  if (zone === '') return undefined;
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at);
    const [, sign, hours, minutes] =
      /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
    return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  } catch {
    return undefined;
  }
}
