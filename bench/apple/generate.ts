/**
 * An Apple Health export of any size, always the same for the same seed: `node bench/apple/generate.ts 200 > export.xml`
 * writes 200 MB. Ten years of a watch and a phone in the shapes of real exports: the document type in front, readings by
 * kind in order of time, two sources that overlap, correlations whose readings stand at the top as well, metadata,
 * heartbeats, workouts, rings. More megabytes mean more readings a day.
 */
const DAY = 86_400_000;
const YEARS = 10;
const BEGIN = Date.UTC(2016, 0, 1);
/** About what one megabyte holds of each kind, of 1000 readings. */
const KINDS: readonly Kind[] = [
  ['HKQuantityTypeIdentifierHeartRate', 'count/min', 380, 0, (random) => String(50 + Math.floor(random() * 90))],
  ['HKQuantityTypeIdentifierActiveEnergyBurned', 'kcal', 220, 60, (random) => (random() * 3).toFixed(3)],
  ['HKQuantityTypeIdentifierBasalEnergyBurned', 'kcal', 120, 900, (random) => (10 + random() * 10).toFixed(3)],
  ['HKQuantityTypeIdentifierStepCount', 'count', 90, 300, (random) => String(1 + Math.floor(random() * 400))],
  ['HKQuantityTypeIdentifierDistanceWalkingRunning', 'mi', 80, 300, (random) => (random() / 3).toFixed(6)],
  ['HKQuantityTypeIdentifierEnvironmentalAudioExposure', 'dBASPL', 30, 1800, (random) => (40 + random() * 40).toFixed(3)],
  ['HKQuantityTypeIdentifierOxygenSaturation', '%', 20, 0, (random) => (0.93 + random() * 0.07).toFixed(2)],
  ['HKQuantityTypeIdentifierRespiratoryRate', 'count/min', 15, 0, (random) => (10 + random() * 10).toFixed(1)],
];

type Kind = readonly [type: string, unit: string, share: number, seconds: number, value: (random: () => number) => string];

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram|VisionPrescription)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!-- Note: Any Records that appear as children of a correlation also appear as top-level records in this document. -->
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
]>
<HealthData locale="en_US">
 <ExportDate value="2026-01-01 08:00:00 -0500"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1980-02-01" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale" HKCharacteristicTypeIdentifierBloodType="HKBloodTypeNotSet" HKCharacteristicTypeIdentifierFitzpatrickSkinType="HKFitzpatrickSkinTypeNotSet" HKCharacteristicTypeIdentifierCardioFitnessMedicationsUse="None"/>
`;

const WATCH =
  'sourceName="Eva’s Apple Watch" sourceVersion="10.1" device="&lt;&lt;HKDevice: 0x2838a2c30&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:10.1&gt;"';
const PHONE =
  'sourceName="Eva’s iPhone" sourceVersion="17.1" device="&lt;&lt;HKDevice: 0x2838a2c31&gt;, name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone14,2, software:17.1&gt;"';

/** Pieces of text that make up about so many megabytes. */
export function* appleExport(megabytes: number, seed = 1): Iterable<string> {
  const random = seeded(seed);
  const readings = Math.max(20_000, Math.round((megabytes * 1_000_000) / 393));
  yield HEAD;
  for (const kind of KINDS) yield* readingsOf(kind, Math.round((readings * kind[2]) / 1000), random);
  yield* variability(Math.round(readings / 2000), random);
  yield* nights(random);
  yield* pressures(random);
  yield* workouts(random);
  for (let day = 0; day < YEARS * 365; day++)
    yield ` <ActivitySummary dateComponents="${time(BEGIN + day * DAY).slice(0, 10)}" activeEnergyBurned="${(random() * 700).toFixed(3)}" activeEnergyBurnedGoal="500" activeEnergyBurnedUnit="kcal" appleMoveTime="0" appleMoveTimeGoal="0" appleExerciseTime="${Math.floor(random() * 90)}" appleExerciseTimeGoal="30" appleStandHours="${Math.floor(random() * 14)}" appleStandHoursGoal="12"/>\n`;
  yield '</HealthData>\n';
}

function* readingsOf([type, unit, , seconds, value]: Kind, count: number, random: () => number): Iterable<string> {
  const step = (YEARS * 365 * DAY) / count;
  for (let n = 0; n < count; n++) {
    const start = BEGIN + Math.floor((n + random() * 0.9) * step);
    const from = time(start);
    const source = seconds === 300 && n % 2 ? PHONE : WATCH;
    const attributes = `type="${type}" ${source} unit="${unit}" creationDate="${time(start + 5000)}" startDate="${from}" endDate="${seconds ? time(start + seconds * 1000) : from}" value="${value(random)}"`;
    yield type.endsWith('HeartRate')
      ? ` <Record ${attributes}>\n  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n </Record>\n`
      : ` <Record ${attributes}/>\n`;
  }
}

function* variability(count: number, random: () => number): Iterable<string> {
  for (let n = 0; n < count; n++) {
    const start = BEGIN + Math.floor((n * YEARS * 365 * DAY) / count);
    const beats = Array.from(
      { length: 40 },
      (_, at) => `   <InstantaneousBeatsPerMinute bpm="${60 + Math.floor(random() * 20)}" time="7:47:${at + 10}.32 AM"/>\n`,
    );
    yield ` <Record type="HKQuantityTypeIdentifierHeartRateVariabilitySDNN" ${WATCH} unit="ms" creationDate="${time(start + 60_000)}" startDate="${time(start)}" endDate="${time(start + 60_000)}" value="${(20 + random() * 60).toFixed(3)}">\n  <HeartRateVariabilityMetadataList>\n${beats.join('')}  </HeartRateVariabilityMetadataList>\n </Record>\n`;
  }
}

function* nights(random: () => number): Iterable<string> {
  for (let day = 0; day < YEARS * 365; day++) {
    let at = BEGIN + day * DAY + 23 * 3_600_000;
    for (const stage of ['AsleepCore', 'AsleepDeep', 'AsleepREM', 'Awake', 'AsleepCore']) {
      const end = at + Math.floor(30 + random() * 80) * 60_000;
      yield ` <Record type="HKCategoryTypeIdentifierSleepAnalysis" ${WATCH} creationDate="${time(end)}" startDate="${time(at)}" endDate="${time(end)}" value="HKCategoryValueSleepAnalysis${stage}"/>\n`;
      at = end;
    }
  }
}

function* pressures(random: () => number): Iterable<string> {
  const pairs: string[] = [];
  for (let week = 0; week < YEARS * 52; week++) {
    const at = time(BEGIN + week * 7 * DAY + 9 * 3_600_000);
    const common = `sourceName="Cuff" sourceVersion="1" unit="mmHg" creationDate="${at}" startDate="${at}" endDate="${at}"`;
    const [high, low] = [110 + Math.floor(random() * 40), 65 + Math.floor(random() * 25)];
    const both = [
      `<Record type="HKQuantityTypeIdentifierBloodPressureSystolic" ${common} value="${high}"/>\n`,
      `<Record type="HKQuantityTypeIdentifierBloodPressureDiastolic" ${common} value="${low}"/>\n`,
    ];
    yield ` ${both.join(' ')}`;
    pairs.push(
      ` <Correlation type="HKCorrelationTypeIdentifierBloodPressure" sourceName="Cuff" sourceVersion="1" creationDate="${at}" startDate="${at}" endDate="${at}">\n  ${both.join('  ')} </Correlation>\n`,
    );
  }
  yield* pairs;
}

function* workouts(random: () => number): Iterable<string> {
  for (let n = 0; n < YEARS * 100; n++) {
    const start = BEGIN + n * 3.65 * DAY + 17 * 3_600_000;
    const minutes = 20 + Math.floor(random() * 60);
    const span = `startDate="${time(start)}" endDate="${time(start + minutes * 60_000)}"`;
    yield ` <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="${minutes}" durationUnit="min" ${WATCH} creationDate="${time(start + 7_200_000)}" ${span}>\n  <MetadataEntry key="HKTimeZone" value="America/New_York"/>\n  <WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" ${span} sum="${minutes * 9}" unit="kcal"/>\n  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" ${span} sum="${(minutes / 9).toFixed(3)}" unit="mi"/>\n </Workout>\n`;
  }
}

/** As the phone writes it, on a clock five hours behind. */
const time = (at: number): string => `${new Date(at - 18_000_000).toISOString().slice(0, 19).replace('T', ' ')} -0500`;

/** Mulberry32: the same numbers for the same seed, everywhere. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (import.meta.main) {
  const { writeSync } = await import('node:fs');
  let waiting = '';
  for (const text of appleExport(Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 1))) {
    waiting += text;
    if (waiting.length > 1_000_000) {
      writeSync(1, waiting);
      waiting = '';
    }
  }
  writeSync(1, waiting);
}
