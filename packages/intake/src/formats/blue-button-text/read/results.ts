import { type JsonObject, keepExact } from '@satchel/fhir';
import { type Book, HOLDER, known, noted } from '../book.ts';
import { dateOf } from '../dates.ts';
import { type Entry, value, words } from '../entries.ts';

const UCUM = 'http://unitsofmeasure.org';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** What is measured, by the words of the reports; with LOINC's code and the unit where the report leaves it out. */
const VITALS: readonly (readonly [RegExp, code: string, unit?: string])[] = [
  [/^(heart|pulse) rate|^pulse$/i, '8867-4', '/min'],
  [/^respirat/i, '9279-1', '/min'],
  [/temperature/i, '8310-5'],
  [/weight/i, '29463-7'],
  [/height/i, '8302-2'],
  [/^pain/i, '72514-3', '{score}'],
  [/glucose|blood sugar/i, '2339-0', 'mg/dL'],
  [/oxygen|oximetry/i, '59408-5', '%'],
  [/^total cholesterol|^cholesterol/i, '2093-3', 'mg/dL'],
  [/^hdl/i, '2085-9', 'mg/dL'],
  [/^ldl/i, '13457-7', 'mg/dL'],
];
/** Units as the reports write them, in UCUM. */
const UNITS: Readonly<Record<string, string>> = {
  pounds: '[lb_av]',
  lb: '[lb_av]',
  lbs: '[lb_av]',
  kilograms: 'kg',
  kg: 'kg',
  in: '[in_i]',
  inches: '[in_i]',
  cm: 'cm',
  f: '[degF]',
  fahrenheit: '[degF]',
  c: 'Cel',
  celsius: 'Cel',
  'mm[hg]': 'mm[Hg]',
  mmhg: 'mm[Hg]',
  '/min': '/min',
  '%': '%',
};

function quantity(text: string, unit: string | undefined): JsonObject | undefined {
  const [, digits, written = ''] = /^(-?\d+(?:\.\d+)?)\s*([^\d\s].*)?$/.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const said = written.trim() || unit;
  const code = said === undefined ? undefined : (UNITS[said.toLowerCase()] ?? (said === unit ? unit : undefined));
  const found = known({ value: Number(digits), unit: said, ...(code !== undefined && { system: UCUM, code }) });
  if (String(Number(digits)) !== digits) keepExact(found, 'value', digits);
  return found;
}

interface Reading {
  readonly entry: Entry;
  readonly book: Book;
  readonly kind: string;
  readonly date: string | undefined;
}

export function vital(entry: Entry, book: Book): void {
  const kind = words(entry, 'Vital Statistic Type', 'Measurement Type', 'Vital Sign');
  if (kind === undefined) return;
  const date = value(entry, 'Date', 'Date/Time Collected');
  const reading = { entry, book, kind, date };
  const pressure = /(\d{2,3})\s*\/\s*(\d{2,3})/.exec(value(entry, 'Reading', 'Measurement') ?? '');
  const [high, low] = pressure ? [pressure[1], pressure[2]] : [words(entry, 'Systolic'), words(entry, 'Diastolic')];
  if (/blood pressure/i.test(kind) && high !== undefined && low !== undefined) bloodPressure(reading, high, low);
  else if (/cholesterol/i.test(kind))
    for (const part of ['Total cholesterol', 'HDL', 'LDL']) single({ ...reading, kind: part }, words(entry, part));
  else single(reading, words(entry, 'Reading', 'Measurement') ?? measured(entry, kind));
}

/** The one field of an entry that holds the number; its name is nearly that of the kind. */
function measured(entry: Entry, kind: string): string | undefined {
  const named = [
    kind,
    'Heart Rate',
    'Body Weight',
    'Body temperature',
    'Pain Level',
    'Blood sugar count',
    'Height',
    'Pulse oximetry',
    'INR',
    'Lipids',
  ];
  const found = words(entry, ...named);
  const unit = words(entry, 'Measure');
  return found === undefined ? undefined : [found, unit].filter(Boolean).join(' ');
}

function observation({ entry, kind, date }: Reading, code: JsonObject, category: string): JsonObject {
  const time = words(entry, 'Time');
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: CATEGORY, code: category }] }],
    code: { ...code, text: kind },
    subject: HOLDER,
    ...known({ effectiveDateTime: dateOf(date) }),
    ...noted([value(entry, 'Comments'), time === undefined ? undefined : `Time: ${time}`].filter(Boolean).join('\n') || undefined),
  };
}

const loinc = (code: string): JsonObject => ({ coding: [{ system: 'http://loinc.org', code }] });

function bloodPressure(reading: Reading, high: string, low: string): void {
  const part = (code: string, text: string) => ({ code: loinc(code), ...known({ valueQuantity: quantity(text, 'mm[Hg]') }) });
  const { entry, book, kind, date } = reading;
  const resource = { ...observation(reading, loinc('85354-9'), 'vital-signs'), component: [part('8480-6', high), part('8462-4', low)] };
  book.keep(resource, entry.line, kind, date, words(entry, 'Time'));
}

function single(reading: Reading, text: string | undefined): void {
  if (text === undefined) return;
  const { entry, book, kind, date } = reading;
  const [, code, unit] = VITALS.find(([form]) => form.test(kind)) ?? [];
  const amount = quantity(text, unit);
  const isLab = code === '2339-0' || /cholesterol|hdl|ldl/i.test(kind);
  const resource = {
    ...observation(reading, code === undefined ? {} : loinc(code), isLab ? 'laboratory' : 'vital-signs'),
    ...(amount ? { valueQuantity: amount } : { valueString: text }),
  };
  book.keep(resource, entry.line, kind, date, words(entry, 'Time'));
}

/** A test of the self-reported list: a result in words. */
export function ownTest(entry: Entry, book: Book): void {
  const name = words(entry, 'Test/Lab Type', 'Test Name');
  if (name === undefined) return;
  const date = value(entry, 'Date Taken', 'Date');
  const told = ['Comments', 'Administered by', 'Location performed', 'Requesting Doctor', 'Provider', 'Reason Test/Lab Requested'].flatMap(
    (each) => {
      const said = value(entry, each);
      return said === undefined ? [] : [each === 'Comments' ? said : `${each}: ${said}`];
    },
  );
  const results = value(entry, 'Results');
  book.keep(
    {
      resourceType: 'Observation',
      status: 'final',
      category: [{ coding: [{ system: CATEGORY, code: 'laboratory' }] }],
      code: { text: name },
      subject: HOLDER,
      ...known({ effectiveDateTime: dateOf(date) }),
      performer: [HOLDER],
      ...(results === undefined
        ? { dataAbsentReason: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }] } }
        : { valueString: results }),
      ...noted(told.join('\n') || undefined),
    },
    entry.line,
    name,
    date,
  );
}

const LAB_STATUS: Readonly<Record<string, string>> = {
  final: 'final',
  pending: 'registered',
  corrected: 'corrected',
  partial: 'preliminary',
};
const FLAGS: Readonly<Record<string, string>> = { low: 'L', high: 'H', 'critical low': 'LL', 'critical high': 'HH', abnormal: 'A' };

/** VA: a panel (`Lab Test`) and, after it, its results (`Test Name`). */
export class LabPanel {
  #panel: { entry: Entry; reference: string; resource: JsonObject } | undefined;

  read(entry: Entry, book: Book): void {
    if (value(entry, 'Lab Test') !== undefined) this.#begin(entry, book);
    else this.#result(entry, book);
  }

  #begin(entry: Entry, book: Book): void {
    const name = words(entry, 'Lab Test') ?? 'Laboratory';
    const date = value(entry, 'Date/Time Collected');
    const resource: JsonObject = {
      resourceType: 'DiagnosticReport',
      status: 'final',
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'LAB' }] }],
      code: { text: name },
      subject: HOLDER,
      ...known({ effectiveDateTime: dateOf(date) }),
      ...known({
        performer: words(entry, 'Ordering Location') === undefined ? undefined : [{ display: words(entry, 'Ordering Location') as string }],
      }),
    };
    this.#panel = { entry, resource, reference: book.keep(resource, entry.line, 'panel', name, date, words(entry, 'Specimen')) };
  }

  #result(entry: Entry, book: Book): void {
    const name = words(entry, 'Test Name');
    if (name === undefined) return;
    const panel = this.#panel;
    const date = panel && value(panel.entry, 'Date/Time Collected');
    const status = LAB_STATUS[words(entry, 'Status')?.toLowerCase() ?? ''] ?? 'unknown';
    const said = words(entry, 'Result');
    const [, amount = '', flag = ''] = /^(-?\d+(?:\.\d+)?)\s*(.*)$/.exec(said ?? '') ?? [];
    const found = amount === '' ? undefined : quantity(`${amount} ${words(entry, 'Units') ?? ''}`, undefined);
    const range = words(entry, 'Reference Range');
    const reference = book.keep(
      {
        resourceType: 'Observation',
        status,
        category: [{ coding: [{ system: CATEGORY, code: 'laboratory' }] }],
        code: { text: name },
        subject: HOLDER,
        ...known({ effectiveDateTime: dateOf(date) }),
        ...(found && (flag === '' || FLAGS[flag.toLowerCase()] !== undefined)
          ? { valueQuantity: found }
          : said === undefined
            ? {
                dataAbsentReason: {
                  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'temp-unknown' }],
                },
              }
            : { valueString: said }),
        ...interpretation(flag),
        ...(range === undefined ? {} : { referenceRange: [{ text: range }] }),
        ...noted(value(entry, 'Interpretation')),
      },
      entry.line,
      name,
      date,
      panel && words(panel.entry, 'Lab Test'),
    );
    if (!panel) return;
    const before = Array.isArray(panel.resource['result']) ? panel.resource['result'] : [];
    panel.resource['result'] = [...before, { reference }];
    if (status === 'registered') panel.resource['status'] = 'registered';
  }
}

function interpretation(flag: string): JsonObject {
  const code = FLAGS[flag.toLowerCase()];
  return code === undefined
    ? {}
    : { interpretation: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code }] }] };
}
