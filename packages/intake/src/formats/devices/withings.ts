import type { JsonObject } from '@satchel/fhir';
import type { Clock } from '../../measures/clock.ts';
import { readClock } from '../../measures/clock.ts';
import { Measured, type Told } from '../../measures/measured.ts';
import type { MeasureName } from '../../measures/measures.ts';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { numberAt, objectAt, objectsIn, textAt, valuesIn } from './json.ts';

/** Withings, the answers of its API: measures of the body, activity by the day, sleep. */
export const withings: Format = { name: 'withings-json', version: '1', recognise, parse };

function recognise({ text }: Head): string | undefined {
  return /^\s*\{/.test(text) &&
    /"body"\s*:/.test(text) &&
    /"measuregrps"\s*:|"activities"\s*:\s*\[[^\]]*"(soft|intense)"|"series"\s*:/.test(text)
    ? 'Withings data'
    : undefined;
}

/** Kinds of measures (developer.withings.com, measure-getmeas). */
const KINDS: Readonly<Record<number, MeasureName>> = {
  1: 'weight',
  4: 'height',
  6: 'bodyFat',
  8: 'fatMass',
  11: 'pulse',
  12: 'temperature',
  54: 'spo2',
  71: 'temperature',
};
const [DIASTOLIC, SYSTOLIC] = [9, 10];
/** States of sleep that are sleep: light, deep, REM. */
const ASLEEP = new Set([1, 2, 3]);

async function* parse(source: Source): AsyncIterable<Parsed> {
  const values = await valuesIn(source);
  const body = objectAt(values?.[0], 'body');
  if (!body) {
    yield unread('This is not JSON that can be read.', source.name);
    return;
  }
  const measured = new Measured('urn:withings');
  let goals = 0;
  for (const [at, group] of objectsIn(body['measuregrps']).entries()) {
    // What somebody wishes to weigh is no measurement.
    if (group['category'] === 2) goals += 1;
    else takeGroup(measured, group, `entry ${at + 1}`);
    yield* measured.take();
  }
  for (const [at, day] of objectsIn(body['activities']).entries()) takeDay(measured, day, `entry ${at + 1}`);
  takeSeries(measured, body['series'] ?? null);
  yield* measured.end();
  if (goals > 0)
    yield {
      kind: 'note',
      issue: { severity: 'information', code: 'informational', diagnostics: `${goals} goals are kept in the original alone.` },
    };
}

const instant = (seconds: number): Clock => ({ at: seconds * 1000, offset: 0, hasTime: true });

function takeGroup(measured: Measured, group: JsonObject, place: string): void {
  const date = numberAt(group, 'date');
  if (date === undefined) return;
  const told: Told = { clock: instant(date), place, by: textAt(group, 'model') ?? 'Withings' };
  const values = new Map<number, number>();
  for (const each of objectsIn(group['measures'])) {
    const [kind, value, power] = [numberAt(each, 'type'), numberAt(each, 'value'), numberAt(each, 'unit') ?? 0];
    if (kind !== undefined && value !== undefined) values.set(kind, Number((value * 10 ** power).toPrecision(12)));
  }
  const [upper, lower] = [values.get(SYSTOLIC), values.get(DIASTOLIC)];
  if (upper !== undefined || lower !== undefined)
    measured.pressure(upper === undefined ? undefined : { value: upper }, lower === undefined ? undefined : { value: lower }, told);
  for (const [kind, value] of values) {
    const name = KINDS[kind];
    if (name) measured.add(name, { value: name === 'height' ? Number((value * 100).toPrecision(6)) : value }, told);
  }
}

function takeDay(measured: Measured, day: JsonObject, place: string): void {
  const clock = readClock(textAt(day, 'date') ?? '', 'ymd');
  if (!clock) return;
  const told: Told = { clock, place, by: 'Withings' };
  const [steps, metres, energy] = [numberAt(day, 'steps'), numberAt(day, 'distance'), numberAt(day, 'calories')];
  const DAY = 86_400_000;
  if (steps) measured.add('steps', { value: steps }, told, DAY);
  if (metres) measured.add('distance', { value: metres / 1000 }, told, DAY);
  if (energy) measured.add('energy', { value: energy }, told, DAY);
}

/** Minutes of a day by their second, or stretches of sleep. */
function takeSeries(measured: Measured, series: unknown): void {
  if (Array.isArray(series)) {
    for (const [at, each] of objectsIn(series).entries()) takeNight(measured, each, `entry ${at + 1}`);
    return;
  }
  for (const [second, each] of Object.entries((series ?? {}) as Record<string, JsonObject>)) {
    const told: Told = { clock: instant(Number(second)), place: `entry ${second}`, by: 'Withings' };
    const long = (numberAt(each, 'duration') ?? 60) * 1000;
    const [steps, metres, energy] = [numberAt(each, 'steps'), numberAt(each, 'distance'), numberAt(each, 'calories')];
    if (steps) measured.add('steps', { value: steps }, told, long);
    if (metres) measured.add('distance', { value: metres / 1000 }, told, long);
    if (energy) measured.add('energy', { value: energy }, told, long);
  }
}

function takeNight(measured: Measured, each: JsonObject, place: string): void {
  const [start, end, state] = [numberAt(each, 'startdate'), numberAt(each, 'enddate'), numberAt(each, 'state')];
  if (start === undefined || end === undefined || end <= start) return;
  const data = objectAt(each, 'data');
  const seconds = data
    ? ['lightsleepduration', 'deepsleepduration', 'remsleepduration'].reduce((sum, name) => sum + (numberAt(data, name) ?? 0), 0)
    : ASLEEP.has(state ?? -1)
      ? end - start
      : 0;
  if (seconds > 0) measured.add('sleep', { value: seconds / 60 }, { clock: instant(start), place, by: 'Withings' }, (end - start) * 1000);
}
