import type { SeriesType } from '@satchel/record';

/** Something that people and devices measure, in one unit. */
export interface Measure {
  readonly code: string;
  readonly display: string;
  readonly category: string;
  /** UCUM. */
  readonly unit: string;
  readonly unitText?: string;
  /** Each a fact of its own, or a series by the day. */
  readonly keep: 'one' | 'mean' | 'sum';
}

const LOINC = 'http://loinc.org';
const measure = (
  code: string,
  display: string,
  category: string,
  unit: string,
  keep: Measure['keep'] = 'one',
  unitText?: string,
): Measure => ({ code, display, category, unit, keep, ...(unitText !== undefined && { unitText }) });

/** By the names that the formats of devices use among themselves. */
export const MEASURES = {
  systolic: measure('8480-6', 'Systolic blood pressure', 'vital-signs', 'mm[Hg]', 'one', 'mmHg'),
  diastolic: measure('8462-4', 'Diastolic blood pressure', 'vital-signs', 'mm[Hg]', 'one', 'mmHg'),
  pulse: measure('8867-4', 'Heart rate', 'vital-signs', '/min', 'one', 'beats/min'),
  heartRate: measure('8867-4', 'Heart rate', 'vital-signs', '/min', 'mean', 'beats/min'),
  weight: measure('29463-7', 'Body weight', 'vital-signs', 'kg'),
  height: measure('8302-2', 'Body height', 'vital-signs', 'cm'),
  bmi: measure('39156-5', 'Body mass index (BMI) [Ratio]', 'vital-signs', 'kg/m2', 'one', 'kg/m²'),
  bodyFat: measure('41982-0', 'Percentage of body fat Measured', 'vital-signs', '%'),
  fatMass: measure('73708-0', 'Body fat [Mass] Calculated', 'vital-signs', 'kg'),
  temperature: measure('8310-5', 'Body temperature', 'vital-signs', 'Cel', 'one', '°C'),
  spo2: measure('59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry', 'vital-signs', '%'),
  respiratoryRate: measure('9279-1', 'Respiratory rate', 'vital-signs', '/min', 'one', 'breaths/min'),
  glucose: measure('41653-7', 'Glucose [Mass/volume] in Capillary blood by Glucometer', 'laboratory', 'mg/dL'),
  glucoseMolar: measure('14743-9', 'Glucose [Moles/volume] in Capillary blood by Glucometer', 'laboratory', 'mmol/L'),
  cgm: measure('99504-3', 'Glucose [Mass/volume] in Interstitial fluid', 'laboratory', 'mg/dL', 'mean'),
  cgmMolar: measure('105272-9', 'Glucose [Moles/volume] in Interstitial fluid', 'laboratory', 'mmol/L', 'mean'),
  hba1c: measure('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood', 'laboratory', '%'),
  hba1cMolar: measure('59261-8', 'Hemoglobin A1c/Hemoglobin.total in Blood by IFCC protocol', 'laboratory', 'mmol/mol'),
  steps: measure('55423-8', 'Number of steps', 'activity', '{steps}', 'sum', 'steps'),
  distance: measure('55430-3', 'Walking distance unspecified time Pedometer', 'activity', 'km', 'sum'),
  energy: measure('41981-2', 'Calories burned', 'activity', 'kcal', 'sum'),
  sleep: measure('93832-4', 'Sleep duration', 'activity', 'min', 'sum'),
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

export const codingOf = ({ code, display }: Measure) => ({ system: LOINC, code, display });

/** A measure as a series; the same object for the same measure. */
export function seriesOf(name: MeasureName): SeriesType {
  const known = series.get(name);
  if (known) return known;
  const { category, unit, unitText, keep, ...measured }: Measure = MEASURES[name];
  const made: SeriesType = {
    code: codingOf({ ...measured, category, unit, keep }),
    category,
    unit,
    ...(unitText !== undefined && { unitText }),
    daily: keep === 'sum' ? 'sum' : 'mean',
  };
  series.set(name, made);
  return made;
}

const series = new Map<MeasureName, SeriesType>();
