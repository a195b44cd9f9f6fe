import { issue, type JsonObject } from '@satchel/fhir';
import type { Clock } from '../../measures/clock.ts';
import { Measured, type Told } from '../../measures/measured.ts';
import { type Format, type Head, type Parsed, type Source, unread } from '../../source.ts';
import { BrokenFit, type FitMessage, isFit, messagesIn } from './fit-messages.ts';

/** FIT files of watches, scales and cuffs: heart rate, workouts, weight, blood pressure, steps of the day, oxygen. */
export const fit: Format = { name: 'fit', version: '1', recognise, parse };

/** No watch writes more in one file. */
const LONGEST = 64 * 1024 * 1024;
/** Global message numbers of the FIT profile. */
const [SESSION, RECORD, WEIGHT, PRESSURE, MONITORING, SPO2, RESPIRATION] = [18, 20, 30, 51, 55, 269, 297];
const SPORTS: Readonly<Record<number, string>> = {
  1: 'Running',
  2: 'Cycling',
  4: 'Fitness equipment',
  5: 'Swimming',
  10: 'Training',
  11: 'Walking',
  12: 'Cross-country skiing',
  13: 'Alpine skiing',
  15: 'Rowing',
  17: 'Hiking',
};
const WALKS = new Set([1, 6]);

function recognise({ bytes }: Head): string | undefined {
  return isFit(bytes) ? 'FIT file' : undefined;
}

async function* parse(source: Source): AsyncIterable<Parsed> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of source.open()) {
    parts.push(bytes);
    size += bytes.length;
    if (size > LONGEST) {
      yield unread('This FIT file is longer than any watch writes.', source.name, 'too-long');
      return;
    }
  }
  const measured = new Measured('urn:fit');
  const reader = new FitReader(measured);
  try {
    let at = 0;
    for (const message of messagesIn(Buffer.concat(parts))) reader.take(message, (at += 1));
  } catch (error) {
    if (!(error instanceof BrokenFit)) throw error;
    yield unread(error.message, source.name);
  }
  const made = [...measured.end()];
  yield* made;
  if (made.length === 0)
    yield {
      kind: 'note',
      issue: issue('information', 'informational', 'This FIT file holds plans, settings or a route, and no readings.'),
    };
}

class FitReader {
  readonly #measured: Measured;
  /** Steps so far by kind of movement: watches count from the start of the day on. */
  readonly #steps = new Map<number, { count: number; time: number }>();
  #time = 0;

  constructor(measured: Measured) {
    this.#measured = measured;
  }

  take({ number, fields, time }: FitMessage, at: number): void {
    if (time !== undefined) this.#time = time;
    const now = this.#shortTime(fields.get(26)) ?? time;
    if (now === undefined) return;
    const told: Told = { clock: clockOf(now), place: `message ${at}`, by: 'FIT device' };
    if (number === RECORD) this.#one('heartRate', fields.get(3), told);
    else if (number === MONITORING) this.#monitoring(fields, now, told);
    else if (number === WEIGHT) {
      this.#one('weight', scaled(fields.get(0), 100), told);
      this.#one('bodyFat', scaled(fields.get(1), 100), told);
    } else if (number === PRESSURE) this.#pressure(fields, told);
    else if (number === SPO2) this.#one('spo2', fields.get(0), told);
    else if (number === RESPIRATION) this.#one('respiratoryRate', scaled(fields.get(0), 100), told);
    else if (number === SESSION) this.#session(fields, now, told);
  }

  /** Readings between two full times carry the lowest sixteen bits of theirs. */
  #shortTime(low: number | undefined): number | undefined {
    if (low === undefined || this.#time === 0) return undefined;
    const whole = this.#time - 631_065_600;
    return this.#time + ((low - (whole & 0xffff)) & 0xffff);
  }

  #one(name: 'heartRate' | 'weight' | 'bodyFat' | 'spo2' | 'respiratoryRate', value: number | undefined, told: Told): void {
    if (value !== undefined && value > 0) this.#measured.add(name, { value }, told);
  }

  #pressure(fields: FitMessage['fields'], told: Told): void {
    const [upper, lower, pulse] = [fields.get(0), fields.get(1), fields.get(6)];
    if (upper !== undefined || lower !== undefined)
      this.#measured.pressure(upper === undefined ? undefined : { value: upper }, lower === undefined ? undefined : { value: lower }, told);
    if (pulse !== undefined) this.#measured.add('pulse', { value: pulse }, told);
  }

  #monitoring(fields: FitMessage['fields'], now: number, told: Told): void {
    this.#one('heartRate', fields.get(27), told);
    const [cycles, kind] = [fields.get(3), fields.get(5) ?? (fields.get(24) ?? 0xff) & 0x1f];
    if (cycles === undefined || !WALKS.has(kind)) return;
    const before = this.#steps.get(kind);
    // A new day counts from nothing again.
    const steps = before && cycles >= before.count ? cycles - before.count : cycles;
    const since = before && now > before.time && now - before.time < 3600 ? before.time : now - 60;
    this.#steps.set(kind, { count: cycles, time: now });
    if (steps > 0) this.#measured.add('steps', { value: steps }, { ...told, clock: clockOf(since) }, (now - since) * 1000);
  }

  #session(fields: FitMessage['fields'], now: number, told: Told): void {
    const begun = fields.get(2);
    const start = clockOf(begun === undefined ? now : begun + 631_065_600);
    const sport = SPORTS[fields.get(5) ?? -1] ?? 'Workout';
    const part = (text: string, value: number | undefined, unit: string, by = 1): JsonObject[] =>
      value === undefined || value === 0
        ? []
        : [
            {
              code: { text },
              valueQuantity: { value: Number((value / by).toPrecision(6)), unit, system: 'http://unitsofmeasure.org', code: unit },
            },
          ];
    const component = [
      ...part('Exercise duration', fields.get(7), 'min', 60_000),
      ...part('Distance', fields.get(9), 'km', 100_000),
      ...part('Calories burned', fields.get(11), 'kcal'),
      ...part('Average heart rate', fields.get(16), '/min'),
      ...part('Highest heart rate', fields.get(17), '/min'),
    ];
    this.#measured.observe(
      `Session ${sport}`,
      { ...told, clock: start },
      {
        category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'activity' }] }],
        code: { coding: [{ system: 'http://loinc.org', code: '73985-4', display: 'Exercise activity' }], text: 'Workout' },
        valueCodeableConcept: { text: sport },
        ...(component.length > 0 && { component }),
      },
    );
  }
}

const scaled = (value: number | undefined, by: number): number | undefined => (value === undefined ? undefined : value / by);
const clockOf = (seconds: number): Clock => ({ at: seconds * 1000, offset: 0, hasTime: true });
