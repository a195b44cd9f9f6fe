import type { JsonObject } from '@satchel/fhir';
import type { SeriesType } from '@satchel/record';
import { category } from './drafts.ts';
import { HEALTHKIT, wordsOf } from './types.ts';

const TYPE = 'HKCategoryTypeIdentifier';
const SENSITIVITY = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

const minutesOf = (code: string, display: string, loinc?: string): SeriesType => ({
  code: loinc === undefined ? { system: HEALTHKIT, code, display } : { system: 'http://loinc.org', code: loinc, display },
  ...(loinc !== undefined && { also: [{ system: HEALTHKIT, code, display }] }),
  category: 'activity',
  unit: 'min',
  daily: 'sum',
});

const ASLEEP = minutesOf('HKCategoryTypeIdentifierSleepAnalysis', 'Sleep duration', '93832-4');
const STAGES: Readonly<Record<string, readonly SeriesType[]>> = {
  InBed: [minutesOf('HKCategoryValueSleepAnalysisInBed', 'Time in bed')],
  Asleep: [ASLEEP],
  AsleepUnspecified: [ASLEEP],
  AsleepCore: [ASLEEP, minutesOf('HKCategoryValueSleepAnalysisAsleepCore', 'Core sleep duration')],
  AsleepDeep: [ASLEEP, minutesOf('HKCategoryValueSleepAnalysisAsleepDeep', 'Deep sleep duration')],
  AsleepREM: [ASLEEP, minutesOf('HKCategoryValueSleepAnalysisAsleepREM', 'REM sleep duration')],
  Awake: [minutesOf('HKCategoryValueSleepAnalysisAwake', 'Time awake during sleep')],
};
const STOOD: SeriesType = {
  code: { system: HEALTHKIT, code: `${TYPE}AppleStandHour`, display: 'Hours with standing' },
  category: 'activity',
  unit: '{hours}',
  unitText: 'hours',
  daily: 'sum',
};
const MINUTES: Readonly<Record<string, SeriesType>> = {
  MindfulSession: minutesOf(`${TYPE}MindfulSession`, 'Mindful minutes'),
  HandwashingEvent: minutesOf(`${TYPE}HandwashingEvent`, 'Handwashing'),
  ToothbrushingEvent: minutesOf(`${TYPE}ToothbrushingEvent`, 'Toothbrushing'),
};

/** What is lasting or frequent and adds up: the series it counts in, and how much. Undefined where each is a fact of its own. */
export function seriesOfCategory(
  type: string,
  value: string | undefined,
  duration: number,
): { readonly series: readonly SeriesType[]; readonly amount: number } | undefined {
  const name = type.slice(TYPE.length);
  const minutes = Math.round(duration / 6) / 10_000;
  if (name === 'SleepAnalysis') {
    const stage = STAGES[(value ?? '').replace('HKCategoryValueSleepAnalysis', '')];
    return stage && { series: stage, amount: minutes };
  }
  if (name === 'AppleStandHour') return { series: value === 'HKCategoryValueAppleStandHourStood' ? [STOOD] : [], amount: 1 };
  const lasting = Object.hasOwn(MINUTES, name) ? MINUTES[name] : undefined;
  return lasting && { series: [lasting], amount: minutes };
}

/** Nobody's business but the person's: Apple gives these no labels. */
const SEXUAL =
  /Menstrua|Ovulation|Pregnan|Progesterone|Contracepti|Lactation|SexualActivity|Bleeding|CervicalMucus|Vaginal|BreastPain|HotFlashes/;
const MENTAL = /MoodChanges|StateOfMind|Anxiety|Depress/;

/** A symptom, a day of a cycle, an event: the code, and what was said of it. */
export function categoryContent(type: string, value: string | undefined): JsonObject {
  const name = type.slice(TYPE.length);
  const display = wordsOf(type);
  const label = SEXUAL.test(name) ? 'SEX' : MENTAL.test(name) ? 'MH' : undefined;
  return {
    ...(label !== undefined && { meta: { security: [{ system: SENSITIVITY, code: label }] } }),
    category: category(name.endsWith('Event') ? 'activity' : 'survey'),
    code: { coding: [{ system: HEALTHKIT, code: type, display }], text: display },
    ...valueOf(name, value),
  };
}

function valueOf(name: string, value: string | undefined): JsonObject {
  if (value === undefined || value === 'HKCategoryValueNotApplicable') return { valueBoolean: true };
  if (!value.startsWith('HKCategoryValue')) return { valueString: value };
  const words = value
    .slice('HKCategoryValue'.length)
    .replace(/^(Severity|Presence|VaginalBleeding)/, '')
    .replace(new RegExp(`^${name}`), '');
  const display = wordsOf(words || value);
  return { valueCodeableConcept: { coding: [{ system: HEALTHKIT, code: value, display }], text: display } };
}
