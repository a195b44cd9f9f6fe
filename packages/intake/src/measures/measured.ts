import { issue, type JsonObject, keepExact } from '@satchel/fhir';
import type { SeriesSource } from '@satchel/record';
import { SeriesGatherer } from '../series/gather.ts';
import type { Parsed } from '../source.ts';
import { type Clock, fhirClock } from './clock.ts';
import { codingOf, type Measure, type MeasureName, MEASURES, seriesOf } from './measures.ts';

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const UCUM = 'http://unitsofmeasure.org';

export interface Amount {
  readonly value: number;
  /** As it was written, where that is the value. */
  readonly written?: string;
  /** UCUM and as written; the measure's own without. */
  readonly unit?: string;
  readonly unitText?: string;
}

export interface Told {
  readonly clock: Clock;
  readonly place: string;
  /** Device or app. */
  readonly by?: string;
  readonly note?: string;
}

/** Makes Observations and series of what devices measured, under the namespace of their maker. */
export class Measured {
  readonly #system: string;
  readonly #series = new SeriesGatherer();
  readonly #sources = new Map<string, SeriesSource>();
  #out: Parsed[] = [];
  #isZoneless = false;

  constructor(system: string) {
    this.#system = system;
  }

  /** One reading of a thing: a fact of its own, or a sample of its series. `milliseconds` is how long it took. */
  add(name: MeasureName, amount: Amount, told: Told, milliseconds = 0): void {
    const { clock, by = '' } = told;
    if (clock.hasTime && clock.offset === undefined) this.#isZoneless = true;
    const measure: Measure = MEASURES[name];
    if (measure.keep === 'one') this.#fact(measure, amount, told);
    else
      this.#series.add(seriesOf(name), this.#source(by), {
        start: clock.at,
        duration: milliseconds,
        offset: clock.offset ?? 0,
        value: amount.value,
      });
  }

  /** Upper and lower value are one measurement; a pulse that was counted with them is another. */
  pressure(systolic: Amount | undefined, diastolic: Amount | undefined, told: Told): void {
    if (told.clock.hasTime && told.clock.offset === undefined) this.#isZoneless = true;
    const part = (measure: Measure, amount: Amount | undefined): JsonObject => ({
      code: { coding: [codingOf(measure)] },
      ...(amount
        ? { valueQuantity: quantityOf(measure, amount) }
        : { dataAbsentReason: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }] } }),
    });
    this.#draft(`85354-9 ${systolic?.value ?? ''}/${diastolic?.value ?? ''}`, told, {
      category: [{ coding: [{ system: CATEGORY, code: 'vital-signs' }] }],
      code: {
        coding: [{ system: 'http://loinc.org', code: '85354-9', display: 'Blood pressure panel with all children optional' }],
        text: 'Blood pressure',
      },
      component: [part(MEASURES.systolic, systolic), part(MEASURES.diastolic, diastolic)],
    });
  }

  /** Any other observation. */
  observe(key: string, told: Told, resource: JsonObject): void {
    this.#draft(key, told, resource);
  }

  *take(): Iterable<Parsed> {
    const out = this.#out;
    this.#out = [];
    yield* out;
    for (const series of this.#series.overflow()) yield { kind: 'series', series };
  }

  *end(): Iterable<Parsed> {
    yield* this.take();
    for (const series of this.#series.end()) yield { kind: 'series', series };
    if (this.#isZoneless)
      yield {
        kind: 'note',
        issue: issue(
          'information',
          'informational',
          'The file does not say in which time zone its clock ran; times are kept as the clock showed them, as if in UTC.',
        ),
      };
  }

  #fact(measure: Measure, amount: Amount, told: Told): void {
    this.#draft(`${measure.code} ${amount.value} ${amount.unit ?? ''}`, told, {
      category: [{ coding: [{ system: CATEGORY, code: measure.category }] }],
      code: { coding: [codingOf(measure)], text: measure.display },
      valueQuantity: quantityOf(measure, amount),
    });
  }

  #draft(key: string, { clock, place, by, note }: Told, content: JsonObject): void {
    const resource: JsonObject = {
      resourceType: 'Observation',
      status: 'final',
      effectiveDateTime: fhirClock(clock),
      ...content,
      ...(by !== undefined && by !== '' && { device: { display: by } }),
      ...(note !== undefined && note !== '' && { note: [{ text: note }] }),
    };
    this.#out.push({
      kind: 'draft',
      draft: { resource, source: { system: this.#system, id: `Observation/${key} ${clock.at} ${by ?? ''}` }, place },
    });
  }

  #source(name: string): SeriesSource {
    const known = this.#sources.get(name) ?? { name: name || this.#system.replace(/^urn:/, ''), rank: 3 };
    this.#sources.set(name, known);
    return known;
  }
}

function quantityOf({ unit, unitText }: Measure, amount: Amount): JsonObject {
  const made: JsonObject = {
    value: amount.value,
    unit: amount.unitText ?? (amount.unit === undefined ? (unitText ?? unit) : amount.unit),
    system: UCUM,
    code: amount.unit ?? unit,
  };
  if (amount.written !== undefined && Number(amount.written) === amount.value && String(amount.value) !== amount.written)
    keepExact(made, 'value', amount.written);
  return made;
}
