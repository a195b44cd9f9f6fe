import type { JsonObject } from '@satchel/fhir';
import { ucumOf } from '@satchel/terminology';
import { type Clock, readClock } from '../../measures/clock.ts';
import { type Amount, Measured, type Told } from '../../measures/measured.ts';
import { type MeasureName, MEASURES } from '../../measures/measures.ts';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { numberAt, objectAt, textAt, valuesIn } from './json.ts';

/** Data points of Open mHealth and IEEE 1752.1: `{header: {schema_id, …}, body: {…}}`, one, a list, or one a line. */
export const openMHealth: Format = { name: 'open-mhealth', version: '1', recognise, parse };

function recognise({ text }: Head): string | undefined {
  return /"header"\s*:/.test(text) && /"schema_id"\s*:/.test(text) && /"(body|data)"\s*:/.test(text)
    ? 'Open mHealth data points'
    : undefined;
}

/** Which measure a schema's body has, and under which name its value stands. */
interface Schema {
  readonly measure: MeasureName;
  readonly element: string;
  /** Units that the schema allows, with what each is of ours. */
  readonly units: Readonly<Record<string, number>>;
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  'heart-rate': { measure: 'heartRate', element: 'heart_rate', units: { 'beats/min': 1 } },
  'body-weight': { measure: 'weight', element: 'body_weight', units: { kg: 1, g: 0.001, lb: 0.45359237, 'Metric Ton': 1000 } },
  'body-height': { measure: 'height', element: 'body_height', units: { cm: 1, m: 100, mm: 0.1, in: 2.54, ft: 30.48 } },
  'body-mass-index': { measure: 'bmi', element: 'body_mass_index', units: { 'kg/m2': 1 } },
  'body-fat-percentage': { measure: 'bodyFat', element: 'body_fat_percentage', units: { '%': 1 } },
  'body-temperature': { measure: 'temperature', element: 'body_temperature', units: { C: 1, F: 1, K: 1 } },
  'oxygen-saturation': { measure: 'spo2', element: 'oxygen_saturation', units: { '%': 1 } },
  'respiratory-rate': { measure: 'respiratoryRate', element: 'respiratory_rate', units: { 'breaths/min': 1 } },
  'blood-glucose': { measure: 'glucose', element: 'blood_glucose', units: { 'mg/dL': 1, 'mmol/L': 1 } },
  'step-count': { measure: 'steps', element: 'step_count', units: { steps: 1 } },
  'sleep-duration': { measure: 'sleep', element: 'sleep_duration', units: { min: 1, h: 60, sec: 1 / 60, d: 1440 } },
  'total-sleep-time': { measure: 'sleep', element: 'total_sleep_time', units: { min: 1, h: 60, sec: 1 / 60 } },
  'calories-burned': { measure: 'energy', element: 'kcal_burned', units: { kcal: 1 } },
};

async function* parse(source: Source): AsyncIterable<Parsed> {
  const points = await valuesIn(source);
  if (!points) {
    yield unread('This is not JSON that can be read, or too long.', source.name);
    return;
  }
  const measured = new Measured('urn:openmhealth');
  for (const [at, point] of points.entries()) {
    const why = takePoint(measured, point, `entry ${at + 1}`);
    if (why !== undefined) yield unread(why, `entry ${at + 1}`, 'value', 'The original is kept.');
    yield* measured.take();
  }
  yield* measured.end();
}

/** Why it cannot be read; undefined where it was. */
function takePoint(measured: Measured, point: JsonObject, place: string): string | undefined {
  const header = objectAt(point, 'header');
  const schema = objectAt(header, 'schema_id');
  const name = textAt(schema, 'name') ?? '';
  const body = objectAt(point, 'body') ?? objectAt(point, 'data');
  if (!body) return 'This data point has no body.';
  const created = clockOf(textAt(header, 'creation_date_time') ?? '');
  // Where nothing says when it was measured, it was then that it was written down.
  const frame = objectAt(body, 'effective_time_frame') || !created ? frameOf(body) : { clock: created, milliseconds: 0 };
  if (typeof frame === 'string') return frame;
  const provenance = objectAt(header, 'acquisition_provenance');
  const by = textAt(provenance, 'source_name');
  const note = [textAt(body, 'descriptive_statistic'), textAt(body, 'user_notes')].filter((words) => words !== undefined).join('; ');
  const told: Told = { clock: frame.clock, place, ...(by !== undefined && { by }), ...(note !== '' && { note }) };
  if (name === 'blood-pressure') return takePressure(measured, body, told);
  const known = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined;
  if (!known) return `Data points of the kind "${name.slice(0, 60)}" cannot be read yet.`;
  const amount = amountOf(body[known.element], known);
  if (typeof amount === 'string') return amount;
  const molar = known.measure === 'glucose' && amount.unit === 'mmol/L';
  measured.add(molar ? 'glucoseMolar' : known.measure, amount, told, frame.milliseconds);
  return undefined;
}

function takePressure(measured: Measured, body: JsonObject, told: Told): string | undefined {
  const part = (element: string): Amount | string => amountOf(body[element], { measure: 'systolic', element, units: { mmHg: 1 } });
  const [systolic, diastolic] = [part('systolic_blood_pressure'), part('diastolic_blood_pressure')];
  if (typeof systolic === 'string') return systolic;
  if (typeof diastolic === 'string') return diastolic;
  measured.pressure(systolic, diastolic, told);
  return undefined;
}

/** `{value, unit}`, or the bare number of early versions. */
function amountOf(value: unknown, { measure, element, units }: Schema): Amount | string {
  const object = typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
  const number = typeof value === 'number' ? value : numberOnly(object);
  if (number === undefined) return `"${element}" has no value that is a number.`;
  const unit = object ? textAt(object, 'unit') : MEASURES[measure].unitText;
  if (unit === undefined || !Object.hasOwn(units, unit)) return `"${element}" is in a unit that its schema does not have.`;
  const keepsItsOwn = units[unit] === 1;
  const code = keepsItsOwn ? ucumOf(unit) : undefined;
  return { value: Number((number * (units[unit] ?? 1)).toPrecision(12)), ...(code !== undefined && { unit: code, unitText: unit }) };
}

/** A number written as text is no number to the schemas. */
const numberOnly = (object: JsonObject | undefined): number | undefined =>
  typeof object?.['value'] === 'number' ? numberAt(object, 'value') : undefined;

interface Frame {
  readonly clock: Clock;
  readonly milliseconds: number;
}

/** When it was: an instant, a stretch by two of start, end and duration, or a part of a day. */
function frameOf(body: JsonObject): Frame | string {
  const frame = objectAt(body, 'effective_time_frame');
  const at = textAt(frame, 'date_time');
  if (at !== undefined) {
    const clock = clockOf(at);
    return clock ? { clock, milliseconds: 0 } : 'Its time cannot be read.';
  }
  const interval = objectAt(frame, 'time_interval');
  if (!interval) return 'It does not say when it was measured.';
  const [start, end, day] = [textAt(interval, 'start_date_time'), textAt(interval, 'end_date_time'), textAt(interval, 'date')];
  const long = durationOf(objectAt(interval, 'duration'));
  const [from, to] = [start === undefined ? undefined : clockOf(start), end === undefined ? undefined : clockOf(end)];
  if (from) return { clock: from, milliseconds: to ? Math.max(0, to.at - from.at) : (long ?? 0) };
  if (to) return { clock: { ...to, at: to.at - (long ?? 0) }, milliseconds: long ?? 0 };
  const date = day === undefined ? undefined : readClock(day, 'ymd');
  return date ? { clock: date, milliseconds: 0 } : 'Its time cannot be read.';
}

const clockOf = (text: string): Clock | undefined => readClock(text, 'ymd');

const MS: Readonly<Record<string, number>> = { ms: 1, sec: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, wk: 604_800_000 };

function durationOf(duration: JsonObject | undefined): number | undefined {
  const [value, unit] = [numberAt(duration, 'value'), textAt(duration, 'unit') ?? ''];
  return value === undefined || !Object.hasOwn(MS, unit) ? undefined : value * (MS[unit] as number);
}
