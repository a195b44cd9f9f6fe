import type { JsonObject } from '@satchel/fhir';
import { type Parsed, unread } from '../../source.ts';
import { category, effective, observation, quantity } from './drafts.ts';
import type { Fields, Open } from './reader.ts';
import { appleTime } from './times.ts';
import { HEALTHKIT, wordsOf } from './types.ts';
import { conversion } from './units.ts';

const LOINC = 'http://loinc.org';

/** A component in the unit we keep; undefined where the source says nothing. */
function part(
  text: string,
  loinc: string | undefined,
  value: string | undefined,
  from: string | undefined,
  unit: string,
): JsonObject | undefined {
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  const convert =
    conversion(from === undefined || from === '' ? unit : from, unit) ?? (from === undefined ? (same: number) => same : undefined);
  if (!Number.isFinite(number) || !convert) return undefined;
  return {
    code: { ...(loinc !== undefined && { coding: [{ system: LOINC, code: loinc, display: text }] }), text },
    valueQuantity: quantity(convert(number), undefined, unit, unit),
  };
}

const present = (parts: readonly (JsonObject | undefined)[]): JsonObject[] => parts.filter((each) => each !== undefined);

/** One exercise: what, how long, how far, how hard. Old exports say the totals in attributes, new ones in statistics. */
export function* workout({ fields, children, source, place }: Open): Iterable<Parsed> {
  const [start, end] = [appleTime(fields['startDate']), appleTime(fields['endDate'])];
  if (!start) {
    yield unread('This workout has no start that can be read.', place, 'value');
    return;
  }
  const kind = fields['workoutActivityType'] ?? '';
  const statistics = children.filter(({ name }) => name === 'WorkoutStatistics').map((each) => each.fields);
  const of = (type: RegExp): Fields => statistics.find((each) => type.test(each['type'] ?? '')) ?? {};
  const [energy, distance, heart] = [of(/ActiveEnergyBurned$/), of(/Distance\w*$/), of(/HeartRate$/)];
  const display = wordsOf(kind);
  const component = present([
    part('Exercise duration', '55411-3', fields['duration'], fields['durationUnit'], 'min'),
    part('Distance', undefined, distance['sum'] ?? fields['totalDistance'], distance['unit'] ?? fields['totalDistanceUnit'], 'km'),
    part(
      'Calories burned',
      '55424-6',
      energy['sum'] ?? fields['totalEnergyBurned'],
      energy['unit'] ?? fields['totalEnergyBurnedUnit'],
      'kcal',
    ),
    part('Average heart rate', undefined, heart['average'], heart['unit'], '/min'),
    part('Highest heart rate', undefined, heart['maximum'], heart['unit'], '/min'),
  ]);
  yield observation(
    { key: `Workout ${start.at} ${kind} ${source.name}`, place },
    {
      category: category('activity'),
      code: { coding: [{ system: LOINC, code: '73985-4', display: 'Exercise activity' }], text: 'Workout' },
      ...effective(start, end && end.at >= start.at ? end : start),
      valueCodeableConcept: { coding: [{ system: HEALTHKIT, code: kind, display }], text: display },
      device: { display: source.name },
      ...(component.length > 0 && { component }),
    },
  );
}

/** There is one for every day: a timeline shows the newest. */
const DAILY = { tag: [{ system: 'urn:satchel:series', code: 'summary' }] };

/** The rings of a day, as the watch closed them: they are Apple's own totals and stand beside ours. */
export function* activitySummary({ fields, place }: Open): Iterable<Parsed> {
  const date = fields['dateComponents'] ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || date < '1970') return;
  const energy = fields['activeEnergyBurnedUnit'];
  const component = present([
    part('Active energy', undefined, fields['activeEnergyBurned'], energy, 'kcal'),
    part('Active energy goal', undefined, fields['activeEnergyBurnedGoal'], energy, 'kcal'),
    part('Move time', undefined, fields['appleMoveTime'], 'min', 'min'),
    part('Move time goal', undefined, fields['appleMoveTimeGoal'], 'min', 'min'),
    part('Exercise time', undefined, fields['appleExerciseTime'], 'min', 'min'),
    part('Exercise time goal', undefined, fields['appleExerciseTimeGoal'], 'min', 'min'),
    part('Hours with standing', undefined, fields['appleStandHours'], 'hr', 'h'),
    part('Standing goal', undefined, fields['appleStandHoursGoal'], 'hr', 'h'),
  ]);
  if (component.length === 0) return;
  yield observation(
    { key: `ActivitySummary ${date}`, place },
    {
      meta: DAILY,
      category: category('activity'),
      code: { coding: [{ system: HEALTHKIT, code: 'HKActivitySummary', display: 'Activity summary' }], text: 'Activity summary' },
      effectiveDateTime: date,
      component,
    },
  );
}

/** A hearing test: how loud a tone had to be, for each pitch and ear. */
export function* audiogram({ fields, children, source, place }: Open): Iterable<Parsed> {
  const start = appleTime(fields['startDate']);
  if (!start) return;
  const component = children
    .filter(({ name }) => name === 'SensitivityPoint')
    .flatMap(({ fields: point }) =>
      (['left', 'right'] as const).flatMap((ear) => {
        const loudness = point[`${ear}EarValue`];
        const text = `${ear === 'left' ? 'Left' : 'Right'} ear, ${point['frequencyValue'] ?? ''} ${point['frequencyUnit'] ?? 'Hz'}`;
        if (loudness === undefined || !Number.isFinite(Number(loudness))) return [];
        return [{ code: { text }, valueQuantity: quantity(Number(loudness), loudness, 'dB HL', 'dB') }];
      }),
    );
  if (component.length === 0) return;
  yield observation(
    { key: `Audiogram ${start.at} ${source.name}`, place },
    {
      category: category('exam'),
      code: { coding: [{ system: HEALTHKIT, code: 'HKDataTypeIdentifierAudiogram', display: 'Audiogram' }], text: 'Audiogram' },
      ...effective(start, start),
      device: { display: source.name },
      component,
    },
  );
}
