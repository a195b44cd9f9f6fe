import type { JsonObject } from '@satchel/fhir';
import { type Clock, readClock } from '../../measures/clock.ts';
import { Measured, type Told } from '../../measures/measured.ts';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { numberAt, objectAt, objectsIn, textAt, valuesIn } from './json.ts';

/** Fitbit: the answers of its API, and the files of its own export (`heart_rate-2024-01-01.json`, `steps-…`, `weight-…`, `sleep-…`). */
export const fitbit: Format = { name: 'fitbit', version: '1', recognise, parse };

function recognise({ name, text }: Head): string | undefined {
  const isAnswer =
    /"activities-(heart|steps|distance|calories)(-intraday)?"\s*:|"logId"\s*:|"minutesAsleep"\s*:|^\s*\{\s*"sleep"\s*:|"caloriesBMR"\s*:/.test(
      text,
    );
  const isExport =
    /^(.*\/)?(heart_rate|steps|calories|distance|resting_heart_rate|sleep|weight)-\d{4}-\d{2}-\d{2}\.json$/.test(name) &&
    /^\s*\[\s*\{/.test(text);
  return isAnswer || isExport ? 'Fitbit data' : undefined;
}

/** Series of the export by the beginning of the file's name. */
const EXPORTED = { steps: 'steps', calories: 'energy', distance: 'distance' } as const;
const POUND = 0.45359237;

async function* parse(source: Source): AsyncIterable<Parsed> {
  const values = await valuesIn(source);
  if (!values) {
    yield unread('This is not JSON that can be read, or too long.', source.name);
    return;
  }
  const measured = new Measured('urn:fitbit');
  const reader = new FitbitReader(measured, (source.name.split('/').at(-1) ?? '').split('-')[0] ?? '');
  for (const [at, value] of values.entries()) {
    reader.take(value, `entry ${at + 1}`);
    yield* measured.take();
  }
  yield* measured.end();
  if (reader.unknown > 0)
    yield unread(
      `${reader.unknown} entries are of a kind that cannot be read yet.`,
      source.name,
      'not-supported',
      'They are kept in the original.',
    );
}

class FitbitReader {
  readonly #measured: Measured;
  /** The beginning of the file's name: what an export file holds. */
  readonly #file: string;
  unknown = 0;

  constructor(measured: Measured, file: string) {
    this.#measured = measured;
    this.#file = file;
  }

  take(value: JsonObject, place: string): void {
    const told = (clock: Clock): Told => ({ clock, place, by: 'Fitbit' });
    const heart = objectsIn(value['activities-heart'])[0];
    const steps = objectsIn(value['activities-steps']);
    if (heart) this.#intraday('heartRate', textAt(heart, 'dateTime'), objectAt(value, 'activities-heart-intraday'), told);
    else if (steps.length > 0) this.#steps(steps, objectAt(value, 'activities-steps-intraday'), told);
    else if ('sleep' in value) for (const night of objectsIn(value['sleep'])) this.#sleep(night, told);
    else if ('weight' in value && Array.isArray(value['weight']))
      for (const each of objectsIn(value['weight'])) this.#weight(each, 1, told);
    else if ('activities' in value) for (const each of objectsIn(value['activities'])) this.#activity(each, told);
    else if ('minutesAsleep' in value) this.#sleep(value, told);
    else if (this.#file === 'weight') this.#weight(value, POUND, told);
    else this.#exported(value, told);
  }

  #exported(value: JsonObject, told: (clock: Clock) => Told): void {
    const clock = readClock(textAt(value, 'dateTime') ?? '', 'mdy') ?? readClock(textAt(value, 'dateTime') ?? '', 'ymd');
    const name = Object.hasOwn(EXPORTED, this.#file) ? EXPORTED[this.#file as keyof typeof EXPORTED] : undefined;
    const amount = name ? numberAt(value, 'value') : numberAt(objectAt(value, 'value'), 'bpm');
    if (!clock || amount === undefined || (!name && this.#file !== 'heart_rate')) this.unknown += 1;
    // A distance is written in hundredths of a metre.
    else
      this.#measured.add(name ?? 'heartRate', { value: name === 'distance' ? amount / 100_000 : amount }, told(clock), name ? 60_000 : 0);
  }

  #intraday(name: 'heartRate' | 'steps', day: string | undefined, intraday: JsonObject | undefined, told: (clock: Clock) => Told): void {
    for (const each of objectsIn(intraday?.['dataset'])) {
      const clock = readClock(day ?? '', 'ymd', textAt(each, 'time'));
      const value = numberAt(each, 'value');
      if (clock && value !== undefined && !(name === 'steps' && value === 0))
        this.#measured.add(name, { value }, told(clock), name === 'steps' ? 60_000 : 0);
    }
  }

  /** Minutes where they are told, else the day's total. */
  #steps(days: readonly JsonObject[], intraday: JsonObject | undefined, told: (clock: Clock) => Told): void {
    if (objectsIn(intraday?.['dataset']).length > 0) {
      this.#intraday('steps', textAt(days[0], 'dateTime'), intraday, told);
      return;
    }
    for (const day of days) {
      const clock = readClock(textAt(day, 'dateTime') ?? '', 'ymd');
      const value = numberAt(day, 'value');
      if (clock && value) this.#measured.add('steps', { value }, told(clock), 86_400_000);
    }
  }

  #weight(each: JsonObject, kilograms: number, told: (clock: Clock) => Told): void {
    const clock =
      readClock(textAt(each, 'date') ?? '', 'ymd', textAt(each, 'time')) ??
      readClock(textAt(each, 'date') ?? '', 'mdy', textAt(each, 'time'));
    const [weight, bmi, fat] = [numberAt(each, 'weight'), numberAt(each, 'bmi'), numberAt(each, 'fat')];
    if (!clock || weight === undefined) {
      this.unknown += 1;
      return;
    }
    // The export says pounds whatever the person has chosen; the API kilograms.
    this.#measured.add('weight', kilograms === 1 ? { value: weight } : { value: weight, unit: '[lb_av]', unitText: 'lb' }, told(clock));
    if (bmi) this.#measured.add('bmi', { value: bmi }, told(clock));
    if (fat) this.#measured.add('bodyFat', { value: fat }, told(clock));
  }

  #sleep(night: JsonObject, told: (clock: Clock) => Told): void {
    const clock = readClock(textAt(night, 'startTime') ?? '', 'ymd');
    const minutes = numberAt(night, 'minutesAsleep');
    if (!clock || minutes === undefined) this.unknown += 1;
    else this.#measured.add('sleep', { value: minutes }, told(clock), numberAt(night, 'duration') ?? minutes * 60_000);
  }

  #activity(each: JsonObject, told: (clock: Clock) => Told): void {
    const clock = readClock(textAt(each, 'startDate') ?? '', 'ymd', textAt(each, 'startTime'));
    const name = textAt(each, 'activityParentName') ?? textAt(each, 'name') ?? textAt(each, 'activityName');
    if (!clock || name === undefined) {
      this.unknown += 1;
      return;
    }
    const [minutes, calories, distance] = [numberAt(each, 'duration'), numberAt(each, 'calories'), numberAt(each, 'distance')];
    const part = (text: string, value: number | undefined, unit: string): JsonObject[] =>
      value === undefined ? [] : [{ code: { text }, valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit } }];
    this.#measured.observe(`Activity ${String(each['logId'] ?? name)}`, told(clock), {
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'activity' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: '73985-4', display: 'Exercise activity' }], text: 'Workout' },
      valueCodeableConcept: { text: name },
      component: [
        ...part('Exercise duration', minutes === undefined ? undefined : minutes / 60_000, 'min'),
        ...part('Calories burned', calories, 'kcal'),
        ...part('Distance', distance, 'km'),
      ],
    });
  }
}
